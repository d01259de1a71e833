import { expect, test } from "vitest";
import { createProblemLog, type Problem } from "../../src/devices/problems.ts";
import { problemLines } from "../../src/reports/problems-text.ts";

const problem: Problem = {
  kind: "imei-form",
  severity: "error",
  source: 0,
  line: 2,
  column: "IMEI",
  value: "12",
};

test("a problem has line, column, value, cause and the row that it clashes with", () => {
  expect(
    textOf([
      { ...problem, cause: "digits-missing" },
      { ...problem, column: 3, value: "" },
      { ...problem, column: "a\u202eb" },
      { ...problem, source: 7, other: { source: 1, line: 9 } },
    ]),
  ).toEqual([
    "error imei-form (4): not an IMEI: 15 digits, or the 16 of an IMEISV",
    "  a.csv:2: IMEI 12; cause digits-missing: digits are missing, it was cut short",
    "  a.csv:2: column 3 (empty)",
    "  a.csv:2: a\\u{202e}b 12",
    "  input:2: IMEI 12; see b.csv:9",
    "  Take the value from its source again and export the column as text. (docs/problems.md#imei-form)",
  ]);
});

test("an IMEISV that is a duplicate says why", () => {
  const lines = textOf([
    { ...problem, kind: "duplicate-device", cause: "imeisv-of-imei", other: { source: 0, line: 1 } },
  ]);
  expect(lines[1]).toBe(
    "  a.csv:2: IMEI 12; cause imeisv-of-imei: an IMEISV and an IMEI, or two IMEISVs, are one device when their first 14 digits are the same; see a.csv:1",
  );
});

test("kinds and severities are groups of their own, errors first", () => {
  const lines = textOf([
    { ...problem, kind: "check-digit", severity: "warning" },
    { ...problem, kind: "check-digit" },
    problem,
  ]);
  expect(lines.filter((line) => !line.startsWith(" ")).map((line) => line.split(" (")[0])).toEqual([
    "error check-digit",
    "error imei-form",
    "warning check-digit",
  ]);
});

test("beyond those that are asked for they are named by their lines, lines are ranges, by source", () => {
  const shown = Array.from({ length: 10 }, (_, at) => at + 1);
  const rest = [13, 14, 15, 30, 12, 17].map((line) => ({ ...problem, line }));
  const other = { ...problem, source: 1, line: 5 };
  const lines = textOf([...shown.map((line) => ({ ...problem, line })), ...rest, other]);
  expect(lines.slice(10, 13)).toEqual([
    "  a.csv:10: IMEI 12",
    "  and a.csv, lines 12-15, 17, 30",
    "  and b.csv, lines 5",
  ]);
  expect(textOf(shown.map((line) => ({ ...problem, line }))).some((line) => line.startsWith("  and "))).toBe(
    false,
  );
});

test.each([
  [40, "88, 90"],
  [41, "88, 90 ... (--problems <csv> has them all)"],
])("of %d ranges at most 40 are named", (ranges, end) => {
  const shown = Array.from({ length: 10 }, (_, at) => ({ ...problem, line: at + 1 }));
  const rest = Array.from({ length: ranges }, (_, at) => ({ ...problem, line: 12 + at * 2 }));
  const line = textOf([...shown, ...rest]).at(-2);
  expect(line).toMatch(/^ {2}and a\.csv, lines 12, 14, /);
  expect(line?.endsWith(end)).toBe(true);
});

test("with 0 of a kind there are the counts and what to do, and no lines", () => {
  const warning: Problem = { ...problem, severity: "warning" };
  expect(textOf([problem, warning, { ...problem, line: 3 }], 0)).toEqual([
    "error imei-form (2): not an IMEI: 15 digits, or the 16 of an IMEISV",
    "  Take the value from its source again and export the column as text. (docs/problems.md#imei-form)",
    "warning imei-form (1): not an IMEI: 15 digits, or the 16 of an IMEISV",
    "  Take the value from its source again and export the column as text. (docs/problems.md#imei-form)",
  ]);
});

function textOf(problems: readonly Problem[], maxProblems = 10): readonly string[] {
  const log = createProblemLog();
  for (const each of problems) log.add(each);
  return problemLines(log, { sources: ["a.csv", "b.csv"], maxProblems }).map(({ text }) => text);
}
