import { VzuploadError } from "../errors.ts";
import { isKnownFact } from "../store/facts.ts";
import type { Store, StoredJob } from "../store/store.ts";
import { acceptedBatches } from "../verdict/batch-states.ts";
import { type Board, hasDoubt } from "./board.ts";

/** What is to be watched. */
export type WatchTarget =
  | { readonly kind: "requests"; readonly requestIds: readonly string[] }
  | { readonly kind: "job"; readonly job: string }
  /** The newest job with open lines. */
  | { readonly kind: "newestJob" }
  /** Every job with open lines, and those that come meanwhile. */
  | { readonly kind: "allJobs" };

export interface TargetOptions {
  readonly board: Board;
  /** Changes the board and does what has to be done then. */
  readonly put: (change: (board: Board) => Promise<void>) => Promise<void>;
  readonly store: Store;
  readonly nowMs: () => number;
  /** Which of these jobs have open lines, by all that came for them. Takes a look at the whole inbox, and memory for all of them. */
  readonly openJobs: (jobs: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Puts on the board what is new since. */
export type RefreshTarget = () => Promise<void>;

/** Puts a target on the board. Errors: VzuploadError "usage" where there is none. */
export async function putTarget(target: WatchTarget, options: TargetOptions): Promise<RefreshTarget> {
  const { put, store } = options;
  switch (target.kind) {
    case "requests": {
      const jobs = await findJobsOfRequests(store, target.requestIds);
      await put(async (board) => {
        for (const id of target.requestIds) await board.addRequest(id, jobs.get(id));
      });
      return async () => undefined;
    }
    case "job":
      await put((board) => board.addJob(target.job));
      return () => refreshJobs(options);
    case "newestJob":
      await putOpenJobs(options, 1);
      return () => refreshJobs(options);
    case "allJobs": {
      const known = new Set(await store.listJobs());
      await putOpenJobs(options, Number.POSITIVE_INFINITY);
      return async () => {
        await refreshJobs(options);
        await putNewJobs(options, known);
      };
    }
  }
}

/**
 * Whatever is new of the jobs on the board: batches that were sent, also by a resume in another process, doubts that a callback has settled,
 * the operator's words.
 */
export async function refreshJobs({
  board,
  put,
  store,
}: Pick<TargetOptions, "board" | "put" | "store">): Promise<void> {
  const changed: string[] = [];
  for (const { job } of board.inputs)
    if (job !== undefined && (await mayHaveChanged(job, store))) changed.push(job.record.id);
  if (changed.length > 0) await put((board) => addJobs(board, changed));
}

/** Of a job that nobody sends, and that is not in doubt, only its ledger can tell. */
async function mayHaveChanged(job: StoredJob, store: Store): Promise<boolean> {
  if (job.holder !== undefined || hasDoubt(job)) return true;
  // What a callback has settled another one can take back; what the operator has said can be corrected.
  if (acceptedBatches(job.facts).some(({ by }) => by !== "answer")) return true;
  const known = job.facts.filter(isKnownFact).length;
  return ((await store.readFacts(job.record.id))?.length ?? known) !== known;
}

/** Jobs that were not known before; `known` learns them. */
async function putNewJobs({ put, store }: TargetOptions, known: Set<string>): Promise<void> {
  const jobs = (await store.listJobs()).filter((id) => !known.has(id));
  for (const id of jobs) known.add(id);
  if (jobs.length > 0) await put((board) => addJobs(board, jobs));
}

async function addJobs(board: Board, jobs: readonly string[]): Promise<void> {
  for (const id of jobs) await board.addJob(id);
}

/** The jobs that have these requests, by RequestId; looks from the newest job on until all are found. */
export async function findJobsOfRequests(
  store: Store,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, StoredJob>> {
  const found = new Map<string, StoredJob>();
  const missing = new Set(requestIds);
  for (const id of (await store.listJobs()).toReversed()) {
    if (missing.size === 0) break;
    const job = await store.readJob(id);
    for (const { requestId } of job === undefined ? [] : acceptedBatches(job.facts)) {
      if (job !== undefined && missing.delete(requestId)) found.set(requestId, job);
    }
  }
  return found;
}

/** Newest first, up to `most`; none is an error unless all are asked for. */
async function putOpenJobs(options: TargetOptions, most: number): Promise<void> {
  const { put, store } = options;
  let found = 0;
  const recent = await recentJobs(options);
  for (const jobs of groupsOf(recent)) {
    const open = await options.openJobs(jobs);
    for (const id of jobs) {
      if (found === most || !open.has(id)) continue;
      found++;
      await put((board) => board.addJob(id));
    }
    if (found === most) return;
  }
  if (found === 0 && most === 1) throw nothingToWatch(store, recent[0]?.id);
}

/** What is to be known of a job to look at it together with others. */
export interface GroupedJob {
  readonly id: string;
  readonly rows: number;
  readonly requestIds: readonly string[];
}

/** The newest alone, for mostly that is the one. */
function groupsOf([newest, ...others]: readonly GroupedJob[]): readonly (readonly string[])[] {
  return newest === undefined ? [] : [[newest.id], ...groupJobs(others)];
}

/**
 * As many at once as memory has room for, for one look at the inbox each. Of jobs that share a RequestId (a sandbox gives it twice) the
 * callbacks can be told apart only one job at a time.
 */
export function groupJobs(jobs: readonly GroupedJob[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let rows = maxRowsAtOnce;
  let requestIds = new Set<string>();
  for (const job of jobs) {
    if (rows + job.rows > maxRowsAtOnce || job.requestIds.some((id) => requestIds.has(id))) {
      groups.push([]);
      rows = 0;
      requestIds = new Set();
    }
    groups.at(-1)?.push(job.id);
    rows += job.rows;
    for (const id of job.requestIds) requestIds.add(id);
  }
  return groups;
}

const maxRowsAtOnce = 500_000;

/** Jobs that may have open lines, newest first: those with a batch that was accepted or is in doubt, or that are being sent. */
async function recentJobs({ store, nowMs }: TargetOptions): Promise<readonly GroupedJob[]> {
  const recent: GroupedJob[] = [];
  for (const id of recentJobIds(await store.listJobs(), nowMs())) {
    if (recent.length === maxJobs) break;
    const job = await store.readJob(id);
    if (job === undefined) continue;
    const requestIds = acceptedBatches(job.facts).map(({ requestId }) => requestId);
    if (job.holder !== undefined || requestIds.length > 0 || hasDoubt(job))
      recent.push({ id, rows: job.record.rows, requestIds });
  }
  return recent;
}

/** Those of so many ids, oldest first, that are not older than `maxAgeMs`; newest first. */
export function recentJobIds(ids: readonly string[], nowMs: number): readonly string[] {
  const oldest = new Date(nowMs - maxAgeMs).toISOString().slice(0, 10).replaceAll("-", "");
  return ids.filter((id) => id.slice(0, 8) >= oldest).toReversed();
}

/** The platform has said all that it will within hours: how long a job with open lines is looked for. */
export const maxAgeMs = 30 * 86_400_000;
const maxJobs = 100;

function nothingToWatch({ location }: Store, newest: string | undefined): VzuploadError {
  const again =
    newest === undefined
      ? ""
      : `To see the verdicts of the newest job again: vzupload watch --job ${newest}. `;
  return new VzuploadError("usage", `No job of the last 30 days in ${location} has open lines.`, {
    hint: `${again}What was not sent is sent by vzupload resume; to listen all the same: --all.`,
  });
}
