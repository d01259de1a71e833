import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { uploadTypes } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import { createDirectory, isMissing, replaceFileDurably, storing } from "./durable.ts";
import type { RecordedFact } from "./facts.ts";
import { isJobId, type JobOperation, type JobRecord } from "./job-record.ts";
import { openSourceFile, readBatchFile, readSideFile } from "./kept-files.ts";
import { openLedger, readLedger } from "./ledger.ts";
import { type Lock, liveHolder, tryLockWithin } from "./lock.ts";
import { parseRejectedFile } from "./rejected-file.ts";
import { formatSaidFile, parseSaidFile } from "./said-file.ts";
import type { JobAttempt, OpenJob, StoredJob } from "./store.ts";
import { formatTakenFile, parseTakenFile } from "./taken-file.ts";

/** The files of a job's directory. */
export const jobFiles = {
  record: "job.json",
  ledger: "ledger.ndjson",
  lock: "lock",
  sources: "sources",
  rejected: "rejected.csv",
  taken: "taken.csv",
  said: "said",
} as const;

/** "taken-0003.csv": the devices that other jobs had when batch 3 was cut anew. */
function recutFileName(batch: number): string {
  return `taken-${fileNumber(batch)}`;
}

/** "said/0001.csv" */
function saidFileName(number: number): string {
  return `${jobFiles.said}/${fileNumber(number)}`;
}

function fileNumber(number: number): string {
  return `${String(number).padStart(4, "0")}.csv`;
}

/** "batches/0001.csv" */
export function batchFileName(batch: number): string {
  return `batches/${fileNumber(batch)}`;
}

/** "0001-devices.csv": ordered, and a name on every file system. `source` is 0-based, `name` as given. */
export function sourceFileName(source: number, name: string): string {
  const safe = basename(name)
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .slice(-80);
  return `${sourcePrefix(source)}${safe}`;
}

function sourcePrefix(source: number): string {
  return `${String(source + 1).padStart(4, "0")}-`;
}

/** The ids of the published jobs below `jobs`, in the order of their seconds. */
export function listJobs(jobs: string): readonly string[] {
  if (isMissing(jobs)) return [];
  return storing(jobs, () => readdirSync(jobs))
    .filter(isJobId)
    .sort();
}

/** Reads a published job of the `jobs` directory, or undefined. */
export function readJob(jobs: string, id: string): StoredJob | undefined {
  const directory = join(jobs, id);
  if (!isJobId(id) || isMissing(directory)) return undefined;
  return unlessRemoved(directory, () => {
    // The holder first: a process that sends the last batch and ends in between is then still seen, or its facts are.
    const holder = liveHolder(join(directory, jobFiles.lock));
    const facts = readLedger(join(directory, jobFiles.ledger));
    const record = readRecord(directory);
    requireAllRows(record, facts, directory);
    return { facts, holder, ...keptFiles(directory, record, facts) };
  });
}

/** The facts of a published job of the `jobs` directory, or undefined. One file is read, and its directory is looked at only if that fails. */
export function readFacts(jobs: string, id: string): readonly RecordedFact[] | undefined {
  const directory = join(jobs, id);
  if (!isJobId(id)) return undefined;
  return unlessRemoved(directory, () => readLedger(join(directory, jobFiles.ledger)));
}

/** What fails because the job went meanwhile is no failure. */
function unlessRemoved<Result>(directory: string, read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (isMissing(directory)) return undefined;
    throw error;
  }
}

/** Takes the lock of a published job of the `jobs` directory. */
export function openJob(jobs: string, id: string, pid: number): JobAttempt {
  const directory = join(jobs, id);
  if (!isJobId(id) || isMissing(directory)) return { kind: "missing" };
  const attempt = tryLockWithin(directory, jobFiles.lock, pid);
  if (attempt === undefined) return { kind: "missing" };
  if (attempt.kind === "held") return { kind: "held", holder: attempt.holder };
  try {
    return { kind: "opened", job: continueJob(directory, attempt.lock) };
  } catch (error) {
    attempt.lock.release();
    throw error;
  }
}

