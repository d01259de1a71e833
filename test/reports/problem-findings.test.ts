import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/devices/problems.ts";
import { codeQualityEntries, maxCodeQualityEntries } from "../../src/reports/code-quality.ts";
import {
  type InputFindings,
  placeOfError,
  problemAnnotations,
} from "../../src/reports/problem-annotations.ts";
import { problemsCsvRow } from "../../src/reports/problems-csv.ts";

const problem: Problem = {
  kind: "imei-form",
  severity: "error",
  source: 0,
  line: 2,
  column: "IMEI",
  value: "12",
};

function findings(errors: readonly Problem[], warnings: readonly Problem[] = []): InputFindings {
  return {
    sources: ["a.csv", "<stdin>"],
    paths: ["lists/a.csv", undefined],
    errors,
    warnings,
    errorCount: errors.length,
    warningCount: warnings.length,
    thrown: [],
  };
}

const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ...problem, line: at + 2 }));

describe("annotations", () => {
  test.each([
    [10, 10, 0],
    [11, 10, 2],
    [500, 10, 491],
  ])("of %d errors there are %d, the last one sums up %d", (errors, lines, rest) => {
    const texts = problemAnnotations(findings(many(errors), [{ ...problem, severity: "warning" }]));
    expect(texts.filter((text) => text.startsWith("::error "))).toHaveLength(lines);
    expect(texts.at(-1)).toMatch(/^::warning /);
    expect(texts.some((text) => text.includes(`::${rest} more errors:`))).toBe(rest > 0);
  });

  test("what stands in cells and names cannot end the command, its properties or its line", () => {
    const texts = problemAnnotations({
      ...findings([{ ...problem, column: "a\n::error::b", value: "100%,::warning::x" }]),
      paths: ["a,b:c%\n.csv", undefined],
    });
    expect(texts).toEqual([
      "::error file=a%2Cb%3Ac%25\\u{0a}.csv,line=2,title=imei-form::a\\u{0a}::error::b 100%25,::warning::x: not an IMEI: 15 digits, or the 16 of an IMEISV",
    ]);
  });
});

describe("a Code Quality report", () => {
  test("has at most 1,000 entries, the last one of which says how many are left out", () => {
    expect(codeQualityEntries(findings(many(maxCodeQualityEntries)))).toHaveLength(maxCodeQualityEntries);
    const entries = codeQualityEntries({ ...findings(many(1_500)), errorCount: 250_000, warningCount: 7 });
    expect(entries).toHaveLength(maxCodeQualityEntries);
    expect(entries.at(-1)).toMatchObject({
      check_name: "more-problems",
      severity: "info",
      description: "249,008 more problems: vzupload check --problems <csv> has them all",
    });
  });

  test("has fingerprints that differ, and stay when rows move", () => {
    const prints = (from: number) =>
      codeQualityEntries(
        findings(
          [problem, problem, { ...problem, value: "13" }].map((each, at) => ({ ...each, line: from + at })),
        ),
      ).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints(2)).size).toBe(3);
    expect(prints(2)).toEqual(prints(70));
  });

  test("says what is an error, and where; standard input has its name", () => {
    const entries = codeQualityEntries(findings([problem], [{ ...problem, severity: "warning", source: 1 }]));
    expect(entries.map(({ severity, location }) => [severity, location.path, location.lines.begin])).toEqual([
      ["major", "lists/a.csv", 2],
      ["minor", "<stdin>", 2],
    ]);
  });
});

test.each([
  ["a.csv:7: no column", { path: "1", line: 7 }],
  ["a.csv is empty.", { path: "1", line: 1 }],
  ["a is empty.", { path: "0", line: 1 }],
  ["Cannot read a.csv: x", { path: "1", line: 1 }],
  ["<stdin>:3: x", undefined],
  ["No column", undefined],
])("an error %j is of %j", (message, place) => {
  const names = { sources: ["a", "a.csv", "<stdin>"], paths: ["0", "1", undefined] };
  expect(placeOfError(message, names)).toEqual(place);
});

test("a row of --problems has all that is known, and no formula", () => {
  const row = problemsCsvRow(
    {
      ...problem,
      kind: "sent-with-other-partner",
      column: "=cmd",
      value: '@SUM("1")',
      other: { source: 1, line: 9 },
      earlier: { job: "j1", batch: 3, sku: "VZW1" },
    },
    ["-1+1.csv", "b.csv"],
  );
  expect(row).toBe(
    `'-1+1.csv,2,'=cmd,"'@SUM(""1"")",error,sent-with-other-partner,,b.csv,9,j1,3,VZW1,an earlier push sent one of these identifiers with a different partner\r\n`,
  );
});
