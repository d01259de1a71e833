import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findFormCause } from "../../src/devices/find-form-cause.ts";
import { formCauses } from "../../src/devices/form-causes.ts";
import { identifierKinds, identifiers } from "../../src/devices/identifiers.ts";
import { problemTexts } from "../../src/devices/problem-texts.ts";
import {
  createProblemLog,
  maxProblemDetails,
  minDetailsPerKind,
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
    log.countRejectedRow(0, 3);
    expect([log.warningCount, log.warnings.length]).toEqual([maxProblemDetails + 5, maxProblemDetails]);
    expect([log.errorCount, log.rejectedRows, log.errors]).toEqual([1, 1, [error]]);
    expect(log.counts()).toEqual([
      { kind: "imei-form", severity: "error", count: 1 },
      { kind: "check-digit", severity: "warning", count: maxProblemDetails + 5 },
    ]);
    expect(log.rejectedPlaces()).toEqual([{ source: 0, lines: Uint32Array.of(3) }]);
  });

  test("tells of every problem, also beyond its details", () => {
    let told = 0;
    const log = createProblemLog(() => told++);
    for (let n = 0; n < maxProblemDetails + 5; n++) log.add(problem);
    expect(told).toBe(maxProblemDetails + 5);
  });
});

test("a problem log keeps the first of each kind, however many of another came before", () => {
  const log = createProblemLog();
  for (let n = 0; n < maxProblemDetails; n++) log.add({ ...problem, severity: "error" });
  const rare: Problem = { ...problem, kind: "imei-form", severity: "error" };
  for (let n = 0; n < minDetailsPerKind + 5; n++) log.add(rare);
  log.add({ ...problem, severity: "error" });
  expect([log.errors.length, log.errorCount]).toEqual([
    maxProblemDetails + minDetailsPerKind,
    maxProblemDetails + minDetailsPerKind + 6,
  ]);
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

const manual = readFileSync(new URL("../../docs/problems.md", import.meta.url), "utf8");

test("docs/problems.md has a section for each code, with its message, and no other", () => {
  const sections = [...manual.matchAll(/^## ([a-z-]+)$/gm)].map(([, code]) => code);
  expect(sections).toEqual(Object.keys(problemTexts));
  for (const { message, fix } of Object.values(problemTexts)) {
    expect(manual).toContain(message);
    expect(manual).toContain(fix);
  }
});

describe("docs/problems.md", () => {
  const causes = manual.split(/^## /m).find((section) => section.startsWith("Causes\n")) ?? "";
  const sections = causes.split(/^### /m).slice(1);

  test("has a section for each cause, with its words, and no other", () => {
    expect(sections.map((section) => section.split("\n\n").slice(0, 2))).toEqual(
      Object.entries(formCauses).map(([cause, text]) => [cause, `> ${text}`]),
    );
  });

  test("names no cause like a code, so that each has an anchor of its own", () => {
    expect(Object.keys(formCauses).filter((cause) => cause in problemTexts)).toEqual([]);
  });

  const ofTwoCells = ["columns-swapped", "imeisv-of-imei"];

  test.each(
    sections.map((section) => section.split("\n\n")).filter(([cause]) => !ofTwoCells.includes(cause ?? "")),
  )("%s: has an example, which has that cause, and says what to do", (cause, _, example, fix) => {
    const [, shown = "", column = ""] = /^`([^`]+)` in the ([A-Z]+) column\. \S/.exec(example ?? "") ?? [];
    const cell = shown.replace(/\\u\{([0-9a-f]+)\}/g, (_, code) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    );
    const kind = identifierKinds.find((each) => identifiers[each].label === column);
    expect(kind && findFormCause(kind, cell)).toBe(cause);
    expect(fix).toMatch(/\.\s*$/);
  });
});
