import { readOperationAnswer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { type Operation, operations, serviceUrl } from "./operations.ts";
import { inferredNames } from "./platform-names.ts";
import type { RegistrationFields } from "./registration-envelopes.ts";
import { classifyRegistrationFault } from "./registration-faults.ts";
import { type CallbackRegistration, readRegistrationList } from "./registration-list.ts";
import type { SessionCall } from "./session-call.ts";
import type { Answered, NotSent, PostOutcome, Transport } from "./transport.ts";

export type { CallbackRegistration } from "./registration-list.ts";

/** What a registration is kept under. */
export interface RegistrationKey {
  /** The platform's pages call it required. */
  readonly account: string;
  readonly service: string;
}

export interface NewRegistration extends RegistrationKey {
  readonly url: string;
  /** What the platform is to put into callbacks; empty: nothing. */
  readonly username: string;
  readonly password: string;
}

/**
 * What became of a call that did not succeed.
 * - `refused`: the platform's word; nothing was changed, if the fault is known (`isKnown`)
 * - `session`: as refused, because of the token: log in and call again
 * - `unclear`: no answer, or one that does not tell: ask GetCallbackRegistrations. All three calls may be repeated
 */
export type RegistrationFailure =
  | { readonly kind: "refused"; readonly fault: Fault; readonly hint: string; readonly isKnown: boolean }
  | { readonly kind: "session"; readonly fault: Fault }
  | NotSent
  /** One sentence without full stop, and what to do. */
  | { readonly kind: "unclear"; readonly reason: string; readonly hint: string };

export type RegistrationOutcome = { readonly kind: "done" } | RegistrationFailure;

export type RegistrationsOutcome =
  | { readonly kind: "registrations"; readonly registrations: readonly CallbackRegistration[] }
  | RegistrationFailure;

/** RegisterCallback, once. It displaces what is registered for the account and service; repeating it changes nothing. */
export async function registerCallback(
  transport: Transport,
  call: SessionCall & NewRegistration,
): Promise<RegistrationOutcome> {
  return change(transport, call, operations.registerCallback, {
    AccountName: call.account,
    ServiceName: call.service,
    Url: call.url,
    Username: call.username,
    Password: call.password,
  });
}

/** UnregisterCallback, once. Where nothing is registered the platform may refuse it. */
export async function unregisterCallback(
  transport: Transport,
  call: SessionCall & RegistrationKey,
): Promise<RegistrationOutcome> {
  const fields = { AccountName: call.account, ServiceName: call.service };
  return change(transport, call, operations.unregisterCallback, fields);
}

/** GetCallbackRegistrations, once: what is registered for an account, of all services. */
export async function getCallbackRegistrations(
  transport: Transport,
  call: SessionCall & Pick<RegistrationKey, "account">,
): Promise<RegistrationsOutcome> {
  const operation = operations.getCallbackRegistrations;
  const outcome = await post(transport, call, operation, { AccountName: call.account });
  if (outcome.kind !== "answered") return unanswered(outcome);
  const failure = failureOf(outcome, operation);
  if (failure !== undefined) return failure;
  const list = readRegistrationList(outcome.body, call.account);
  return list.kind === "unreadable" ? unclear(outcome.status, list.reason) : list;
}

async function change(
  transport: Transport,
  call: SessionCall,
  operation: Operation,
  fields: RegistrationFields,
): Promise<RegistrationOutcome> {
  const outcome = await post(transport, call, operation, fields);
  if (outcome.kind !== "answered") return unanswered(outcome);
  return failureOf(outcome, operation) ?? { kind: "done" };
}

async function post(
  transport: Transport,
  { baseUrl, token, timeoutMs, signal, names = inferredNames }: SessionCall,
  operation: Operation,
  fields: RegistrationFields,
): Promise<PostOutcome> {
  const { buildRegistrationCall } = await import("./registration-envelopes.ts");
  const body = Buffer.from(buildRegistrationCall(operation.name, token, fields, names));
  const { soapAction } = operation;
  const url = serviceUrl(baseUrl, { ...operation, path: names.registrationPath });
  return transport.post({ url, soapAction, body, timeoutMs, signal });
}

function unanswered(outcome: Exclude<PostOutcome, Answered>): RegistrationFailure {
  if (outcome.kind === "notSent") return outcome;
  return { kind: "unclear", reason: outcome.reason, hint: againHint };
}

/** Undefined: the operation's own answer, and a good one. */
function failureOf({ status, body }: Answered, { name }: Operation): RegistrationFailure | undefined {
  const answer = readOperationAnswer(body, name);
  if (answer.kind === "unreadable") return unclear(status, answer.reason);
  if (answer.kind === "done")
    return status >= 200 && status <= 299 ? undefined : unclear(status, `the answer is a ${name}Response`);
  const { fault } = answer;
  const verdict = classifyRegistrationFault(fault);
  if (verdict.kind !== "unclear") return { ...verdict, fault };
  return unclear(status, `the answer is the fault ${fault.code}: ${fault.text || "(no text)"}`);
}

const againHint = "Repeat the command: asking and registering again do no harm.";

function unclear(status: number, reason: string): RegistrationFailure {
  const hint =
    status === 404 || status === 405
      ? "There is no such service at this address: check --endpoint."
      : againHint;
  return { kind: "unclear", reason: `HTTP ${status}, and ${reason}`, hint };
}
