import type { WordClass } from "./device-words.ts";
import type { FaultEvidence } from "./fault-evidence.ts";
import type { ActivationState } from "./judgement.ts";
import { type DoneState, isDone, type LineState } from "./line-states.ts";

/** What holds of a request as a whole. `contradicted`: a fault came beside successes. */
export interface RequestMood {
  readonly effect: FaultEvidence["effect"] | "contradicted";
  /** Why the lines are not believed. */
  readonly disagreement: string | undefined;
  /** What a success is of. */
  readonly done: DoneState;
}

/** The state of a line, from the words on it and from what holds of its request. */
export function stateOfLine(words: WordClass, { effect, disagreement, done }: RequestMood): LineState {
  const said = lineStatesByEffect[effect][words];
  const state = said === "done" ? done : said;
  return disagreement !== undefined && isClaim(state) ? "inconsistent" : state;
}

/** What a later push, or nobody, would rely on. */
function isClaim(state: LineState): boolean {
  return isDone(state) || state === "failed" || state === "refused";
}

type SaidState = Exclude<LineState, DoneState> | "done";

const plainStates = {
  none: "awaiting",
  pending: "pending",
  success: "done",
  failed: "failed",
  unknown: "unknown",
  mixed: "inconsistent",
} as const satisfies Record<WordClass, SaidState>;

const lineStatesByEffect = {
  none: plainStates,
  refused: { ...plainStates, none: "refused", pending: "refused" },
  unknown: { ...plainStates, none: "unknown", pending: "unknown" },
  contradicted: {
    none: "unknown",
    pending: "unknown",
    success: "inconsistent",
    failed: "inconsistent",
    unknown: "inconsistent",
    mixed: "inconsistent",
  },
} as const satisfies Record<RequestMood["effect"], Record<WordClass, SaidState>>;

/** The state of an activation, from the words on it; no word is no state, unless activation was asked for. */
export const activationStates = {
  none: "awaiting",
  pending: "awaiting",
  success: "activated",
  failed: "failed",
  unknown: "unknown",
  mixed: "inconsistent",
} as const satisfies Record<WordClass, ActivationState>;
