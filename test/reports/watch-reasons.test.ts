import { describe, expect, test } from "vitest";
import type { ReportedLine } from "../../src/reports/reported-line.ts";
import { createReasonCollector } from "../../src/reports/watch-reasons.ts";
import type { ReasonGroup } from "../../src/reports/watch-report-types.ts";
import { lineStates } from "../../src/verdict/line-states.ts";
import { failedLine, reportedLine } from "./watched.ts";

function groupsOf(lines: Iterable<ReportedLine>, options = {}): readonly ReasonGroup[] {
  const collector = createReasonCollector(options);
  for (const line of lines) collector.add(line);
  return collector.groups();
}

test("a text that names its device is one reason for all, with the first examples", () => {
  const lines = Array.from({ length: 5 }, (_, at) => {
    const value = `35875500000000${at}`;
    return failedLine({
      place: { source: 0, line: at + 2 },
      identifiers: [{ kind: "IMEI", value }],
      words: [`Duplicate Device ID (${value}) found in the request`],
    });
  });
  expect(groupsOf(lines)).toEqual([
    {
      state: "failed",
      reason: "Duplicate Device ID (…) found in the request",
      devices: 5,
      examples: [
        "devices.csv:2 IMEI 358755000000000",
        "devices.csv:3 IMEI 358755000000001",
        "devices.csv:4 IMEI 358755000000002",
      ],
    },
  ]);
});

test("only what went wrong is a reason", () => {
  const states = (Object.keys(lineStates) as (keyof typeof lineStates)[]).filter(
    (
      state, // as: the table's own keys
    ) => groupsOf([reportedLine({ state, words: [] })]).some((group) => group.state === state),
  );
  expect(states).toEqual(["rejected", "inDoubt", "refused", "failed", "unknown", "inconsistent"]);
});

test.each<[string, Partial<ReportedLine>, ReasonGroup["state"], string]>([
  ["no words", { state: "inDoubt", words: [] }, "inDoubt", "posted, outcome unknown"],
  ["several words", { state: "inconsistent", words: ["a", "b"] }, "inconsistent", "a; b"],
  ["control characters", { state: "unknown", words: ["a\u001b[31m\nb"] }, "unknown", "a\\u{1b}[31m\\u{0a}b"],
  [
    "a failed activation",
    { activation: "failed", activationWords: ["no plan"] },
    "activationFailed",
    "no plan",
  ],
  [
    "a failed activation without words",
    { activation: "failed" },
    "activationFailed",
    "the activation failed",
  ],
  ["an unknown activation", { activation: "unknown", activationWords: ["?"] }, "activationUnknown", "?"],
  [
    "an inconsistent activation",
    { activation: "inconsistent" },
    "activationUnknown",
    "what became of the activation cannot be told",
  ],
  [
    "a failure under an earlier job's request",
    { state: "alreadySent", earlier: "failed", words: ["x"] },
    "failed",
    "x",
  ],
  [
    "a failed line whose activation failed, too",
    { state: "failed", words: ["x"], activation: "failed", activationWords: ["y"] },
    "failed",
    "x",
  ],
])("of %s", (_, change, state, reason) => {
  expect(groupsOf([reportedLine(change)])).toMatchObject([{ state, reason, devices: 1 }]);
});

describe("is bounded", () => {
  test("behind the most reasons a state has one for all others", () => {
    const lines = Array.from({ length: 50 }, (_, at) => failedLine({ words: [`text ${at}`] }));
    const groups = groupsOf(
      [...lines, reportedLine({ state: "unknown", words: ["x"] }), lines[0] ?? failedLine()],
      {
        maxReasons: 3,
        maxExamples: 1,
      },
    );
    expect(groups.map(({ state, reason, devices }) => `${devices} ${state} ${reason}`)).toEqual([
      "47 failed other reasons",
      "2 failed text 0",
      "1 failed text 1",
      "1 failed text 2",
      "1 unknown other reasons",
    ]);
    expect(groups[0]?.examples).toHaveLength(1);
  });

  test("and a text without end is cut", () => {
    expect(groupsOf([failedLine({ words: ["x".repeat(100_000)] })])[0]?.reason).toHaveLength(301);
  });
});

test("without a ledger the examples are the identifiers", () => {
  const line = failedLine({ file: undefined, place: undefined, words: ["x"] });
  expect(groupsOf([line])[0]?.examples).toEqual(["IMEI 358755000000007 ICCID 89148000005339755555"]);
});
