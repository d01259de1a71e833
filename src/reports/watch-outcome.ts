import type { Fault } from "../uws/fault.ts";
import { classifyUploadFault } from "../uws/faults.ts";
import type { LineState } from "../verdict/line-states.ts";
import { countedStates } from "./closing-text.ts";
import { type Outcome, outcomeOfError } from "./exit-codes.ts";
import { outcomeOfThrown } from "./reported-error.ts";
import type { LineCounts, WatchedRequest, WatchFacts } from "./watch-report-types.ts";

/** Everything that holds of a watch; nothing: every line is uploaded (and activated, where that was waited for). */
export function outcomesOfWatch(facts: WatchFacts): readonly Outcome[] {
  const { requests, activations, errors, signal } = facts;
  const lines = platformStates(facts);
  const holds: readonly (readonly [boolean, Outcome])[] = [
    [countOf(lines, "inDoubt", "unknown", "inconsistent") > 0, "inDoubt"],
    [requests.some(isContradicted), "inDoubt"],
    [(activations.unknown ?? 0) + (activations.inconsistent ?? 0) > 0, "inDoubt"],
    [lines.refused > 0, "refused"],
    [lines.notSent > 0, "notAllSent"],
    [!hasAllReported(facts, lines), "notComplete"],
    [countOf(lines, "failed", "rejected") + (activations.failed ?? 0) > 0, "someFailed"],
  ];
  return [
    ...(signal === undefined ? [] : [outcomeOfError("interrupted", signal)]),
    ...errors.map((error) => outcomeOfThrown(error, signal)),
    ...requests.flatMap(({ fault }) => (fault === undefined ? [] : [outcomeOfFault(fault)])),
    ...holds.flatMap(([is, outcome]) => (is ? [outcome] : [])),
  ];
}

/** The lines by what the platform said of them, also under an earlier job's request. */
function platformStates({ lines, alreadySent }: WatchFacts): Readonly<Record<LineState, number>> {
  const states: Record<LineState, number> = { ...lines, alreadySent: 0 };
  let told = 0;
  for (const [state, count] of countedStates(alreadySent)) {
    states[state] += count;
    told += count;
  }
  states.awaiting += Math.max(0, lines.alreadySent - told);
  return states;
}

function countOf(lines: LineCounts, ...states: readonly LineState[]): number {
  return states.reduce((sum, state) => sum + (lines[state] ?? 0), 0);
}

function isContradicted({ disagreement, surplus, twice }: WatchedRequest): boolean {
  return disagreement !== undefined || surplus > 0 || twice !== undefined;
}

/** Whatever its lines say: without a ledger they may not be known. */
function outcomeOfFault(fault: Fault): Outcome {
  return classifyUploadFault(fault).kind === "doubt" ? "inDoubt" : "refused";
}

/** Nothing to report is not all reported: an exit code of 0 would say that devices are uploaded. */
function hasAllReported(facts: WatchFacts, lines: LineCounts): boolean {
  if (facts.rows === 0 || countOf(lines, "awaiting", "pending", "alreadySent") > 0) return false;
  if (!facts.requests.every(({ isComplete }) => isComplete)) return false;
  if (facts.until === "uploaded") return true;
  const { awaiting = 0, ...told } = facts.activations;
  const devices = Object.values(told).reduce((sum, count) => sum + count, 0);
  return awaiting === 0 && devices >= facts.lines.uploaded;
}
