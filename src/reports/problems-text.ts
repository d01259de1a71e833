import { problemTexts } from "../devices/problem-texts.ts";
import type { Problem, ProblemCount, ProblemLog } from "../devices/problems.ts";
import { causeWords, placeWords, subjectOf } from "./problem-words.ts";
import { formatCount, type TextLine } from "./text.ts";

/** How many problems of a kind are shown with their values, unless the user says another number. */
export const defaultMaxProblems = 20;

/** At most so many ranges of lines a kind and source: a file where every other row is wrong must not flood a log. */
const shownRanges = 40;

export interface ProblemLineOptions {
  /** Names of the files, by index. */
  readonly sources: readonly string[];
  /** How many of each kind and severity are shown; 0: none, only how many there are. */
  readonly maxProblems: number;
}

/** The problems, grouped by kind: the first ones with line, column, value and cause, the lines of the others, what to do. */
export function problemLines(log: ProblemLog, options: ProblemLineOptions): readonly TextLine[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of [...log.errors, ...log.warnings]) {
    const group = groups.get(keyOf(problem));
    if (group === undefined) groups.set(keyOf(problem), [problem]);
    else group.push(problem);
  }
  const counts = log
    .counts()
    .toSorted((a, b) => Number(ofAllRows.has(b.kind)) - Number(ofAllRows.has(a.kind)));
  const lines = counts.flatMap((each) => groupLines(each, groups.get(keyOf(each)) ?? [], options));
  const total = log.errorCount + log.warningCount;
  const kept = log.errors.length + log.warnings.length;
  if (total <= kept || options.maxProblems === 0) return lines;
  const text = `${formatCount(total)} problems in all; lines are named for the first ${formatCount(kept)} (--problems <csv> has them all)`;
  return [...lines, { level: "warning", text }];
}

/** What explains the others comes first. */
const ofAllRows: ReadonlySet<string> = new Set(["every-row-swapped"]);

function keyOf({ kind, severity }: Pick<Problem, "kind" | "severity">): string {
  return `${severity} ${kind}`;
}

function groupLines(
  { kind, severity, count }: ProblemCount,
  group: readonly Problem[],
  { sources, maxProblems }: ProblemLineOptions,
): readonly TextLine[] {
  const { message, fix } = problemTexts[kind];
  const shown = group
    .slice(0, maxProblems)
    .map((problem) => ({ level: severity, text: `  ${problemLine(problem, sources)}` }));
  return [
    { level: severity, text: `${severity} ${kind} (${formatCount(count)}): ${message}` },
    ...shown,
    ...(maxProblems === 0 ? [] : restLines(group.slice(maxProblems), sources)),
    { level: "info", text: `  ${fix} (docs/problems.md#${kind})` },
  ];
}

/** "devices.csv:7: IMEI 8.91E+14: a spreadsheet ..." */
function problemLine(problem: Problem, sources: readonly string[]): string {
  const { source, line } = problem;
  const where = `${sources[source] ?? "input"}:${line}: ${subjectOf(problem)}`;
  return [where, ...causeWords(problem), ...placeWords(problem, sources)].join("; ");
}

function restLines(rest: readonly Problem[], sources: readonly string[]): readonly TextLine[] {
  const bySource = new Map<number, number[]>();
  for (const { source, line } of rest) {
    const lines = bySource.get(source);
    if (lines === undefined) bySource.set(source, [line]);
    else lines.push(line);
  }
  return [...bySource]
    .sort(([a], [b]) => a - b)
    .map(([source, lines]) => {
      const ranges = lineRanges(lines);
      const cut = ranges.length > shownRanges ? " ... (--problems <csv> has them all)" : "";
      return {
        level: rest[0]?.severity ?? "info",
        text: `  and ${sources[source] ?? "input"}, lines ${ranges.slice(0, shownRanges).join(", ")}${cut}`,
      };
    });
}

/** [3, 4, 5, 9] is ["3-5", "9"]. */
function lineRanges(lines: readonly number[]): readonly string[] {
  const sorted = [...new Set(lines)].toSorted((a, b) => a - b);
  const ranges: { first: number; last: number }[] = [];
  for (const line of sorted) {
    const current = ranges.at(-1);
    if (current !== undefined && line === current.last + 1) current.last = line;
    else ranges.push({ first: line, last: line });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
}
