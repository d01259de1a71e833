/** What becomes of devices, and how the callbacks of a request are sent; each field has a switch of `--callbacks`. docs/sandbox.md says what each does. */
export interface CallbackBehaviour {
  /** From the request's answer to the first callback. */
  readonly delayMs: number;
  /** From one callback of a request to the next. */
  readonly everyMs: number;
  /** How many are under way at once. */
  readonly atOnce: number;
  /** How long a receiver may take to answer. */
  readonly timeoutMs: number;
  readonly cut: CallbackCut;
  /** Whether the lines are first, or only, said to be submitted. */
  readonly pending: "no" | "first" | "only";
  /** Lines and callbacks in an order of the seed's. */
  readonly shuffle: boolean;
  /** How often each callback is sent, all the same. */
  readonly copies: number;
  /** The probability, 0 to 1, that a good line fails. */
  readonly failRate: number;
  /** Every upload is accepted, and fails later as a whole with this text. */
  readonly packageFault: string | undefined;
  readonly counters: "right" | "+1" | "-1" | "none";
  readonly credentials: "right" | "wrong" | "wrong-first" | "none";
  /** From a send that was not acknowledged to the next; undefined: there is no next. */
  readonly redeliverMs: number | undefined;
  readonly form: "page" | "soap" | "prefixed";
  readonly encoding: "utf-8" | "utf-16";
  /** The request is answered after its callbacks. */
  readonly early: boolean;
  /** The probability, 0 to 1, that an uploaded device is not activated. */
  readonly activateFailRate: number;
  /** From the last upload callback to the first activation callback; beside the delay when ChangeDeviceState activates. */
  readonly activateDelayMs: number;
  /** From an upload's acceptance until ChangeDeviceState finds its devices. */
  readonly uploadTakesMs: number;
  /** ChangeDeviceState finds devices, too, that were not uploaded to this sandbox. */
  readonly knowsAll: boolean;
}

/** How the lines of an upload are dealt to callbacks: all in one, so many in each and a final one, or each in its own. */
export type CallbackCut =
  | { readonly kind: "whole" }
  | { readonly kind: "split"; readonly lines: number }
  | { readonly kind: "perDevice" };

/** Where callbacks go when nobody has registered, and how they are sent; everything has a default. */
export interface CallbackOptions extends Partial<CallbackBehaviour> {
  /** Takes the callbacks of every account and service that has no registration of its own. */
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM text: HTTPS receivers must have a certificate of this authority. Default: any certificate is taken. */
  readonly ca?: string;
}

/** How many times a callback is sent at most. Source: MaxCallbackThreshold of the platform's sample callback. */
export const maxAttempts = 4;

/** One callback with the truth, at once; redelivered after a second, which on the platform is five minutes. */
export const defaultBehaviour: CallbackBehaviour = {
  delayMs: 20,
  everyMs: 0,
  atOnce: 8,
  timeoutMs: 10_000,
  cut: { kind: "whole" },
  pending: "no",
  shuffle: false,
  copies: 1,
  failRate: 0,
  packageFault: undefined,
  counters: "right",
  credentials: "right",
  redeliverMs: 1000,
  form: "page",
  encoding: "utf-8",
  early: false,
  activateFailRate: 0,
  activateDelayMs: 0,
  uploadTakesMs: 0,
  knowsAll: false,
};
