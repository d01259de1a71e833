import { isTrouble } from "../reports/reported-line.ts";
import { createReasonCollector } from "../reports/watch-reasons.ts";
import type { ReasonGroup, WatchFacts } from "../reports/watch-report-types.ts";
import type { ActivationState, RequestJudgement } from "../verdict/judgement.ts";
import { type Accounting, countLines, type LineState } from "../verdict/line-states.ts";
import type { Board } from "./board.ts";
import type { LineGroup } from "./reported-lines.ts";

/** What all the lines together say. */
export interface LineSummary extends Pick<WatchFacts, "rows" | "alreadySent" | "activations"> {
  readonly lines: Accounting;
  readonly reasons: readonly ReasonGroup[];
}

/** Of requests the counts are known, and only lines that something is wrong with are looked at; of all others each line is. */
export function summariseLines(groups: readonly LineGroup[], board: Board): LineSummary {
  const states = new Map<LineState, number>();
  const earlier = new Map<LineState, number>();
  const activations = new Map<ActivationState, number>();
  const reasons = createReasonCollector();
  for (const group of groups) {
    if (group.kind === "request") {
      const judgement = board.judge(group.request);
      addAll(states, judgement.states);
      addAll(activations, judgement.activations);
      if (hasTrouble(judgement)) for (const line of group.troubles) reasons.add(line);
      continue;
    }
    for (const line of group.lines) {
      increment(states, line.state);
      if (line.earlier !== undefined) increment(earlier, line.earlier);
      if (line.activation !== undefined) increment(activations, line.activation);
      reasons.add(line);
    }
  }
  // Of refused rows an earlier release may not have kept all.
  if (board.inputs.length > 0) {
    const rejected = board.inputs.reduce((sum, { rejectedRows }) => sum + rejectedRows, 0);
    states.set("rejected", rejected);
  }
  return {
    rows: rowsOf(board, groups),
    lines: countLines(states),
    alreadySent: Object.fromEntries(earlier),
    activations: Object.fromEntries(activations),
    reasons: reasons.groups(),
  };
}

function hasTrouble({ states, activations }: RequestJudgement): boolean {
  return (
    Object.keys(states).some((state) => isTrouble(state as LineState, undefined)) || // as: its own keys
    Object.keys(activations).some((activation) => isTrouble("uploaded", activation as ActivationState))
  );
}

/** Of inputs as they were counted when they were read, so that a line that was lost since shows; of other requests as many as are known. */
function rowsOf(board: Board, groups: readonly LineGroup[]): number {
  const ofInputs = board.inputs.reduce((sum, { rows }) => sum + rows, 0);
  return groups.reduce((sum, group) => {
    if (group.kind !== "request" || group.input !== undefined) return sum;
    return sum + Object.values(board.judge(group.request).states).reduce((all, count) => all + count, 0);
  }, ofInputs);
}

function addAll<Key extends string>(
  counts: Map<Key, number>,
  more: Readonly<Partial<Record<Key, number>>>,
): void {
  for (const [key, count] of Object.entries(more) as [Key, number][]) increment(counts, key, count); // as: its own keys
}

function increment<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
