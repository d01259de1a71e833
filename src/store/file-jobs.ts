import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { DeviceSlices } from "../devices/device-slices.ts";
import { VzuploadError } from "../errors.ts";
import { parseBatchFile } from "./batch-file.ts";
import { isMissing, storing } from "./durable.ts";
import type { PlannedFact } from "./facts.ts";
import { isJobId, type JobRecord } from "./job-record.ts";
import { openLedger, readLedger } from "./ledger.ts";
import { type Lock, liveHolder } from "./lock.ts";
import type { OpenJob, StoredJob } from "./store.ts";

/** The files of a job's directory. */
export const jobFiles = {
  record: "job.json",
  ledger: "ledger.ndjson",
  lock: "lock",
  sources: "sources",
} as const;

/** "batches/0001.csv" */
export function batchFileName(batch: number): string {
  return `batches/${String(batch).padStart(4, "0")}.csv`;
}

/** "0001-devices.csv": ordered, and a name on every file system. `source` is 0-based, `name` as given. */
export function sourceFileName(source: number, name: string): string {
  const safe = basename(name)
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .slice(-80);
  return `${String(source + 1).padStart(4, "0")}-${safe}`;
}

/** Reads a published job of the `jobs` directory, or undefined. */
export function readJob(jobs: string, id: string): StoredJob | undefined {
  const directory = join(jobs, id);
  if (!isJobId(id) || isMissing(directory)) return undefined;
  // The holder first: a process that sends the last batch and ends in between is then still seen, or its facts are.
  const holder = liveHolder(join(directory, jobFiles.lock));
  return { record: readRecord(directory), facts: readLedger(join(directory, jobFiles.ledger)), holder };
}

/** Continues a published job whose lock the caller holds; `close` releases that lock. */
export function continueJob(directory: string, lock: Lock): OpenJob {
  const ledger = openLedger(join(directory, jobFiles.ledger));
  let open = true;
  return {
    record: readRecord(directory),
    facts: ledger.facts,
    append: async (fact) => ledger.append(fact),
    readBatch: async (planned) => readBatch(directory, planned),
    async close() {
      if (!open) return;
      open = false;
      ledger.close();
      lock.release();
    },
  };
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
    {
      hint: "Restore the file from a backup; do not edit it.",
    },
  );
}

function parseRecord(text: string): JobRecord | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as JobRecord | undefined; // as: written by us, replaced never, and versioned
  } catch {
    return undefined;
  }
}

function readBatch(directory: string, planned: PlannedFact): DeviceSlices {
  const path = join(directory, batchFileName(planned.batch));
  const bytes = storing(path, () => readFileSync(path));
  if (createHash("sha256").update(bytes).digest("hex") === planned.sha256) return parseBatchFile(bytes);
  throw new VzuploadError(
    "store",
    `The batch file ${path} is not the one that was planned: its SHA-256 differs.`,
    {
      hint: "This batch was not sent. Restore the file from a backup; do not edit it.",
    },
  );
}
