import type { DeviceSlices } from "../devices/device-slices.ts";
import { VzuploadError } from "../errors.ts";
import type { RecordedFact } from "../store/facts.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { OpenJob } from "../store/store.ts";
import type { UploadOutcome } from "../uws/upload-devices.ts";
import { type BatchVerdict, foldLedger, refusedAlike, speaksOfAll } from "../verdict/batch-states.ts";
import { type ActivationPace, createActivationPace, type Pause } from "./activation-pace.ts";
import { type RetryPolicy, throttledText, type Wait, waitAfter } from "./retry-policy.ts";
import type { SessionKeeper } from "./session-keeper.ts";

export interface SendOptions {
  readonly job: OpenJob;
  /** Batches to send, if they are planned; undefined: all. */
  readonly only?: ReadonlySet<number> | undefined;
  /**
   * Asked before each try of a batch that is planned by the operator's word: whether no callback shows by now that the platform has it.
   * Undefined: it is so.
   */
  readonly isStillUnsent?: ((batch: BatchVerdict) => Promise<boolean>) | undefined;
  readonly session: SessionKeeper;
  readonly envelopes: Envelopes;
  /** Sends the envelope of a batch. */
  readonly post: (envelope: Buffer, about: PostedBatch) => Promise<UploadOutcome>;
  readonly retry: RetryPolicy;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Checked between steps; a request in flight is finished first. */
  readonly interrupt: AbortSignal;
  readonly onEvent: (event: SendEvent) => void;
}

/** What is asked for, and of how many devices. */
export interface PostedBatch {
  readonly operation: JobOperation;
  readonly devices: number;
}

/** The envelopes of a job. */
export interface Envelopes {
  /** Valid until the next call: all envelopes share one buffer. */
  stamp(planned: BatchPlan, token: string, devices: DeviceSlices): Buffer;
  /** Called before each sending; what it throws stops before the POST. */
  save(planned: BatchPlan, devices: DeviceSlices): void;
}

/** What a batch is to ask for. */
export type BatchPlan = BatchVerdict["planned"];

export type SendEvent =
  | { readonly kind: "sending"; readonly batch: BatchVerdict }
  | { readonly kind: "waiting"; readonly batch: BatchVerdict; readonly wait: Wait }
  /** It must not be sent yet: told once a second. */
  | {
      readonly kind: "held";
      readonly batch: BatchVerdict;
      readonly pause: Pause;
      /** Of this wait. */
      readonly isFirst: boolean;
    }
  | { readonly kind: "accepted"; readonly batch: BatchVerdict; readonly requestId: string }
  | { readonly kind: "notAccepted"; readonly batch: BatchVerdict; readonly text: string };

/** Why the sending ended before its last batch; undefined: it did not. */
export type SendStop =
  | { readonly kind: "interrupted" }
  | { readonly kind: "doubtful"; readonly batch: number; readonly reason: string }
  | { readonly kind: "network"; readonly reason: string; readonly hint: string }
  | { readonly kind: "session"; readonly reason: string }
  | { readonly kind: "error"; readonly error: unknown };

/** A given token may be stale, and so may the kept one: then comes a log-in. */
const maxRenewals = 2;

/**
 * Sends every planned batch of a job, in order: intent durable, POST, outcome durable. Stops at a doubt; after a refusal
 * the other batches of that SKU, or of that activation, stay planned. Never throws for what happens on the way: it is in the answer and the ledger.
 */
export async function sendJob(options: SendOptions): Promise<SendStop | undefined> {
  const refused = new Set<string>();
  try {
    for (const batch of foldLedger(options.job.facts)) {
      if (batch.state !== "planned" || refused.has(refusedAlike(batch.planned))) continue;
      if (options.only?.has(batch.planned.batch) === false) continue;
      if (options.interrupt.aborted) return { kind: "interrupted" };
      const end = await sendBatch(options, batch);
      if (end === "accepted" || end === "settled") continue;
      if (end.kind !== "refused") return end;
      if (speaksOfAll(end)) refused.add(refusedAlike(batch.planned));
    }
    return undefined;
  } catch (error) {
    return { kind: "error", error };
  }
}

/** `settled`: a callback has shown that it need not be sent. */
type BatchEnd = "accepted" | "settled" | { readonly kind: "refused"; readonly code: string } | SendStop;

