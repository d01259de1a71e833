import { closeSync, constants, fsyncSync, openSync, readFileSync, truncateSync } from "node:fs";
import { errorCode, VzuploadError } from "../errors.ts";
import { storing, writeAll } from "./durable.ts";
import { isKnownFact, type LedgerFact, type RecordedFact } from "./facts.ts";
import { formatLedgerLine, parseLedgerLine } from "./ledger-line.ts";

/** An append-only file of facts with one writer, the holder of its job's lock. */
export interface Ledger {
  readonly facts: readonly RecordedFact[];
  /**
   * The fact is durable when this returns. After a failure nothing more can be appended: what the disk holds is then
   * unknown, and a second fsync could report success for what the first one lost.
   */
  append(fact: LedgerFact): void;
  close(): void;
}

/** Reads a ledger without changing it. A torn last line (a crash while appending) is ignored; other damage is an error. */
export function readLedger(path: string): readonly RecordedFact[] {
  return parseLedger(path, readBytes(path)).facts;
}

/** Opens a ledger for appending; a torn last line is cut off first. */
export function openLedger(path: string): Ledger {
  const bytes = readBytes(path);
  const { facts, validBytes } = parseLedger(path, bytes);
  // By path: Windows does not let a file that is open for appending be cut.
  if (validBytes < bytes.length) storing(path, () => truncateSync(path, validBytes));
  const fd = storing(path, () => openSync(path, constants.O_WRONLY | constants.O_APPEND));
  try {
    storing(path, () => fsyncSync(fd));
    return ledgerOn(fd, path, [...facts]);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function ledgerOn(fd: number, path: string, facts: RecordedFact[]): Ledger {
  let failed = false;
  return {
    facts,
    append(fact) {
      if (failed)
        throw new VzuploadError(
          "store",
          `The ledger ${path} failed before or is closed; nothing more is written to it.`,
        );
      const recorded: RecordedFact = { ...fact, at: new Date().toISOString() };
      failed = true;
      storing(path, () => {
        writeAll(fd, Buffer.from(formatLedgerLine(recorded)));
        fsyncSync(fd);
      });
      failed = false;
      facts.push(recorded);
    },
    close() {
      // The system gives the number to the next file that is opened: a late append would go there.
      failed = true;
      closeSync(fd);
    },
  };
}

/** A job is published with its ledger: one that is not there is lost, not empty. */
function readBytes(path: string): Buffer {
  const bytes = storing(path, () => readIfThere(path));
  if (bytes !== undefined) return bytes;
  throw new VzuploadError("store", `The ledger ${path} is missing: what its job has sent is not known.`, {
    hint: restoreIt,
  });
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

interface ParsedLedger {
  readonly facts: readonly RecordedFact[];
  readonly validBytes: number;
}

function parseLedger(path: string, bytes: Buffer): ParsedLedger {
  const validBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, validBytes).toString("utf8").split("\n").slice(0, -1);
  const facts = lines.map((line, index) => parseLedgerLine(line) ?? damaged(path, index + 1));
  const unknown = facts.findIndex((fact) => !isKnownFact(fact));
  if (unknown >= 0) throw newerFact(path, unknown + 1, facts[unknown]);
  if (hasLostLineFeed(bytes.subarray(validBytes))) damaged(path, lines.length + 1);
  return { facts, validBytes };
}

/** A whole line and another byte where its line feed should be: no torn line, which would be shorter. Its fact must not be lost. */
function hasLostLineFeed(rest: Buffer): boolean {
  return rest.at(-1) !== 0 && parseLedgerLine(rest.toString("utf8").slice(0, -1)) !== undefined;
}

function damaged(path: string, line: number): never {
  throw new VzuploadError("store", `The ledger is damaged: ${path}:${line} does not match its checksum.`, {
    hint: restoreIt,
  });
}

const restoreIt =
  "Restore the file from a backup, or ask Verizon which of the job's devices they have; do not edit it.";

function newerFact(path: string, line: number, fact: RecordedFact | undefined): VzuploadError {
  return new VzuploadError(
    "store",
    `The ledger was written by a newer vzupload: ${path}:${line} has a fact of the kind ${JSON.stringify(fact?.kind)}.`,
    { hint: "Use that version, or a later one." },
  );
}
