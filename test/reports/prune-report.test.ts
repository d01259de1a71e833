import { expect, test } from "vitest";
import { type PruneReport, pruneText } from "../../src/reports/prune-report.ts";

const nowMs = Date.parse("2026-11-02T03:04:05.678Z");
const ids = (count: number) => Array.from({ length: count }, (_, at) => `20260102-0304${10 + at}-abcd`);

test("many are told by the first of them, what is damaged with a number", () => {
  const report: PruneReport = {
    schema: "vzupload.prune/1",
    outcome: "usage",
    exitCode: 2,
    dryRun: true,
    cutoff: "2026-08-04T03:04:05.678Z",
    removed: ids(22).map((job) => ({
      job,
      createdAt: "2026-01-02T03:04:05.678Z",
      rows: 1,
      sources: ["a.csv", "b\u202e.csv"],
    })),
    kept: [
      { reason: "a", text: "it stays", jobs: ids(1) },
      { reason: "b", text: "so do these", jobs: ids(1_234) },
    ],
    younger: 1_000,
    damaged: [{ job: ids(1)[0] ?? "", error: { kind: "store", message: "damaged" } }],
    errors: [],
  };
  const lines = pruneText(report, nowMs);
  expect(lines[0]).toBe("would remove 20260102-030410-abcd, 304 d ago: 1 row of a.csv, b\\u{202e}.csv");
  expect(lines.slice(20)).toEqual([
    "and 2 more",
    "kept 20260102-030410-abcd: it stays",
    "kept 20260102-030410-abcd, 20260102-030411-abcd, 20260102-030412-abcd and 1,231 more: so do these",
    "would remove 22 jobs; 1,235 old enough and kept, 1,000 younger, 1 damaged",
  ]);
});