async function sendBatch(options: SendOptions, batch: BatchVerdict): Promise<BatchEnd> {
  const devices = await options.job.readBatch(batch.planned);
  let token = await options.session.token();
  const pace = paceOf(options.job);
  for (let failed = 0, renewals = 0, held = 0; ; ) {
    // Here, too: a log-in takes its time.
    if (options.interrupt.aborted) return { kind: "interrupted" };
    const pause = pace?.(batch.planned, options.job.facts);
    if (pause !== undefined) {
      options.onEvent({ kind: "held", batch, pause, isFirst: held++ === 0 });
      await options.sleep(Math.min(pause.ms, pauseStepMs), options.interrupt);
      continue;
    }
    if (await isSettled(options, batch)) return "settled";
    const outcome = await postOnce(options, batch, devices, token);
    switch (outcome.kind) {
      case "accepted":
        return "accepted";
      case "refused":
        return { kind: "refused", code: outcome.fault.code };
      case "doubtful":
        return { kind: "doubtful", batch: batch.planned.batch, reason: outcome.reason };
      case "session":
        if (renewals++ === maxRenewals) return { kind: "session", reason: outcome.fault.text };
        token = await options.session.renew(token);
        break;
      case "notSent":
      case "throttled": {
        const wait = waitAfter(outcome, ++failed, options.retry);
        if (wait === undefined) return networkStop(outcome);
        if (!options.interrupt.aborted) options.onEvent({ kind: "waiting", batch, wait });
        await options.sleep(wait.ms, options.interrupt);
        break;
      }
    }
  }
}

const pauseStepMs = 1_000;

function paceOf({ record }: OpenJob): ActivationPace | undefined {
  if (record.operation === "UploadDevices") return undefined;
  return createActivationPace({ now: Date.now, elapsed: () => performance.now() });
}

async function isSettled({ isStillUnsent }: SendOptions, batch: BatchVerdict): Promise<boolean> {
  if (batch.state !== "planned" || batch.word === undefined || isStillUnsent === undefined) return false;
  return !(await isStillUnsent(batch));
}

function networkStop(outcome: Extract<UploadOutcome, { kind: "notSent" | "throttled" }>): SendStop {
  return outcome.kind === "notSent"
    ? { kind: "network", reason: outcome.reason, hint: outcome.hint }
    : { kind: "network", reason: throttledText, hint: throttledHint };
}

const throttledHint = "Wait a few minutes and repeat the command; what was accepted is not sent again.";

async function postOnce(
  options: SendOptions,
  batch: BatchVerdict,
  devices: DeviceSlices,
  token: string,
): Promise<UploadOutcome> {
  const { planned } = batch;
  const { batch: number } = planned;
  const envelope = options.envelopes.stamp(planned, token, devices);
  options.envelopes.save(planned, devices);
  options.onEvent({ kind: "sending", batch });
  await options.job.append({ kind: "sending", batch: number });
  const about = { operation: options.job.record.operation, devices: planned.devices };
  const outcome = withoutRepetition(await options.post(envelope, about), options.job.facts);
  await recordOutcome(options, batch, outcome);
  return outcome;
}

/** A RequestId that another batch has tells nothing of this one: their callbacks could not be told apart. */
function withoutRepetition(outcome: UploadOutcome, facts: readonly RecordedFact[]): UploadOutcome {
  if (outcome.kind !== "accepted") return outcome;
  // Not by a fold: it would be one for each batch.
  const other = facts.find(
    (fact) =>
      (fact.kind === "accepted" || fact.kind === "saidAccepted") && fact.requestId === outcome.requestId,
  );
  if (other === undefined) return outcome;
  const reason = `the answer has the RequestId of batch ${other.batch}, ${outcome.requestId}`;
  return { kind: "doubtful", reason };
}

async function recordOutcome(
  { job, onEvent }: SendOptions,
  batch: BatchVerdict,
  outcome: UploadOutcome,
): Promise<void> {
  const number = batch.planned.batch;
  switch (outcome.kind) {
    case "accepted":
      await job
        .append({ kind: "accepted", batch: number, requestId: outcome.requestId })
        .catch((cause: unknown) => {
          throw unrecorded(number, outcome.requestId, cause);
        });
      onEvent({ kind: "accepted", batch, requestId: outcome.requestId });
      return;
    case "refused":
      await job.append({
        kind: "refused",
        batch: number,
        code: outcome.fault.code,
        text: outcome.fault.text,
      });
      onEvent({ kind: "notAccepted", batch, text: `refused: ${outcome.fault.text}` });
      return;
    case "doubtful":
      await job.append({ kind: "doubtful", batch: number, reason: outcome.reason });
      onEvent({ kind: "notAccepted", batch, text: `in doubt: ${outcome.reason}` });
      return;
    case "notSent":
      await job.append({ kind: "notSent", batch: number, reason: outcome.reason });
      onEvent({ kind: "notAccepted", batch, text: `not sent: ${outcome.reason}` });
      return;
    case "session":
      return job.append({ kind: "notSent", batch: number, reason: outcome.fault.text });
    case "throttled":
      return job.append({ kind: "notSent", batch: number, reason: throttledText });
  }
}

function unrecorded(batch: number, requestId: string, cause: unknown): VzuploadError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VzuploadError(
    "store",
    `Batch ${batch} was accepted under RequestId ${requestId}, but this could not be recorded. ${why}`,
    {
      hint: "Write this RequestId down. Until it is recorded, vzupload treats the batch's devices as in doubt and does not send them again.",
      cause,
    },
  );
}