function keptFiles(
  directory: string,
  record: JobRecord,
  facts: readonly RecordedFact[],
): Omit<StoredJob, "facts" | "holder"> {
  const { identifiers: kinds } = uploadTypes[record.uploadType];
  const takenRows = (name: string, sha256: string | undefined) =>
    readSideFile(join(directory, name), sha256, (text) => parseTakenFile(text, kinds));
  return {
    record,
    readBatch: async ({ batch, sha256 }) =>
      readBatchFile(join(directory, batchFileName(batch)), sha256, restoreIt),
    async readRejected() {
      if (record.rejected === 0) return [];
      return readSideFile(join(directory, jobFiles.rejected), record.rejectedSha256, parseRejectedFile);
    },
    async readTaken() {
      const planned = record.taken.length === 0 ? [] : takenRows(jobFiles.taken, record.takenSha256);
      const recut = facts.flatMap((fact) =>
        fact.kind === "recut" ? takenRows(recutFileName(fact.batch), fact.takenSha256) : [],
      );
      return [...planned, ...recut];
    },
    readSaid: async ({ number, sha256 }) =>
      readSideFile(join(directory, saidFileName(number)), sha256, (text) => parseSaidFile(text, kinds)),
    openSource(index) {
      const source = record.sources[index];
      if (source === undefined) throw new RangeError(`the job ${record.id} has no source ${index}`);
      return openSourceFile(join(directory, jobFiles.sources), sourcePrefix(index), source);
    },
  };
}

const restoreIt = "Restore the file from a backup; do not edit it.";

/** Continues a published job whose lock the caller holds; `close` releases that lock. */
export function continueJob(directory: string, lock: Lock): OpenJob {
  const record = readRecord(directory);
  const { identifiers: kinds } = uploadTypes[record.uploadType];
  const ledger = openLedger(join(directory, jobFiles.ledger));
  try {
    requireAllRows(record, ledger.facts, directory);
  } catch (error) {
    ledger.close();
    throw error;
  }
  let open = true;
  const keep = (name: string, bytes: Uint8Array): string => {
    const path = join(directory, name);
    createDirectory(dirname(path));
    replaceFileDurably(path, bytes);
    return createHash("sha256").update(bytes).digest("hex");
  };
  return {
    record,
    facts: ledger.facts,
    append: async (fact) => ledger.append(fact),
    readBatch: async ({ batch, sha256 }) =>
      readBatchFile(join(directory, batchFileName(batch)), sha256, `This batch was not sent. ${restoreIt}`),
    writeBatch: async (batch, bytes) => keep(batchFileName(batch), bytes),
    writeTaken: async (batch, rows) => keep(recutFileName(batch), Buffer.from(formatTakenFile(kinds, rows))),
    writeSaid: async (number, lines) => keep(saidFileName(number), Buffer.from(formatSaidFile(kinds, lines))),
    async close() {
      if (!open) return;
      open = false;
      ledger.close();
      lock.release();
    },
  };
}

/** A ledger that was cut at a line's end is whole line by line; what it lost of the plan shows in the record's sums. */
function requireAllRows(record: JobRecord, facts: readonly RecordedFact[], directory: string): void {
  const planned = facts.reduce((sum, fact) => sum + (fact.kind === "planned" ? fact.devices : 0), 0);
  const taken = record.taken.reduce((sum, { devices }) => sum + devices, 0);
  if (planned + taken + record.rejected === record.rows) return;
  throw new VzuploadError(
    "store",
    `The ledger ${join(directory, jobFiles.ledger)} is damaged: it plans ${planned} devices, and its job has ${record.rows - taken - record.rejected}.`,
    {
      hint: "Restore the file from a backup made after the job was last sent, or ask Verizon which of the job's devices they have; do not edit it.",
    },
  );
}

/** What was asked of the job in `directory`. */
export function readRecord(directory: string): JobRecord {
  const path = join(directory, jobFiles.record);
  const text = storing(path, () => readFileSync(path, "utf8"));
  const record = parseRecord(text);
  if (record?.version === 1 && record.id === basename(directory)) return record;
  throw new VzuploadError(
    "store",
    `The job's record ${path} is damaged, or of another version of vzupload.`,
    { hint: restoreIt },
  );
}

function parseRecord(text: string): JobRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return hasRecordShape(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

type RawRecord = Partial<Record<keyof JobRecord, unknown>>;

const hasNeededField = {
  UploadDevices: ({ emailAddress }) => typeof emailAddress === "string",
  ChangeDeviceState: ({ activate }) => typeof activate === "object" && activate !== null,
} as const satisfies Record<JobOperation, (record: RawRecord) => boolean>;

/** Written by us, replaced never, and versioned: as much is looked at as could end in a crash. */
function hasRecordShape(value: unknown): value is JobRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as RawRecord; // as: an object, whatever is in it
  return (
    (["id", "createdAt", "endpoint"] as const).every((key) => typeof record[key] === "string") &&
    Object.hasOwn(hasNeededField, String(record.operation)) &&
    hasNeededField[record.operation as JobOperation](record) &&
    URL.canParse(String(record.endpoint)) &&
    Object.hasOwn(uploadTypes, String(record.uploadType)) &&
    [record.rows, record.rejected].every((count) => Number.isSafeInteger(count)) &&
    Array.isArray(record.sources) &&
    Array.isArray(record.taken)
  );
}
