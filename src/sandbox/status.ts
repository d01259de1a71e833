import type { Answer } from "./answer.ts";
import type { CallbackSummary } from "./callbacks/callback-log.ts";
import type { Platform } from "./platform.ts";
import type { ReceivedUpload, UploadOutcome } from "./received.ts";

/** What `GET <endpoint>/` answers: how another process judges what the sandbox got. No identifiers, e-mails, tokens. */
export interface SandboxStatus {
  readonly schema: "vzupload.sandbox-status/1";
  /** Calls so far. */
  readonly logIns: number;
  readonly logOuts: number;
  readonly uploads: Readonly<Record<UploadOutcome, number>>;
  readonly devices: {
    /** Different devices accepted. */
    readonly accepted: number;
    /** Devices accepted more than once. Zero is good. */
    readonly acceptedMoreThanOnce: number;
  };
  readonly callbacks: CallbackSummary;
  /** The latest uploads, up to a thousand, in order. */
  readonly received: readonly ReceivedSummary[];
}

/** An upload without anything that identifies a device or a person; `code` is that of the refusal. */
export type ReceivedSummary = Pick<
  ReceivedUpload,
  "sequence" | "outcome" | "fault" | "requestId" | "sku" | "account" | "uploadType" | "devices"
> & { readonly code: string | undefined; readonly activate: boolean };

const maxSummaries = 1000;

/** The status of a platform, now. */
export function statusOf({ calls, received, counter, callbacks }: Platform): SandboxStatus {
  const uploads = { accepted: 0, refused: 0, dropped: 0 };
  for (const { outcome } of received) uploads[outcome]++;
  return {
    schema: "vzupload.sandbox-status/1",
    logIns: calls.logIn,
    logOuts: calls.logOut,
    uploads,
    devices: { accepted: counter.distinct, acceptedMoreThanOnce: counter.repeated.size },
    callbacks: callbacks.summary(),
    received: received.slice(-maxSummaries).map(summaryOf),
  };
}

/** The status as JSON. */
export function statusAnswer(status: SandboxStatus): Answer {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { status: 200, headers, body: `${JSON.stringify(status, undefined, 2)}\n` };
}

function summaryOf(upload: ReceivedUpload): ReceivedSummary {
  const { sequence, outcome, fault, requestId, sku, account, uploadType, devices } = upload;
  const code = upload.refusal?.code;
  const activate = upload.activate !== undefined;
  return { sequence, outcome, fault, code, requestId, sku, account, uploadType, devices, activate };
}
