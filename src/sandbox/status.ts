import type { Answer } from "./answer.ts";
import type { CallbackSummary } from "./callbacks/callback-log.ts";
import type { Platform } from "./platform.ts";
import type { ReceivedStateChange, ReceivedUpload, UploadOutcome } from "./received.ts";

/** What `GET <endpoint>/` answers: how another process judges what the sandbox got. No identifiers, e-mails, tokens. */
export interface SandboxStatus {
  readonly schema: "vzupload.sandbox-status/1";
  /** Calls so far. */
  readonly logIns: number;
  readonly logOuts: number;
  readonly uploads: Readonly<Record<UploadOutcome, number>>;
  /** ChangeDeviceState calls. */
  readonly activations: Readonly<Record<UploadOutcome, number>>;
  readonly devices: {
    /** Different devices accepted. */
    readonly accepted: number;
    /** Devices accepted more than once. Zero is good. */
    readonly acceptedMoreThanOnce: number;
    /** Different devices accepted for activation, with their upload or by ChangeDeviceState. */
    readonly activated: number;
    /** Devices accepted for activation more than once. Zero is good. */
    readonly activatedMoreThanOnce: number;
  };
  readonly callbacks: CallbackSummary;
  /** The latest uploads, up to a thousand, in order. */
  readonly received: readonly ReceivedSummary[];
  /** The latest activations, up to a thousand, in order. */
  readonly receivedActivations: readonly StateChangeSummary[];
}

/** An upload without anything that identifies a device or a person; `code` is that of the refusal. */
export type ReceivedSummary = Pick<
  ReceivedUpload,
  "sequence" | "outcome" | "fault" | "requestId" | "sku" | "account" | "uploadType" | "devices"
> & { readonly code: string | undefined; readonly activate: boolean };

/** An activation without anything that identifies a device. */
export type StateChangeSummary = Pick<
  ReceivedStateChange,
  "sequence" | "outcome" | "fault" | "requestId" | "account" | "devices"
> & { readonly code: string | undefined };

const maxSummaries = 1000;

/** The status of a platform, now. */
export function statusOf(platform: Platform): SandboxStatus {
  const { calls, received, stateChanges, counter, activationCounter, callbacks } = platform;
  return {
    schema: "vzupload.sandbox-status/1",
    logIns: calls.logIn,
    logOuts: calls.logOut,
    uploads: outcomesOf(received),
    activations: outcomesOf(stateChanges),
    devices: {
      accepted: counter.distinct,
      acceptedMoreThanOnce: counter.repeated.size,
      activated: activationCounter.distinct,
      activatedMoreThanOnce: activationCounter.repeated.size,
    },
    callbacks: callbacks.summary(),
    received: received.slice(-maxSummaries).map(summaryOf),
    receivedActivations: stateChanges.slice(-maxSummaries).map(stateChangeSummaryOf),
  };
}

/** The status as JSON. */
export function statusAnswer(status: SandboxStatus): Answer {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { status: 200, headers, body: `${JSON.stringify(status, undefined, 2)}\n` };
}

function outcomesOf(
  calls: readonly { readonly outcome: UploadOutcome }[],
): Readonly<Record<UploadOutcome, number>> {
  const counts = { accepted: 0, refused: 0, dropped: 0 };
  for (const { outcome } of calls) counts[outcome]++;
  return counts;
}

function stateChangeSummaryOf(call: ReceivedStateChange): StateChangeSummary {
  const { sequence, outcome, fault, requestId, account, devices } = call;
  return { sequence, outcome, fault, code: call.refusal?.code, requestId, account, devices };
}

function summaryOf(upload: ReceivedUpload): ReceivedSummary {
  const { sequence, outcome, fault, requestId, sku, account, uploadType, devices } = upload;
  const code = upload.refusal?.code;
  const activate = upload.activate !== undefined;
  return { sequence, outcome, fault, code, requestId, sku, account, uploadType, devices, activate };
}
