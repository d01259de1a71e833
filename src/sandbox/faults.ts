import { VzuploadError } from "../errors.ts";

/** Which call a fault switch is for: the `number`-th (from 1) of its operation. */
export interface FaultCall {
  readonly operation: FaultedOperation;
  readonly number: number;
}

/** The operations that have fault switches. */
export type FaultedOperation =
  | "uploadDevices"
  | "changeDeviceState"
  | "logIn"
  | "registerCallback"
  | "unregisterCallback"
  | "getCallbackRegistrations";

interface PlainFault {
  readonly kind:
    | "expire-session"
    | "reset-before"
    | "reset-after"
    | "accept-then-reset"
    | "no-answer"
    | "half-answer"
    | "http-500"
    | "http-503-after"
    | "html-200"
    | "no-request-id"
    | "drip";
  readonly call: FaultCall;
}

interface RetryLaterFault {
  readonly kind: "http-429";
  readonly call: FaultCall;
  readonly retryAfterSeconds: number;
}

interface SlowFault {
  readonly kind: "slow";
  readonly call: FaultCall;
  readonly delayMs: number;
}

interface SoapFault {
  readonly kind: "fault" | "accept-then-fault";
  readonly call: FaultCall;
  /** Without the service's name. */
  readonly code: string;
}

/** A switch for one call. docs/sandbox.md says what each does. */
export type CallFault = PlainFault | RetryLaterFault | SlowFault | SoapFault;

/** A switch for each upload and activation with this probability (0 to 1), kind and call chosen by the seed. */
export interface RandomFault {
  readonly kind: "random";
  readonly rate: number;
}

/** What can be asked for with `--fault`. */
export type Fault = CallFault | RandomFault;

type CallFaultKind = CallFault["kind"];

/** How each switch is made from what is behind its colon; undefined: it does not understand that. */
const makers = {
  "expire-session": plain("expire-session"),
  "reset-before": plain("reset-before"),
  "reset-after": plain("reset-after"),
  "accept-then-reset": plain("accept-then-reset"),
  "no-answer": plain("no-answer"),
  "half-answer": plain("half-answer"),
  "http-500": plain("http-500"),
  "http-503-after": plain("http-503-after"),
  "html-200": plain("html-200"),
  "no-request-id": plain("no-request-id"),
  drip: plain("drip"),
  "http-429": (call, text = "1") =>
    withNumber(text, (retryAfterSeconds) => ({ kind: "http-429", call, retryAfterSeconds })),
  slow: (call, text = "1000") => withNumber(text, (delayMs) => ({ kind: "slow", call, delayMs })),
  fault: (call, code = "REQUEST_FAILED.UnexpectedError") => ({ kind: "fault", call, code }),
  "accept-then-fault": (call, code = "REQUEST_FAILED.UnexpectedError") => ({
    kind: "accept-then-fault",
    call,
    code,
  }),
} as const satisfies Record<CallFaultKind, FaultMaker>;

type FaultMaker = (call: FaultCall, argument: string | undefined) => CallFault | undefined;

/** Every kind of call fault. Object.keys forgets that its names are the table's. */
export const callFaultKinds = Object.keys(makers) as readonly CallFaultKind[];

/** Switches that mean nothing for a call without a session, or without a RequestId. */
const needed = {
  "expire-session": (operation) => operation !== "logIn",
  "no-request-id": (operation) => operation === "uploadDevices" || operation === "changeDeviceState",
} as const satisfies Partial<Record<CallFaultKind, (operation: FaultedOperation) => boolean>>;

/** What stands before the number of a call. */
const callNames = {
  "": "uploadDevices",
  "activate:": "changeDeviceState",
  "login:": "logIn",
  "register:": "registerCallback",
  "unregister:": "unregisterCallback",
  "registrations:": "getCallbackRegistrations",
} as const satisfies Record<string, FaultedOperation>;

/**
 * Reads a switch as written for `--fault`: `kind@k`, `kind@<call>:k` (activate, login, register, unregister, registrations), each with `:argument`, or `random:rate`.
 * @throws VzuploadError of kind usage.
 */
export function parseFault(text: string): Fault {
  const fault = parseRandom(text) ?? parseCallFault(text);
  if (fault !== undefined) return fault;
  throw new VzuploadError("usage", `The fault switch '${text}' is not understood.`, {
    hint: `Write kind@k, or kind@activate:k, login:k, register:k, unregister:k or registrations:k for the k-th call, or random:0.1; kinds: ${callFaultKinds.join(", ")}.`,
  });
}

/** A switch with its default argument. */
export function makeFault(kind: CallFaultKind, call: FaultCall): CallFault | undefined {
  const make: FaultMaker = makers[kind];
  return make(call, undefined);
}

function parseRandom(text: string): RandomFault | undefined {
  const rate = Number(/^random:(0?\.\d+|0|1)$/.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(rate) ? undefined : { kind: "random", rate };
}

function parseCallFault(text: string): CallFault | undefined {
  const parts = /^([a-z0-9-]+)@([a-z]+:|)([1-9]\d{0,8})(?::(.+))?$/.exec(text);
  const [, kind = "", name = "", number, argument] = parts ?? [];
  if (!isCallFaultKind(kind) || !isCallName(name)) return undefined;
  const operation = callNames[name];
  if (!isMeaningful(kind, operation)) return undefined;
  const make: FaultMaker = makers[kind];
  return make({ operation, number: Number(number) }, argument);
}

function isMeaningful(kind: CallFaultKind, operation: FaultedOperation): boolean {
  return kind === "expire-session" || kind === "no-request-id" ? needed[kind](operation) : true;
}

function isCallFaultKind(text: string): text is CallFaultKind {
  return Object.hasOwn(makers, text);
}

function isCallName(text: string): text is keyof typeof callNames {
  return Object.hasOwn(callNames, text);
}

function plain(kind: PlainFault["kind"]): FaultMaker {
  return (call, argument) => (argument === undefined ? { kind, call } : undefined);
}

function withNumber(text: string, make: (value: number) => CallFault): CallFault | undefined {
  return /^\d{1,7}$/.test(text) ? make(Number(text)) : undefined;
}
