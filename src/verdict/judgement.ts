import type { CallbackCounters, CallbackIdentifier } from "../uws/callback.ts";
import type { Fault } from "../uws/fault.ts";
import type { LineState } from "./line-states.ts";

/** What is waited for. */
export type Until = "uploaded" | "activated";

/** What became of a device's activation: beside the state of its line, never instead of it. */
export type ActivationState = "awaiting" | "activated" | "failed" | "unknown" | "inconsistent";

/** One device, judged. Whatever the order and repetition of what came in, the same messages give the same judgement. */
export interface JudgedLine {
  /** Where it stands in the job's input; undefined without a ledger. `source` is 0-based, `line` 1-based. */
  readonly place: { readonly source: number; readonly line: number } | undefined;
  /** In the order of the upload type; without a ledger in the order of their kinds' names. */
  readonly identifiers: readonly CallbackIdentifier[];
  readonly state: LineState;
  /** The platform's texts on it, verbatim, each once, sorted; then a fault's text, and why the lines are not believed. */
  readonly words: readonly string[];
  /** Undefined: activation was not asked for, and nothing was said of it. */
  readonly activation: ActivationState | undefined;
  readonly activationWords: readonly string[];
}

/** All that is known of one request. */
export interface RequestJudgement {
  readonly requestId: string;
  /** How many devices it has: of its batch, as expected, or the platform's largest total, and no fewer than are known; undefined: nobody said. */
  readonly devices: number | undefined;
  /** How many are in each state; states without any are left out. */
  readonly states: Readonly<Partial<Record<LineState, number>>>;
  readonly activations: Readonly<Partial<Record<ActivationState, number>>>;
  /** How many devices each text was said of, with the line state that it means by itself; "…" for the device's own identifiers. */
  readonly statuses: readonly StatusCount[];
  /** Callbacks that said something new, and those that did not: redeliveries. */
  readonly callbacks: number;
  readonly repeats: number;
  /** The largest of each that was seen. */
  readonly counters: CallbackCounters;
  /** Devices that the platform reported and that are not in the batch, or more than were expected; all without an identifier are one. */
  readonly surplus: number;
  /** The request was refused as a whole, or the platform's processing of it failed. */
  readonly fault: Fault | undefined;
  /** Why lines are not believed, one sentence: lines and counters disagree, or a fault came beside successes. */
  readonly disagreement: string | undefined;
  /** Devices without a final state (with `until` activated: or without a final word on their activation). */
  readonly open: number;
  /** Every device is final, and it is known how many there are; or a fault made them final, however many. */
  readonly isComplete: boolean;
  /**
   * False: complete by what is known so far only, and more may come. The number of devices is the platform's word alone, or another
   * message may still explain the counters.
   */
  readonly isFirm: boolean;
}

export interface StatusCount {
  readonly text: string;
  readonly state: LineState;
  readonly devices: number;
}
