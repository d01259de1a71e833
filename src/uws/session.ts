import { readLogInAnswer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { classifyLogInFault } from "./faults.ts";
import { type Operation, operations, serviceUrl } from "./operations.ts";
import type { Answered, Lost, NotSent, PostOutcome, Transport } from "./transport.ts";

/**
 * What became of one LogIn.
 * - `rejected`: the same password must not be tried again; the fault is made up where only the HTTP status says so
 * - `locked`: only the platform's support unlocks the account
 * - `failed`: an answer that is the server's trouble, not the password's
 * - `lost`: no whole answer, or one that is not the platform's; it may have counted as a failed log-in
 */
export type LogInOutcome =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "rejected"; readonly fault: Fault }
  | { readonly kind: "locked"; readonly fault: Fault }
  | { readonly kind: "failed"; readonly reason: string; readonly status: number }
  | NotSent
  | Lost;

/**
 * - `ended`: there is no such session any more
 * - `failed`: an answer that does not say that the session is gone
 */
export type LogOutOutcome =
  | { readonly kind: "loggedOut" }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly reason: string; readonly status: number }
  | NotSent
  | Lost;

interface SessionCall {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface LogInCall extends SessionCall {
  readonly username: string;
  readonly password: string;
}

export interface LogOutCall extends SessionCall {
  readonly token: string;
}

/** Logs in, once. Five failed log-ins in a row lock the account: who calls sees to it that none is repeated. */
export async function logIn(transport: Transport, call: LogInCall): Promise<LogInOutcome> {
  const { buildLogIn } = await import("./session-envelope.ts");
  const outcome = await postSession(transport, call, operations.logIn, buildLogIn(call));
  return outcome.kind === "answered" ? judgeLogIn(outcome) : outcome;
}

/** Ends the session of a token. */
export async function logOut(transport: Transport, call: LogOutCall): Promise<LogOutOutcome> {
  const { buildLogOut } = await import("./session-envelope.ts");
  const outcome = await postSession(transport, call, operations.logOut, buildLogOut(call.token));
  if (outcome.kind !== "answered") return outcome;
  const { status, body } = outcome;
  const answer = readLogInAnswer(body);
  if (answer.kind === "fault") {
    // REQUEST_FAILED.SessionToken.Expired and INPUT_INVALID.SessionToken.Invalid, by the platform's page.
    if (/SessionToken\.(Expired|Invalid)/.test(answer.fault.code)) return { kind: "ended" };
    return { kind: "failed", reason: faultReason(status, answer.fault), status };
  }
  if (status < 200 || status > 299) return { kind: "failed", reason: `HTTP ${status}`, status };
  return { kind: "loggedOut" };
}

function postSession(
  transport: Transport,
  call: SessionCall,
  operation: Operation,
  envelope: string,
): Promise<PostOutcome> {
  const { baseUrl, timeoutMs, signal } = call;
  const { soapAction } = operation;
  const url = serviceUrl(baseUrl, operation);
  return transport.post({ url, soapAction, body: Buffer.from(envelope), timeoutMs, signal });
}

function judgeLogIn({ status, body }: Answered): LogInOutcome {
  const answer = readLogInAnswer(body);
  switch (answer.kind) {
    case "token":
      return answer;
    case "unreadable":
      return judgeUnreadable(status, `HTTP ${status}, and ${answer.reason}`);
    case "fault": {
      const kind = classifyLogInFault(answer.fault);
      if (kind === "failed") return { kind, reason: faultReason(status, answer.fault), status };
      return { kind, fault: answer.fault };
    }
  }
}

/** Whoever has no service at this address, or behind it, has looked at no password; of any other answer nobody knows. */
function judgeUnreadable(status: number, reason: string): LogInOutcome {
  if (status === 401 || status === 403) {
    return { kind: "rejected", fault: { code: `HTTP ${status}`, text: reason } };
  }
  if ((status >= 502 && status <= 504) || status === 404 || status === 405)
    return { kind: "failed", reason, status };
  return { kind: "lost", reason, code: "ANSWER_UNREADABLE" };
}

function faultReason(status: number, { code, text }: Fault): string {
  return `HTTP ${status} with the fault ${code || "(no code)"}: ${text || "(no text)"}`;
}
