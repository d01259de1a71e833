import { problemTexts } from "../devices/problem-texts.ts";
import type { Problem } from "../devices/problems.ts";
import { csvRecord } from "./csv-cells.ts";
import { causeWords } from "./problem-words.ts";

/** The columns of `--problems`; documented in docs/problems.md. */
export const problemsCsvHeader = csvRecord([
  "file",
  "line",
  "column",
  "value",
  "severity",
  "code",
  "cause",
  "other_file",
  "other_line",
  "job",
  "batch",
  "sku",
  "message",
]);

/** A problem as a row of `--problems`. `sources` are the names of the files, by index. */
export function problemsCsvRow(problem: Problem, sources: readonly string[]): string {
  const { source, line, column, value, severity, kind, cause, other, earlier } = problem;
  const { message } = problemTexts[kind];
  return csvRecord([
    sources[source] ?? "",
    String(line),
    String(column),
    value,
    severity,
    kind,
    cause ?? "",
    other === undefined ? "" : (sources[other.source] ?? ""),
    other === undefined ? "" : String(other.line),
    earlier?.job ?? "",
    earlier === undefined ? "" : String(earlier.batch),
    earlier?.sku ?? "",
    [message, ...causeWords(problem)].join("; "),
  ]);
}

/** The row for an input that is no device list, or cannot be read: its message names file and line. */
export function unreadableCsvRow(message: string): string {
  return csvRecord(["", "", "", "", "error", "unreadable", "", "", "", "", "", "", message]);
}
