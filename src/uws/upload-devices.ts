import { readRequestAnswer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { classifyUploadFault, type FaultVerdict } from "./faults.ts";
import { type Operation, operations, responseName, serviceUrl } from "./operations.ts";
import type { Answered, NotSent, Transport } from "./transport.ts";

/**
 * What became of one request about a batch of devices (UploadDevices, ChangeDeviceState).
 * - `accepted`: the platform has the batch
 * - `refused`: a fault which proves that nothing was applied
 * - `session`: as refused, because of the token: log in and send again
 * - `throttled`: nothing was applied (429, and no word of a RequestId): wait and send again
 * - `notSent`: nothing reached the platform
 * - `doubtful`: anything else; must not be sent again by itself
 */
export type UploadOutcome =
  | { readonly kind: "accepted"; readonly requestId: string }
  | { readonly kind: "refused"; readonly fault: Fault; readonly hint: string }
  | { readonly kind: "session"; readonly fault: Fault }
  | { readonly kind: "throttled"; readonly retryAfterMs?: number }
  | NotSent
  | Doubtful;

export interface Doubtful {
  readonly kind: "doubtful";
  /** One sentence without full stop. */
  readonly reason: string;
}

export interface UploadPost {
  readonly baseUrl: string;
  /** The stamped envelope. */
  readonly body: Buffer;
  readonly timeoutMs: number;
  /** Aborting a request that is under way makes it doubtful. */
  readonly signal?: AbortSignal | undefined;
}

/** Posts one UploadDevices envelope, once, and says what that proves. The call is not idempotent: who calls decides on repeats. */
export function postUpload(transport: Transport, upload: UploadPost): Promise<UploadOutcome> {
  return postDevices(transport, upload, {
    operation: operations.uploadDevices,
    classify: classifyUploadFault,
  });
}

/** An operation that takes devices and answers with a RequestId. */
export interface DevicesCall {
  readonly operation: Operation;
  /** What a fault proves. */
  readonly classify: (fault: Fault) => FaultVerdict;
}

/** Posts one envelope, once, and says what that proves. */
export async function postDevices(
  transport: Transport,
  { baseUrl, body, timeoutMs, signal }: UploadPost,
  call: DevicesCall,
): Promise<UploadOutcome> {
  const { soapAction } = call.operation;
  const url = serviceUrl(baseUrl, call.operation);
  const outcome = await transport.post({ url, soapAction, body, timeoutMs, signal });
  switch (outcome.kind) {
    case "answered":
      return judgeAnswer(outcome, call);
    case "notSent":
      return outcome;
    case "lost":
      return { kind: "doubtful", reason: outcome.reason };
  }
}

function judgeAnswer(answered: Answered, call: DevicesCall): UploadOutcome {
  const { status, body } = answered;
  const answer = readRequestAnswer(body, call.operation);
  switch (answer.kind) {
    case "accepted":
      return answer;
    case "fault":
      return judgeFault(answer.fault, status, call.classify(answer.fault));
    case "unreadable":
      if (status === 429 && !mentionsAcceptance(body, call.operation)) return throttled(answered);
      return { kind: "doubtful", reason: `HTTP ${status}, and ${answer.reason}` };
  }
}

function judgeFault(fault: Fault, status: number, verdict: FaultVerdict): UploadOutcome {
  switch (verdict.kind) {
    case "session":
      return { kind: "session", fault };
    case "refused":
      return { kind: "refused", fault, hint: verdict.hint };
    case "doubt":
      return {
        kind: "doubtful",
        reason: `HTTP ${status} with the fault ${fault.code || "(no code)"}: ${fault.text || "(no text)"}`,
      };
  }
}

/** Whatever else it says, and in whatever encoding: an answer that knows a RequestId may come from a request that was applied. */
function mentionsAcceptance(body: Buffer, operation: Operation): boolean {
  const text = body.toString("latin1").replaceAll("\0", "").toLowerCase();
  return (
    /request\W*id/.test(text) ||
    text.includes(responseName(operation).slice(0, -"ponse".length).toLowerCase())
  );
}

function throttled({ retryAfterMs }: Answered): UploadOutcome {
  return retryAfterMs === undefined ? { kind: "throttled" } : { kind: "throttled", retryAfterMs };
}
