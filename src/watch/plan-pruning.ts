import { claimsName } from "../store/claims-name.ts";
import type { JobRecord } from "../store/job-record.ts";
import type { Store, StoredJob } from "../store/store.ts";
import {
  acceptedBatches,
  type BatchVerdict,
  foldLedger,
  isInDoubt,
  recutBatches,
  unsentBatches,
} from "../verdict/batch-states.ts";
import type { RequestJudgement } from "../verdict/judgement.ts";
import { unsettledSince } from "../verdict/unsettled.ts";
import { groupJobs } from "./put-target.ts";
import { openWatchSession } from "./watch-session.ts";

/**
 * Why an old job stays. A removed job's claims count as those of a batch that the platform took, and nothing can be said of its lines any
 * more: so all of it must be so, as far as anybody knows.
 */
export const keptReasons = {
  sending: "a live process works on it",
  inDoubt: "a batch is in doubt, or was and only a callback tells its RequestId",
  unfinished: "batches are left that a resume sends",
  refused: "batches were refused or held back, so that their devices may be pushed again",
  recut: "it was resumed after other jobs had taken devices of it, which may become free",
  failed: "lines failed or were refused, so that they may be pushed again",
  unclear: "lines or activations are not clear, or the platform contradicts itself",
  unreadable: "its callbacks cannot be read",
  referred: "a job that stays has lines that this one sent",
  lastOfEndpoint: "the newest job of its endpoint stays: it shows if the claims are lost",
} as const;

export type KeptReason = keyof typeof keptReasons;

export interface PrunableJob {
  readonly record: JobRecord;
  /** How many facts its ledger had: more by now, and it is not the same. */
  readonly facts: number;
  /** Jobs that some of its lines were sent by. */
  readonly refersTo: ReadonlySet<string>;
}

export interface PrunePlan {
  /** Newest first: a job goes before those that it refers to. */
  readonly removable: readonly PrunableJob[];
  /** Old ones that stay, newest first. */
  readonly kept: readonly { readonly id: string; readonly reason: KeptReason }[];
  /** How many are not old enough. */
  readonly younger: number;
  readonly damaged: readonly { readonly id: string; readonly error: unknown }[];
  /** What is wrong with the inbox. */
  readonly errors: readonly unknown[];
}

/** What of a plain store can be removed of which nothing has been recorded since `cutoff` (ISO 8601). Writes nothing. */
export async function planPruning(store: Store, cutoff: string): Promise<PrunePlan> {
  const { seen, damaged } = await lookAtAll(store, cutoff);
  const reasons = new Map<string, KeptReason>();
  for (const { record, reason } of seen) if (reason !== undefined) reasons.set(record.id, reason);
  for (const id of newestOfEndpoints(seen)) if (!reasons.has(id)) reasons.set(id, "lastOfEndpoint");
  const candidates = seen.filter(({ record, isOld }) => isOld && !reasons.has(record.id));
  const errors: unknown[] = [];
  for (const jobs of groupJobs(
    candidates.map((job) => ({ ...job, id: job.record.id, rows: job.record.rows })),
  ))
    errors.push(...(await judgeVerdicts(store, jobs, reasons)));
  keepReferred(seen, reasons);
  const old = seen.filter(({ isOld }) => isOld);
  return {
    removable: old.filter(({ record }) => !reasons.has(record.id)),
    kept: old.flatMap(({ record: { id } }) => {
      const reason = reasons.get(id);
      return reason === undefined ? [] : [{ id, reason }];
    }),
    younger: seen.length - old.length,
    damaged,
    errors,
  };
}

interface SeenJob extends PrunableJob {
  readonly isOld: boolean;
  /** It began to send. */
  readonly hasBegun: boolean;
  readonly requestIds: readonly string[];
  /** Why it stays, by its ledger alone. */
  readonly reason: KeptReason | undefined;
}

