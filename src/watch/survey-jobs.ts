import { VzuploadError } from "../errors.ts";
import { createSettledStore } from "../evidence/settled-store.ts";
import type { RecordedFact } from "../store/facts.ts";
import { type JobRecord, timeOfJob } from "../store/job-record.ts";
import type { LockHolder } from "../store/lock-holder.ts";
import type { Store, StoredJob } from "../store/store.ts";
import { foldLedger } from "../verdict/batch-states.ts";
import { type JobStanding, standingOfJob } from "../verdict/job-standing.ts";
import { unsettledSince } from "../verdict/unsettled.ts";

/** A job as its record and ledger tell, or why they cannot. */
export type SurveyedJob =
  | (JobStanding & {
      readonly kind: "job";
      readonly id: string;
      readonly record: JobRecord;
      /** Of its batches, each once. */
      readonly skus: readonly string[];
      readonly holder: LockHolder | undefined;
    })
  | { readonly kind: "damaged"; readonly id: string; readonly error: unknown };

export interface Survey {
  /** Newest first. */
  readonly jobs: readonly SurveyedJob[];
  /** How many more there are that nothing is left to do for. */
  readonly older: number;
  /** Why it is not known whether callbacks have settled doubts, if that is so: the doubts are shown as the ledgers have them. */
  readonly errors: readonly unknown[];
}

/**
 * Looks at every job of a plain store. Nothing is kept between two surveys, and no job's damage hides another. Of a job that nothing is
 * left to do for the ledger is all that is read, but for the newest `limit` of these; only doubts ask for what callbacks say, all of them
 * at once.
 */
export async function surveyJobs(store: Store, limit: number): Promise<Survey> {
  const jobs: SurveyedJob[] = [];
  const inDoubt: number[] = [];
  let calm = 0;
  let older = 0;
  for (const id of (await store.listJobs()).toReversed()) {
    if (calm >= limit && (await isCalm(store, id))) {
      older++;
      continue;
    }
    const read = await readOne(store, id);
    // Removed since.
    if (read === undefined) continue;
    if (read.isUnsettled) inDoubt.push(jobs.length);
    if (isCalmJob(read.job)) calm++;
    jobs.push(read.job);
  }
  const errors = await settleAll(store, jobs, inDoubt);
  // Ids of one second are in any order.
  return { jobs: jobs.sort((a, b) => (createdAt(a) > createdAt(b) ? -1 : 1)), older, errors };
}

function createdAt(job: SurveyedJob): string {
  return job.kind === "job" ? job.record.createdAt : timeOfJob(job.id);
}

/** By its ledger: every batch has its last word, so that it does not matter who works on it. What cannot be read is not calm. */
async function isCalm(store: Store, id: string): Promise<boolean> {
  const facts = await store.readFacts(id).catch(() => undefined);
  return facts !== undefined && facts.length > 0 && isCalmState(standingOfFacts(facts));
}

function standingOfFacts(facts: readonly RecordedFact[]): JobStanding | undefined {
  try {
    return standingOfJob(foldLedger(facts), undefined);
  } catch {
    return undefined;
  }
}

function isCalmState(standing: JobStanding | undefined): boolean {
  return standing !== undefined && calmStates.has(standing.state);
}

function isCalmJob(job: SurveyedJob): boolean {
  return job.kind === "job" && isCalmState(job);
}

/** Nothing is left to do for the sending of a job. */
const calmStates: ReadonlySet<JobStanding["state"]> = new Set(["accepted", "refused", "done"]);

interface ReadJob {
  readonly job: SurveyedJob;
  readonly isUnsettled: boolean;
}

async function readOne(store: Store, id: string): Promise<ReadJob | undefined> {
  try {
    const job = await store.readJob(id);
    if (job?.facts.length === 0) throw emptyLedger(id, store);
    return job && describe(job);
  } catch (error) {
    return { job: { kind: "damaged", id, error }, isUnsettled: false };
  }
}

/** A job is published with its plan. */
function emptyLedger(id: string, { location }: Store): VzuploadError {
  return new VzuploadError(
    "store",
    `The ledger of job ${id} in ${location} is empty: what it has sent is not known.`,
    {
      hint: "Restore its ledger.ndjson from a backup.",
    },
  );
}

function describe({ record, facts, holder }: StoredJob): ReadJob {
  const batches = foldLedger(facts);
  const skus = [...new Set(batches.flatMap(({ planned }) => planned.sku ?? []))];
  const job = {
    kind: "job",
    id: record.id,
    record,
    skus,
    holder,
    ...standingOfJob(batches, holder),
  } as const;
  return { job, isUnsettled: batches.some((batch) => unsettledSince(batch) !== undefined) };
}

async function settleAll(
  store: Store,
  jobs: SurveyedJob[],
  inDoubt: readonly number[],
): Promise<readonly unknown[]> {
  const settled = createSettledStore(store);
  const reads = await Promise.allSettled(inDoubt.map((at) => settled.readJob(jobs[at]?.id ?? "")));
  const errors: unknown[] = [];
  for (const [index, read] of reads.entries()) {
    if (read.status === "rejected") errors.push(read.reason);
    else if (read.value !== undefined) jobs[inDoubt[index] ?? -1] = describe(read.value).job;
  }
  // Mostly one damage is in the way of all of them.
  return errors.slice(0, 1);
}
