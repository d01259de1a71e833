import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { problemTexts } from "../../src/devices/problem-texts.ts";
import {
  createProblemLog,
  maxProblemDetails,
  type Problem,
  visibleValue,
} from "../../src/devices/problems.ts";

const problem: Problem = {
  kind: "check-digit",
  severity: "warning",
  source: 0,
  line: 2,
  column: "IMEI",
  value: "1",
};

describe("a problem log", () => {
  test("counts exactly and keeps so many details of each severity", () => {
    const log = createProblemLog();
    for (let n = 0; n < maxProblemDetails + 5; n++) log.add(problem);
    const error: Problem = { ...problem, kind: "imei-form", severity: "error", line: 3 };
    log.add(error);
    log.countRejectedRow();
    expect([log.warningCount, log.warnings.length]).toEqual([maxProblemDetails + 5, maxProblemDetails]);
    expect([log.errorCount, log.rejectedRows, log.errors]).toEqual([1, 1, [error]]);
    expect([log.count("check-digit"), log.count("imei-form"), log.count("esn-form")]).toEqual([
      maxProblemDetails + 5,
      1,
      0,
    ]);
  });
});

describe("visibleValue", () => {
  test.each([
    ["8.91E+19", "8.91E+19"],
    ["a\tb\r\n", "a\\u{09}b\\u{0d}\\u{0a}"],
    ["\u001b[31m\u200b\u00a0", "\\u{1b}[31m\\u{200b}\\u{a0}"],
    ["Prüfstand 試", "Prüfstand 試"],
    ["\ud800", "\\u{d800}"],
    ["x".repeat(80), "x".repeat(80)],
    ["x".repeat(81), `${"x".repeat(80)}…`],
  ])("%j is %j", (value, expected) => {
    expect(visibleValue(value)).toBe(expected);
  });
});

test("docs/problems.md has a section for each code, with its message, and no other", () => {
  const text = readFileSync(new URL("../../docs/problems.md", import.meta.url), "utf8");
  const sections = [...text.matchAll(/^## ([a-z-]+)$/gm)].map(([, code]) => code);
  expect(sections).toEqual(Object.keys(problemTexts));
  for (const { message, fix } of Object.values(problemTexts)) {
    expect(text).toContain(message);
    expect(text).toContain(fix);
  }
});