/** Newest first; ids of one second are in any order. */
async function lookAtAll(store: Store, cutoff: string) {
  const seen: SeenJob[] = [];
  const damaged: { id: string; error: unknown }[] = [];
  for (const id of (await store.listJobs()).toReversed()) {
    try {
      const job = await store.readJob(id);
      if (job !== undefined) seen.push(await lookAt(job, cutoff));
    } catch (error) {
      damaged.push({ id, error });
    }
  }
  seen.sort((a, b) => (a.record.createdAt > b.record.createdAt ? -1 : 1));
  return { seen, damaged };
}

async function lookAt(job: StoredJob, cutoff: string): Promise<SeenJob> {
  const { record, facts } = job;
  const batches = foldLedger(facts);
  const isRecut = recutBatches(facts).size > 0;
  const taken = isRecut ? await job.readTaken() : record.taken;
  return {
    record,
    facts: facts.length,
    refersTo: new Set(taken.map((each) => each.job)),
    isOld: record.createdAt < cutoff && facts.every(({ at }) => at < cutoff),
    hasBegun: facts.some(({ kind }) => kind !== "planned"),
    requestIds: acceptedBatches(facts).map(({ requestId }) => requestId),
    reason: reasonOf(job, batches, isRecut),
  };
}

function reasonOf(
  { holder }: StoredJob,
  batches: readonly BatchVerdict[],
  isRecut: boolean,
): KeptReason | undefined {
  if (holder !== undefined) return "sending";
  if (batches.some((batch) => isInDoubt(batch, holder) || unsettledSince(batch) !== undefined))
    return "inDoubt";
  if (unsentBatches(batches).length > 0) return "unfinished";
  if (isRecut) return "recut";
  return batches.length > 0 && batches.every(({ state }) => state === "accepted") ? undefined : "refused";
}

/** Of each endpoint and operation the newest job that began to send. */
function newestOfEndpoints(seen: readonly SeenJob[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const { record, hasBegun } of seen.toReversed())
    if (hasBegun) newest.set(claimsName(record), record.id);
  return [...newest.values()];
}

/** By all callbacks, checked or not: any trouble keeps a job. One look at the inbox. */
async function judgeVerdicts(
  store: Store,
  jobs: readonly string[],
  reasons: Map<string, KeptReason>,
): Promise<readonly unknown[]> {
  const session = openWatchSession({
    store,
    until: "uploaded",
    onlyChecked: false,
    quietPeriodMs: 0,
    nowMs: () => performance.now(),
  });
  const { board } = session;
  await session.put(async () => {
    for (const id of jobs) {
      const job = await store.readJob(id);
      for (const { requestId } of acceptedBatches(job?.facts ?? [])) await board.addRequest(requestId, job);
    }
  });
  for (const request of board.requests.values()) {
    const reason = session.errors.length > 0 ? "unreadable" : reasonOfVerdict(board.judge(request));
    if (request.batch !== undefined && reason !== undefined) reasons.set(request.batch.record.id, reason);
  }
  return session.errors;
}

function reasonOfVerdict({
  states,
  activations,
  fault,
  disagreement,
  surplus,
}: RequestJudgement): KeptReason | undefined {
  const { uploaded: _, awaiting: __, ...trouble } = states;
  const { failed, unknown, inconsistent } = activations;
  if ((trouble.failed ?? 0) + (trouble.refused ?? 0) > 0) return "failed";
  const unclear = [...Object.values(trouble), failed, unknown, inconsistent].some(
    (count) => (count ?? 0) > 0,
  );
  return unclear || fault !== undefined || disagreement !== undefined || surplus > 0 ? "unclear" : undefined;
}

/** Whoever stays keeps those that it refers to. */
function keepReferred(seen: readonly SeenJob[], reasons: Map<string, KeptReason>): void {
  const byId = new Map(seen.map((job) => [job.record.id, job]));
  const staying = seen.filter(({ record, isOld }) => !isOld || reasons.has(record.id));
  for (let job = staying.pop(); job !== undefined; job = staying.pop()) {
    for (const id of job.refersTo) {
      const other = byId.get(id);
      if (other === undefined || !other.isOld || reasons.has(id)) continue;
      reasons.set(id, "referred");
      staying.push(other);
    }
  }
}
