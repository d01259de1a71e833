import { readUploadAnswer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { classifyUploadFault } from "./faults.ts";
import { operations, serviceUrl } from "./operations.ts";
import type { Answered, NotSent, Transport } from "./transport.ts";

/**
 * What became of one UploadDevices request.
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

/** Posts one envelope, once, and says what that proves. The platform's call is not idempotent: who calls decides on repeats. */
export async function postUpload(transport: Transport, upload: UploadPost): Promise<UploadOutcome> {
  const { baseUrl, body, timeoutMs, signal } = upload;
  const { soapAction } = operations.uploadDevices;
  const url = serviceUrl(baseUrl, operations.uploadDevices);
  const outcome = await transport.post({ url, soapAction, body, timeoutMs, signal });
  switch (outcome.kind) {
    case "answered":
      return judgeAnswer(outcome);
    case "notSent":
      return outcome;
    case "lost":
      return { kind: "doubtful", reason: outcome.reason };
  }
}

function judgeAnswer(answered: Answered): UploadOutcome {
  const { status, body } = answered;
  const answer = readUploadAnswer(body);
  switch (answer.kind) {
    case "accepted":
      return answer;
    case "fault":
      return judgeFault(answer.fault, status);
    case "unreadable":
      if (status === 429 && !mentionsAcceptance(body)) return throttled(answered);
      return { kind: "doubtful", reason: `HTTP ${status}, and ${answer.reason}` };
  }
}

function judgeFault(fault: Fault, status: number): UploadOutcome {
  const judged = classifyUploadFault(fault);
  switch (judged.kind) {
    case "session":
      return { kind: "session", fault };
    case "refused":
      return { kind: "refused", fault, hint: judged.hint };
    case "doubt":
      return {
        kind: "doubtful",
        reason: `HTTP ${status} with the fault ${fault.code || "(no code)"}: ${fault.text || "(no text)"}`,
      };
  }
}

/** Whatever else it says, and in whatever encoding: an answer that knows a RequestId may come from an upload that was applied. */
function mentionsAcceptance(body: Buffer): boolean {
  return /request\W*id|UploadDevicesRes/i.test(body.toString("latin1").replaceAll("\0", ""));
}

function throttled({ retryAfterMs }: Answered): UploadOutcome {
  return retryAfterMs === undefined ? { kind: "throttled" } : { kind: "throttled", retryAfterMs };
}
