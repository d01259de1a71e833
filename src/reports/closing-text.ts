import { type Accounting, type LineState, lineStates } from "../verdict/line-states.ts";
import { visibleLines } from "../visible-text.ts";
import type { ReportedError } from "./report-types.ts";
import { formatCount, type TextLine } from "./text.ts";

/** The states that occur with how many lines are in each, in the order of the table. */
export function countedStates(
  counts: Readonly<Partial<Record<LineState, number>>>,
): readonly (readonly [state: LineState, lines: number])[] {
  return (Object.keys(lineStates) as readonly LineState[]) // as: the table's own keys
    .map((state) => [state, counts[state] ?? 0] as const)
    .filter(([, lines]) => lines > 0);
}

/** "24,998 awaiting (its batch was accepted ...)" for each state that occurs. */
export function accountedStates(lines: Accounting): readonly string[] {
  return countedStates(lines).map(([state, count]) => {
    const { meaning } = lineStates[state];
    return `${formatCount(count)} ${state}${meaning === state ? "" : ` (${meaning})`}`;
  });
}

/** What went wrong, each with what to do about it. */
export function errorLines(errors: readonly ReportedError[]): readonly TextLine[] {
  return errors.flatMap(({ message, hint }): readonly TextLine[] => [
    { level: "error", text: `error: ${visibleLines(message)}` },
    ...(hint === undefined ? [] : [{ level: "info" as const, text: `  ${hint}` }]),
  ]);
}

/** What to do next, a line each. */
export function nextLines(steps: readonly string[]): readonly TextLine[] {
  return steps.map((step) => ({ level: "info", text: `next: ${step}` }));
}
