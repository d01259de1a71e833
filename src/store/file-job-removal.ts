import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { VzuploadError } from "../errors.ts";
import { isMissing, renameDurably, storing } from "./durable.ts";
import { jobFiles, readRecord } from "./file-jobs.ts";
import { isJobId } from "./job-record.ts";
import { readLedger } from "./ledger.ts";
import { tryLockWithin } from "./lock.ts";
import type { RemovableJob, Removal } from "./store.ts";

/** Behind a job's id: its directory was removed, and its ledger is all that stays. No job has such a name. */
const suffix = ".removed";

export interface RemovalOptions {
  readonly pid: number;
  readonly mayGo: (job: RemovableJob) => boolean;
}

/**
 * Renames `<jobs>/<id>` to `<jobs>/<id>.removed`, durably, and only then deletes what is in it, but for the ledger: until then the job is
 * there whole, from then on it is not there.
 */
export function removeJob(jobs: string, id: string, { pid, mayGo }: RemovalOptions): Removal {
  const directory = join(jobs, id);
  if (!isJobId(id) || isMissing(directory)) return { kind: "missing" };
  const attempt = tryLockWithin(directory, jobFiles.lock, pid);
  if (attempt === undefined) return { kind: "missing" };
  if (attempt.kind === "held") return { kind: "held", holder: attempt.holder };
  const removed = `${directory}${suffix}`;
  let hasGone = false;
  try {
    const facts = readLedger(join(directory, jobFiles.ledger));
    if (!mayGo({ record: readRecord(directory), facts })) return { kind: "kept" };
    // Of a job that was removed before and is back from a backup.
    storing(removed, () => rmSync(removed, { recursive: true, force: true }));
    renameDurably(directory, removed);
    hasGone = true;
  } finally {
    if (!hasGone) attempt.lock.release();
  }
  clear(removed);
  return { kind: "removed" };
}

/** Deletes what interrupted removals have left. */
export function finishRemovals(jobs: string): void {
  for (const name of removedNames(jobs)) clear(join(jobs, name));
}

/** The RequestIds in the ledgers of removed jobs, but of those in `known`. */
export function removedRequests(
  jobs: string,
  known: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const requests = new Map<string, readonly string[]>();
  for (const name of removedNames(jobs)) {
    const id = name.slice(0, -suffix.length);
    if (known.has(id)) continue;
    const facts = readRemovedLedger(join(jobs, name));
    requests.set(
      id,
      facts.flatMap((fact) => ("requestId" in fact ? [fact.requestId] : [])),
    );
  }
  return requests;
}

/** Without it, nothing says which RequestIds are another job's. */
function readRemovedLedger(removed: string): ReturnType<typeof readLedger> {
  const path = join(removed, jobFiles.ledger);
  if (!isMissing(path)) return readLedger(path);
  throw new VzuploadError("store", `The ledger ${path} of a job that was removed is missing.`, {
    hint: `Restore it from a backup; or, if no callback of that job can come any more, delete ${removed}.`,
  });
}

function removedNames(jobs: string): readonly string[] {
  if (isMissing(jobs)) return [];
  return storing(jobs, () => readdirSync(jobs)).filter(
    (name) => name.endsWith(suffix) && isJobId(name.slice(0, -suffix.length)),
  );
}

/** Another process may be at it, too. */
function clear(removed: string): void {
  storing(removed, () => {
    for (const name of readdirSync(removed))
      if (name !== jobFiles.ledger) rmSync(join(removed, name), { recursive: true, force: true });
  });
}
