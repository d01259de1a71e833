import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { VzuploadError } from "../errors.ts";
import { parseBatchFile } from "./batch-file.ts";
import { isMissing, storeError, storing } from "./durable.ts";
import type { JobSource } from "./job-record.ts";
import type { BatchDevices } from "./store.ts";

/** The devices of the batch file at `path`, checked against its SHA-256; `hint` says what to do when it is another. */
export function readBatchFile(path: string, sha256: string, hint: string): BatchDevices {
  const bytes = storing(path, () => readFileSync(path));
  if (sha256Of(bytes) === sha256) return parseBatchFile(bytes);
  throw new VzuploadError(
    "store",
    `The batch file ${path} is not the one that was planned: its SHA-256 differs.`,
    { hint },
  );
}

/**
 * The rows of the side file at `path`. Records of the first release have no SHA-256 of it: then its form is all that is
 * checked, and a line that was taken out, or changed into another lawful one, is not noticed.
 */
export function readSideFile<Rows>(
  path: string,
  sha256: string | undefined,
  parse: (text: string) => Rows | undefined,
): Rows {
  if (isMissing(path)) throw lost(path, "is missing");
  const bytes = storing(path, () => readFileSync(path));
  if (sha256 !== undefined && sha256Of(bytes) !== sha256)
    throw lost(path, "is not the one that was written: its SHA-256 differs");
  const rows = parse(bytes.toString("utf8"));
  if (rows === undefined) throw lost(path, "is damaged: it does not have the form in which it was written");
  return rows;
}

/**
 * The bytes of a source kept in `directory`, whose name begins with `prefix`. A file that is missing or not what was read
 * then (its SHA-256 is known at its end only) destroys the stream with a VzuploadError.
 */
export function openSourceFile(directory: string, prefix: string, source: JobSource): Readable {
  return Readable.from(sourceChunks(directory, prefix, source), { objectMode: false });
}

async function* sourceChunks(directory: string, prefix: string, { bytes, sha256 }: JobSource) {
  const names = storing(directory, () => readdirSync(directory));
  const name = names.find((each) => each.startsWith(prefix));
  // The file is made with its first byte.
  if (name === undefined && bytes === 0) return;
  const path = join(directory, name ?? `${prefix}*`);
  if (name === undefined) throw lost(path, "is missing");
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw storeError(path, error);
  }
  if (hash.digest("hex") !== sha256) throw lost(path, "is not what was read: its SHA-256 differs");
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function lost(path: string, what: string): VzuploadError {
  return new VzuploadError("store", `The file ${path} of the job ${what}.`, {
    hint: "Restore the file from a backup; do not edit it.",
  });
}
