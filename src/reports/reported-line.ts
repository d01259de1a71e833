import type { CallbackIdentifier } from "../uws/callback.ts";
import type { ActivationState, JudgedLine } from "../verdict/judgement.ts";
import type { LineState } from "../verdict/line-states.ts";
import { visibleText } from "../visible-text.ts";
import type { WatchReport } from "./watch-report-types.ts";

/** A judged line with where it comes from and where it went. */
export interface ReportedLine extends JudgedLine {
  /** Its source, as given on the command line ("<stdin>" for standard input); undefined without a ledger. */
  readonly file: string | undefined;
  /** The job, batch and request that have its device: of an `alreadySent` line, those of the earlier job. */
  readonly job: string | undefined;
  readonly batch: number | undefined;
  readonly requestId: string | undefined;
  /** Of an `alreadySent` line: what the platform said of it under the earlier job's request. Undefined: nothing yet. */
  readonly earlier?: LineState;
}

/** The state that the platform's words put a line in, also under an earlier job's request. */
export function platformState({ state, earlier }: ReportedLine): LineState {
  return state === "alreadySent" ? (earlier ?? "awaiting") : state;
}

/** What is to be said of a line: `open`: there is no verdict yet, `doubt`: there is one that cannot be believed. */
export type Concern = "none" | "open" | "failure" | "doubt";

/** What kind of trouble a line is, and its name. */
export interface LineConcern {
  readonly concern: Concern;
  readonly state: LineState | "activationAwaiting" | "activationFailed" | "activationUnknown";
  readonly words: readonly string[];
}

/** The trouble with the upload, or else with the activation. */
export function concernOf(line: ReportedLine, until: WatchReport["until"]): LineConcern {
  const state = platformState(line);
  const concern = concerns[state];
  const { activation } = line;
  if (concern !== "none" || activation === undefined || activation === "activated")
    return { concern, state, words: line.words };
  if (activation === "awaiting" && until === "uploaded") return { concern, state, words: line.words };
  return { ...activationConcerns[activation], words: line.activationWords };
}

/** Whether a line in these states is one that something is wrong with. */
export function isTrouble(state: LineState, activation: ActivationState | undefined): boolean {
  const concern = concerns[state];
  if (concern === "failure" || concern === "doubt") return true;
  return activation !== undefined && activation !== "awaiting" && activation !== "activated";
}

const concerns = {
  rejected: "failure",
  notSent: "open",
  alreadySent: "open",
  inDoubt: "doubt",
  refused: "failure",
  awaiting: "open",
  pending: "open",
  uploaded: "none",
  activated: "none",
  failed: "failure",
  unknown: "doubt",
  inconsistent: "doubt",
} as const satisfies Record<LineState, Concern>;

const activationConcerns = {
  awaiting: { concern: "open", state: "activationAwaiting" },
  failed: { concern: "failure", state: "activationFailed" },
  unknown: { concern: "doubt", state: "activationUnknown" },
  inconsistent: { concern: "doubt", state: "activationUnknown" },
} as const satisfies Record<Exclude<ActivationState, "activated">, Omit<LineConcern, "words">>;

/** "devices.csv:7 IMEI 358755000000007 ICCID 89148000005339755555": visible text, without what is not known. */
export function describeLine({ file, place, identifiers }: ReportedLine): string {
  const where = file === undefined || place === undefined ? [] : [`${visibleText(file)}:${place.line}`];
  return [...where, ...describeIdentifiers(identifiers)].join(" ");
}

/** "IMEI 358755000000007" for each identifier. */
export function describeIdentifiers(identifiers: readonly CallbackIdentifier[]): readonly string[] {
  return identifiers.map(({ kind, value }) => `${visibleText(kind)} ${visibleText(value)}`);
}
