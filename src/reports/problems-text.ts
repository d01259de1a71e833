import { formCauses } from "../devices/form-causes.ts";
import { problemTexts } from "../devices/problem-texts.ts";
import type { Problem, ProblemLog } from "../devices/problems.ts";
import { visibleText } from "../visible-text.ts";
import { formatCount, type TextLine } from "./text.ts";

/** How many problems of a kind are shown with their values; of the rest the lines are named. */
const shownPerKind = 10;

/** At most so many ranges of lines a kind and source: a file where every other row is wrong must not flood a log. */
const shownRanges = 40;

/**
 * The problems, grouped by kind: the first ones with line, column, value and cause, the lines of the others, what to do.
 * `sources` are the names of the files, by index.
 */
export function problemLines(log: ProblemLog, sources: readonly string[]): readonly TextLine[] {
  const byKind = new Map<string, Problem[]>();
  for (const problem of [...log.errors, ...log.warnings]) {
    const key = `${problem.severity} ${problem.kind}`;
    const group = byKind.get(key);
    if (group === undefined) byKind.set(key, [problem]);
    else group.push(problem);
  }
  return [...byKind.values()].flatMap((group) => groupLines(group, log, sources));
}

function groupLines(
  group: readonly Problem[],
  log: ProblemLog,
  sources: readonly string[],
): readonly TextLine[] {
  const [first] = group;
  if (first === undefined) return [];
  const { message, fix } = problemTexts[first.kind];
  return [
    {
      level: first.severity,
      text: `${first.severity} ${first.kind} (${formatCount(log.count(first.kind))}): ${message}`,
    },
    ...group
      .slice(0, shownPerKind)
      .map((problem) => ({ level: first.severity, text: `  ${problemLine(problem, sources)}` })),
    ...restLines(group.slice(shownPerKind), sources),
    { level: "info", text: `  ${fix} (docs/problems.md#${first.kind})` },
  ];
}

/** "devices.csv:7: IMEI 8.91E+14: a spreadsheet ..." */
function problemLine(problem: Problem, sources: readonly string[]): string {
  const { source, line, column, value, cause, other, earlier } = problem;
  const parts = [
    `${sources[source] ?? "input"}:${line}:`,
    typeof column === "number" ? `column ${column}` : visibleText(column),
    value === "" ? "(empty)" : value,
  ].join(" ");
  const more = [
    cause === undefined ? undefined : `cause ${cause}: ${formCauses[cause]}`,
    other === undefined ? undefined : `see ${sources[other.source] ?? "input"}:${other.line}`,
    earlier === undefined ? undefined : `see job ${earlier.job}, batch ${earlier.batch}, SKU ${earlier.sku}`,
  ].filter((text) => text !== undefined);
  return [parts, ...more].join("; ");
}

function restLines(rest: readonly Problem[], sources: readonly string[]): readonly TextLine[] {
  return sources.flatMap((name, source) => {
    const lines = rest.filter((problem) => problem.source === source).map(({ line }) => line);
    if (lines.length === 0) return [];
    const ranges = lineRanges(lines);
    const cut = ranges.length > shownRanges ? ` ... (--json has them all)` : "";
    return [
      {
        level: rest[0]?.severity ?? "info",
        text: `  and ${name}, lines ${ranges.slice(0, shownRanges).join(", ")}${cut}`,
      },
    ];
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
