import { openBatchTally, overruleLines } from "../evidence/batch-tally.ts";
import { followTaken } from "../evidence/taken-now.ts";
import { asksForActivation, type JobRecord } from "../store/job-record.ts";
import type { Store, StoredJob, TakenRow } from "../store/store.ts";
import type { Callback } from "../uws/callback.ts";
import {
  type AcceptedBatch,
  type AcceptedBy,
  acceptedBatches,
  type BatchVerdict,
  foldLedger,
  isInDoubt,
  recutBatches,
} from "../verdict/batch-states.ts";
import type { RequestJudgement, Until } from "../verdict/judgement.ts";
import type { RequestTally } from "../verdict/request-tally.ts";
import { createStrangerTally } from "../verdict/stranger-tally.ts";
import { noSuchJob, sharedRequest } from "./board-errors.ts";
import {
  type BoardInput,
  type EarlierRow,
  firstOpenRow,
  inputOfJob,
  stateOfUnaccepted,
  type WatchedInput,
} from "./board-input.ts";

/** What is watched, and what is known of it by now. */
export interface Board {
  /** By RequestId. */
  readonly requests: ReadonlyMap<string, BoardRequest>;
  /** Of jobs, and of a push that had nothing to send. */
  readonly inputs: readonly BoardInput[];
  /** What is known of a request now; kept until its next callback. */
  judge(request: BoardRequest): RequestJudgement;
  /** Takes a callback of one of the requests. False: it said nothing new. */
  take(callback: Callback, receivedAt: string): boolean;
  /** Watches a request: as a batch, where it is one of `job`. */
  addRequest(requestId: string, job?: StoredJob): Promise<void>;
  /** Watches a job: its accepted batches, and the earlier ones that have some of its devices. Again: what is new in its ledger. */
  addJob(id: string): Promise<void>;
  /** Watches an input of which earlier jobs have all. */
  addInput(input: WatchedInput): Promise<void>;
  /** Every line of what is watched is final, and no job is being sent. */
  isComplete(): boolean;
  /** Whether a job on it is being sent, or has a line that is not final. */
  isOpen(job: string): boolean;
  /** No number of devices is the platform's word alone: what is complete stays so. */
  isFirm(): boolean;
  /** When the last callback of these requests came, ISO 8601. */
  readonly lastCallbackAt: string | undefined;
}

export interface BoardRequest {
  readonly requestId: string;
  readonly tally: RequestTally;
  /** Where a ledger has it. */
  readonly batch: RequestBatch | undefined;
  /** Only those of its devices matter that are among the taken rows of an input. */
  readonly isEarlier: boolean;
}

/** The batch that a request was, and what was asked of its job. */
export interface RequestBatch {
  readonly record: JobRecord;
  readonly batch: number;
  /** Undefined: of an activation. */
  readonly sku: string | undefined;
  readonly by: AcceptedBy;
  /** The request that the platform had it under as well (verdict/batch-states.ts). */
  readonly twice: string | undefined;
  /** How many words of the operator on its lines are in the tally. */
  readonly said: number;
}

export interface BoardOptions {
  readonly store: Store;
  readonly until: Until;
  /** A callback may still settle a batch in doubt: one whose credentials are checked can. */
  readonly awaitsSettlement?: boolean;
  /** Of the one request that is watched, where no ledger knows it. */
  readonly expectedCount?: number | undefined;
}

