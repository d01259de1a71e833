import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LedgerFact, RecordedFact } from "../../src/store/facts.ts";
import { openLedger, readLedger } from "../../src/store/ledger.ts";
import { formatLedgerLine, parseLedgerLine } from "../../src/store/ledger-line.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const facts: readonly LedgerFact[] = [
  { kind: "planned", batch: 1, sku: "SKU1", devices: 2, sha256: "00ff" },
  { kind: "sending", batch: 1 },
  { kind: "accepted", batch: 1, requestId: "id – 1" },
];

interface Written {
  readonly path: string;
  readonly bytes: Buffer;
  readonly facts: readonly RecordedFact[];
  /** Where each line ends. */
  readonly ends: readonly number[];
}

function writeLedger(): Written {
  const path = join(temporaryDirectory(), "ledger.ndjson");
  writeFileSync(path, "");
  const ledger = openLedger(path);
  const ends = facts.map((fact) => {
    ledger.append(fact);
    return readFileSync(path).length;
  });
  ledger.close();
  return { path, bytes: readFileSync(path), facts: ledger.facts, ends };
}

const damagedAt = (path: string, line: number) => ({
  kind: "store",
  message: `The ledger is damaged: ${path}:${line} does not match its checksum.`,
  hint: "Restore the file from a backup, or ask Verizon which of the job's devices they have; do not edit it.",
});

test("a line gives back its fact, whatever the texts in it", () => {
  const texts = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(fc.nat(), texts, texts, (batch, text, at) => {
      const fact: RecordedFact = { kind: "doubtful", batch, reason: text, at };
      const line = formatLedgerLine(fact);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(parseLedgerLine(line.slice(0, -1))).toEqual(fact);
    }),
  );
});

test("a line's form", () => {
  expect(formatLedgerLine({ kind: "sending", batch: 1, at: "2026-01-02T03:04:05.678Z" })).toBe(
    '{"crc":"2ab6ade1","fact":{"kind":"sending","batch":1,"at":"2026-01-02T03:04:05.678Z"}}\n',
  );
});

describe("a ledger cut at any byte", () => {
  test("has the facts of its whole lines, and is not changed by reading", () => {
    const { path, bytes, facts: all, ends } = writeLedger();
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      expect(readLedger(path)).toEqual(all.slice(0, ends.filter((end) => end <= length).length));
      expect(readFileSync(path)).toHaveLength(length);
    }
  });

  test("loses its torn line when it is opened, and goes on behind the whole ones", () => {
    const { path, bytes, facts: all, ends } = writeLedger();
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(path, bytes.subarray(0, length));
      const whole = ends.filter((end) => end <= length);
      const ledger = openLedger(path);
      expect(readFileSync(path)).toHaveLength(whole.at(-1) ?? 0);
      ledger.append({ kind: "sending", batch: 9 });
      ledger.close();
      const expected = [...all.slice(0, whole.length), { kind: "sending", batch: 9, at: expect.any(String) }];
      expect(readLedger(path)).toEqual(expected);
      expect(ledger.facts).toEqual(expected);
    }
  });
});

describe("a ledger with any one bit changed", () => {
  test("names the line: no fact is lost or changed in silence, not even by the last line feed", async () => {
    const { path, bytes, ends } = writeLedger();
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      writeFileSync(path, changed);
      const line = ends.filter((end) => end <= at).length + 1;
      expect(await failureOf(() => readLedger(path))).toEqual(damagedAt(path, line));
      expect(await failureOf(() => openLedger(path))).toEqual(damagedAt(path, line));
      expect(readFileSync(path)).toEqual(changed);
    }
  });

  test("a line that was taken out or put in by hand", async () => {
    const { path, bytes } = writeLedger();
    writeFileSync(path, Buffer.concat([bytes, Buffer.from("\n")]));
    expect(await failureOf(() => readLedger(path))).toEqual(damagedAt(path, 4));
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('{"kind":"sending","batch":1}\n')]));
    expect(await failureOf(() => readLedger(path))).toEqual(damagedAt(path, 4));
  });
});

test("a closed ledger takes nothing more: its file's number may be another's by then", async () => {
  const { path, bytes } = writeLedger();
  const ledger = openLedger(path);
  ledger.close();
  const otherPath = join(temporaryDirectory(), "ledger.ndjson");
  writeFileSync(otherPath, "");
  const bystander = openLedger(otherPath);
  expect(await failureOf(() => ledger.append({ kind: "sending", batch: 1 }))).toEqual({
    kind: "store",
    message: `The ledger ${path} failed before or is closed; nothing more is written to it.`,
    hint: undefined,
  });
  bystander.close();
  expect(readFileSync(path)).toEqual(bytes);
});

test("a ledger that is missing is lost, not empty: it is neither read nor begun anew", async () => {
  const { path } = writeLedger();
  rmSync(path);
  const missing = {
    kind: "store",
    message: `The ledger ${path} is missing: what its job has sent is not known.`,
    hint: "Restore the file from a backup, or ask Verizon which of the job's devices they have; do not edit it.",
  };
  expect(await failureOf(() => readLedger(path))).toEqual(missing);
  expect(await failureOf(() => openLedger(path))).toEqual(missing);
  expect(existsSync(path)).toBe(false);
});

test.each(["resolved", "constructor"])(
  "a fact of the kind %j is a newer program's: said so, and nothing is changed",
  async (kind) => {
    const { path, bytes } = writeLedger();
    const fact = { kind, batch: 1, at: "2026-01-02T03:04:05.678Z" } as unknown as RecordedFact; // as: not yet one
    const written = Buffer.concat([bytes, Buffer.from(`${formatLedgerLine(fact)}{"crc":"torn`)]);
    writeFileSync(path, written);
    const newer = {
      kind: "store",
      message: `The ledger was written by a newer vzupload: ${path}:4 has a fact of the kind "${kind}".`,
      hint: "Use that version, or a later one.",
    };
    expect(await failureOf(() => readLedger(path))).toEqual(newer);
    expect(await failureOf(() => openLedger(path))).toEqual(newer);
    expect(readFileSync(path)).toEqual(written);
  },
);
