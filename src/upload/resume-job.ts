import { VzuploadError } from "../errors.ts";
import { followTaken } from "../evidence/taken-now.ts";
import type { JobRecord } from "../store/job-record.ts";
import { describeHolder } from "../store/lock.ts";
import type { OpenJob, Store, StoredJob } from "../store/store.ts";
import { type BatchVerdict, foldLedger, senderEndedText, unsentBatches } from "../verdict/batch-states.ts";
import { type HeldDevices, holdingOf, type NeverSent } from "./holding.ts";
import { type Reclaimed, reclaimBatches } from "./reclaim-batches.ts";
import { type Envelopes, type SendOptions, type SendStop, sendJob } from "./send-job.ts";

export interface ResumeOptions extends Omit<SendOptions, "job" | "envelopes" | "only" | "isStillUnsent"> {
  readonly store: Store;
  readonly envelopesFor: (record: JobRecord) => Envelopes;
  /** Told when the job is this process's, before anything is sent, of its batches and of those that are left to be sent. */
  readonly onJob: (batches: readonly BatchVerdict[], left: readonly BatchVerdict[]) => void;
}

/** How far a resumed job got, whatever ended it. */
export interface ResumeResult {
  /** False: another process has it, or there is none. */
  readonly isTaken: boolean;
  readonly record: JobRecord | undefined;
  readonly batches: readonly BatchVerdict[];
  /** What other jobs have of its input. */
  readonly earlier: readonly HeldDevices[];
  readonly stop: SendStop | undefined;
  /** What ended it before or beside the sending. */
  readonly error: unknown;
}

/**
 * Goes on with a published job: batches that the platform has or may have are not sent, nor are those of a SKU that it refused; the others
 * are claimed anew, and sent. Never throws: what went wrong is in the result, beside what was done before.
 */
export async function resumeJob(id: string, options: ResumeOptions): Promise<ResumeResult> {
  const { store } = options;
  let job: OpenJob | undefined;
  let reclaimed: Reclaimed | undefined;
  let stop: SendStop | undefined;
  let error: unknown;
  try {
    job = await takeJob(id, store);
    // By now with what callbacks say of its doubts.
    const batches = foldLedger((await readJob(id, store)).facts);
    const left = unsentBatches(batches);
    options.onJob(batches, left);
    if (left.length > 0) {
      await options.session.token();
      reclaimed = await reclaimBatches(job, left, store);
      const envelopes = options.envelopesFor(job.record);
      const isStillUnsent = async ({ planned }: BatchVerdict) => {
        const now = foldLedger((await readJob(id, store)).facts);
        return now.find((each) => each.planned.batch === planned.batch)?.state === "planned";
      };
      stop = await sendJob({ ...options, job, envelopes, only: reclaimed.batches, isStillUnsent });
    }
  } catch (thrown) {
    error = thrown;
  }
  await job?.close().catch(() => undefined);
  const now = await standing(id, store).catch((thrown: unknown) => {
    // What was sent must not be lost for what cannot be read any more.
    error ??= thrown;
    return { record: job?.record, batches: foldLedger(job?.facts ?? []), earlier: [] };
  });
  return { ...now, isTaken: job !== undefined, stop, error: error ?? waitingError(reclaimed) };
}

async function readJob(id: string, store: Store): Promise<StoredJob> {
  const job = await store.readJob(id);
  if (job !== undefined) return job;
  throw new VzuploadError("usage", `There is no job ${id} in ${store.location}.`, {
    hint: "vzupload status lists the jobs; --state-dir says where they are.",
  });
}

/** Takes the job. Errors: VzuploadError "usage" where there is none, "network" where a live process has it. */
export async function takeJob(id: string, store: Store): Promise<OpenJob> {
  const attempt = await store.openJob(id);
  switch (attempt.kind) {
    case "opened":
      return recordDoubts(attempt.job);
    case "held":
      // Not a doubt, and over when that process ends: safe in a loop.
      throw new VzuploadError("network", `Job ${id} is being sent by ${describeHolder(attempt.holder)}.`, {
        hint: `Wait for it to end. If that process is gone (another machine or container), delete ${store.lockOf(id)}.`,
      });
    case "missing":
      await readJob(id, store);
      throw new Error(`job ${id} can be read and not opened`);
  }
}

/** Nobody sends them any more: this process has the lock. */
async function recordDoubts(job: OpenJob): Promise<OpenJob> {
  try {
    for (const { state, planned } of foldLedger(job.facts)) {
      if (state === "sending")
        await job.append({ kind: "doubtful", batch: planned.batch, reason: senderEndedText });
    }
    return job;
  } catch (error) {
    await job.close();
    throw error;
  }
}

function waitingError(reclaimed: Reclaimed | undefined): VzuploadError | undefined {
  const [first] = reclaimed?.waitingFor ?? [];
  if (first?.holding.state !== "inProgress") return undefined;
  const { block, process } = first.holding;
  return new VzuploadError(
    "network",
    `Job ${block.job} has devices of this one and is being sent right now by ${process}; their batches wait.`,
    { hint: "Resume again when it has ended." },
  );
}

/** Read again: what came in meanwhile may have settled a doubt. */
async function standing(
  id: string,
  store: Store,
): Promise<Pick<ResumeResult, "record" | "batches" | "earlier">> {
  const job = await store.readJob(id);
  if (job === undefined) return { record: undefined, batches: [], earlier: [] };
  return {
    record: job.record,
    batches: foldLedger(job.facts),
    earlier: await heldByOthers(job, store),
  };
}

async function heldByOthers(job: StoredJob, store: Store): Promise<readonly HeldDevices[]> {
  const { uploadType } = job.record;
  const groups = new Map<string, { readonly taken: NeverSent["block"]; devices: number }>();
  for (const { job: other, batch } of await followTaken(await job.readTaken(), store)) {
    const key = `${other}/${batch}`;
    const group = groups.get(key) ?? { taken: { job: other, batch }, devices: 0 };
    group.devices++;
    groups.set(key, group);
  }
  const held: HeldDevices[] = [];
  for (const { taken, devices } of groups.values()) {
    const other = await store.readJob(taken.job);
    const batch = other && foldLedger(other.facts).find(({ planned }) => planned.batch === taken.batch);
    const block = { ...taken, uploadType, devices };
    const holding = holdingOf(block, other, batch);
    held.push({ holding: holding ?? { state: "notSent", block: taken }, devices });
  }
  return held;
}