/** An empty board. Its methods fail as the store does, and with "usage" for a job that does not exist. */
export function createBoard({ store, until, expectedCount, awaitsSettlement = false }: BoardOptions): Board {
  const requests = new Map<string, BoardRequest>();
  const inputs: BoardInput[] = [];
  const settledRows: number[] = [];
  const judgements = new Map<string, RequestJudgement>();
  let lastCallbackAt: string | undefined;

  function judge({ requestId, tally }: BoardRequest): RequestJudgement {
    const known = judgements.get(requestId) ?? tally.judgement();
    judgements.set(requestId, known);
    return known;
  }

  async function addBatch(stored: StoredJob, accepted: AcceptedBatch, isEarlier: boolean) {
    const { planned, requestId } = accepted;
    const known = requests.get(requestId);
    if (known !== undefined) {
      if (known.batch?.record.id !== stored.record.id || known.batch.batch !== planned.batch)
        throw sharedRequest(requestId, known, stored.record.id, planned.batch);
      const news = accepted.said.slice(known.batch.said);
      if (news.length > 0) await overruleLines(known.tally, stored, news);
      if (news.length > 0) judgements.delete(requestId);
      const batch = { ...known.batch, said: accepted.said.length, twice: accepted.twice };
      requests.set(requestId, { ...known, batch, isEarlier: known.isEarlier && isEarlier });
      return;
    }
    const activates = asksForActivation(stored.record);
    const tally = await openBatchTally(stored, accepted, {
      activates,
      until: activates ? until : "uploaded",
    });
    const batch = {
      record: stored.record,
      batch: planned.batch,
      sku: planned.sku,
      by: accepted.by,
      said: accepted.said.length,
      twice: accepted.twice,
    };
    requests.set(requestId, { requestId, tally, batch, isEarlier });
  }

  /** The requests of the batches that have taken rows by now. A job that was removed since says nothing of them. */
  async function addEarlier(taken: readonly TakenRow[]): Promise<readonly EarlierRow[]> {
    const known = new Map<string, Omit<EarlierRow, "row">>();
    const rows = await followTaken(taken, store);
    for (const [id, wanted] of batchesByJob(rows)) {
      const earlier = await store.readJob(id);
      if (earlier === undefined) continue;
      for (const batch of foldLedger(earlier.facts)) {
        if (!wanted.has(batch.planned.batch)) continue;
        if (batch.state === "accepted") await addBatch(earlier, batch, true);
        known.set(`${id}/${batch.planned.batch}`, earlierBatch(batch, earlier));
      }
    }
    return rows.map((row) => ({ row, ...(known.get(`${row.job}/${row.batch}`) ?? sentUnknown) }));
  }

  function earlierBatch(batch: BatchVerdict, job: StoredJob): Omit<EarlierRow, "row"> {
    if (batch.state === "accepted") return { state: "alreadySent", request: requests.get(batch.requestId) };
    return { state: stateOfUnaccepted(batch, job), request: undefined };
  }

  /** Requests that were a job's by a callback or the operator's word, and are not any more. */
  function dropRequests(job: string, kept: ReadonlySet<string>): void {
    for (const [requestId, { batch, isEarlier }] of requests) {
      if (batch?.record.id !== job || isEarlier || kept.has(requestId)) continue;
      requests.delete(requestId);
      judgements.delete(requestId);
    }
  }

  /** What is final stays final: a look at taken rows goes on where the last one stopped. */
  function isInputDone(input: BoardInput, at: number): boolean {
    if (input.job?.holder !== undefined || (awaitsSettlement && hasDoubt(input.job))) return false;
    const first = firstOpenRow(input, until, settledRows[at] ?? 0);
    settledRows[at] = first;
    return first === input.earlier.length;
  }

  async function addInput(input: WatchedInput): Promise<void> {
    inputs.push({ ...input, earlier: await addEarlier(input.taken) });
  }

  return {
    requests,
    inputs,
    judge,
    take(callback, receivedAt) {
      if (lastCallbackAt === undefined || lastCallbackAt < receivedAt) lastCallbackAt = receivedAt;
      judgements.delete(callback.requestId);
      return requests.get(callback.requestId)?.tally.apply(callback) ?? false;
    },
    async addRequest(requestId, job) {
      const accepted = job && acceptedBatches(job.facts).find((each) => each.requestId === requestId);
      if (job !== undefined && accepted !== undefined) return addBatch(job, accepted, false);
      if (requests.has(requestId)) return;
      const tally = createStrangerTally({ requestId, expectedCount, until });
      requests.set(requestId, { requestId, tally, batch: undefined, isEarlier: false });
    },
    async addJob(id) {
      const stored = (await store.readJob(id)) ?? noSuchJob(id, store);
      const batches = acceptedBatches(stored.facts);
      dropRequests(id, new Set(batches.map(({ requestId }) => requestId)));
      for (const accepted of batches) await addBatch(stored, accepted, false);
      const at = inputs.findIndex(({ job }) => job?.record.id === id);
      const known = inputs[at];
      if (known === undefined) return addInput(await inputOfJob(stored));
      inputs[at] = { ...known, job: stored };
      // A resume may have found that others had taken more of its devices.
      if (recutBatches(stored.facts).size === recutBatches(known.job?.facts ?? []).size) return;
      const input = await inputOfJob(stored);
      inputs[at] = { ...input, earlier: await addEarlier(input.taken) };
      settledRows[at] = 0;
    },
    addInput,
    isComplete: () => [...requests.values()].every(isDone) && inputs.every(isInputDone),
    isOpen(job) {
      const own = [...requests.values()].filter(({ batch }) => batch?.record.id === job);
      const at = inputs.findIndex((input) => input.job?.record.id === job);
      const input = inputs[at];
      return !own.every(isDone) || (input !== undefined && !isInputDone(input, at));
    },
    isFirm: () => [...requests.values()].every((request) => judge(request).isFirm),
    get lastCallbackAt() {
      return lastCallbackAt;
    },
  };
}

/** Whether the outcome of a batch of a job is unknown, as far as it was read. */
export function hasDoubt(job: StoredJob | undefined): boolean {
  return job !== undefined && foldLedger(job.facts).some((batch) => isInDoubt(batch, job.holder));
}

/** Of an earlier job's request only some rows matter, and they are looked at one by one. */
function isDone({ isEarlier, tally }: BoardRequest): boolean {
  return isEarlier || tally.isComplete();
}

/** Claims outlive their job: without its ledger, what it had counts as sent. */
const sentUnknown = { state: "alreadySent", request: undefined } as const;

function batchesByJob(rows: readonly TakenRow[]): ReadonlyMap<string, ReadonlySet<number>> {
  const jobs = new Map<string, Set<number>>();
  for (const { job, batch } of rows) {
    const batches = jobs.get(job);
    if (batches === undefined) jobs.set(job, new Set([batch]));
    else batches.add(batch);
  }
  return jobs;
}
