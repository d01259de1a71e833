import { describe, expect, test } from "vitest";
import { githubAnnotations } from "../../src/reports/github-annotations.ts";
import type { ReportedLine } from "../../src/reports/reported-line.ts";
import { failedLine, reportedLine } from "./watched.ts";

const device = "IMEI 358755000000007 ICCID 89148000005339755555 RequestId req-1";

test.each<[string, Partial<ReportedLine>, string]>([
  [
    "a failed line",
    {},
    `::error file=devices.csv,line=7,title=Device failed::failed: IMEI 358755000000007 is invalid (${device})`,
  ],
  [
    "what the command's form means otherwise",
    { file: "a,b:100%\n.csv", words: ["100%: a,b\r\n::error::c"] },
    `::error file=a%2Cb%3A100%25\\u{0a}.csv,line=7,title=Device failed::failed: 100%25: a,b\\u{0d}\\u{0a}::error::c (${device})`,
  ],
  [
    "standard input",
    { file: "<stdin>", words: ["x"] },
    `::error title=Device failed::failed: x (<stdin>:7 ${device})`,
  ],
  [
    "a line without a ledger",
    { file: undefined, place: undefined, requestId: undefined, words: ["x"] },
    "::error title=Device failed::failed: x (IMEI 358755000000007 ICCID 89148000005339755555)",
  ],
  [
    "a line of which nothing is known",
    { state: "rejected", identifiers: [], requestId: undefined, words: [] },
    "::error file=devices.csv,line=7,title=Device rejected::rejected",
  ],
  [
    "a failed activation",
    { state: "uploaded", activation: "failed", activationWords: ["no plan"] },
    `::error file=devices.csv,line=7,title=Device activationFailed::activationFailed: no plan (${device})`,
  ],
])("%s", (_, change, command) => {
  expect(githubAnnotations([failedLine(change)], "uploaded")).toEqual([command]);
});

describe("GitHub shows ten a step", () => {
  const failed = (length: number) => Array.from({ length }, () => failedLine());
  const open = reportedLine({ state: "awaiting" });
  const more = (devices: number) =>
    `::error title=More devices::${devices} devices more: the report has them all`;
  const noVerdict = (devices: string) => `::error title=No verdict::${devices} without a verdict yet`;

  test("ten failures are ten", () => {
    expect(githubAnnotations(failed(10), "uploaded")).toHaveLength(10);
    expect(githubAnnotations(failed(10), "uploaded").at(-1)).toContain("title=Device failed");
  });

  test("of eleven failures nine are shown", () => {
    const commands = githubAnnotations(failed(11), "uploaded");
    expect(commands).toHaveLength(10);
    expect(commands.slice(8)).toEqual([commands[0], more(2)]);
  });

  test("lines without a verdict are one, and have their place", () => {
    expect(githubAnnotations([open, reportedLine(), open], "uploaded")).toEqual([noVerdict("2 devices")]);
    const commands = githubAnnotations([open, ...failed(9)], "uploaded");
    expect(commands).toHaveLength(10);
    expect(commands.at(-1)).toBe(noVerdict("1 device"));
    const many = githubAnnotations([open, ...failed(1000)], "uploaded");
    expect(many).toHaveLength(10);
    expect(many.slice(8)).toEqual([more(992), noVerdict("1 device")]);
  });

  test("what is well is none", () => {
    expect(githubAnnotations([reportedLine(), reportedLine({ activation: "awaiting" })], "uploaded")).toEqual(
      [],
    );
    expect(githubAnnotations([reportedLine({ activation: "awaiting" })], "activated")).toHaveLength(1);
  });
});
