import { describe, expect, test } from "vitest";
import { jobStatusLines } from "../../src/reports/job-status-text.ts";
import type { JobBatch, JobReport } from "../../src/reports/status-report-types.ts";
import { countLines } from "../../src/verdict/line-states.ts";

const nowMs = Date.parse("2026-01-02T06:04:05.678Z");

function textOf(more: Partial<JobReport>, batch: Partial<JobBatch> = {}): readonly string[] {
  const report: JobReport = {
    schema: "vzupload.status/1",
    outcome: "notComplete",
    exitCode: 9,
    job: "20260102-030405-abcd",
    createdAt: "2026-01-02T03:04:05.678Z",
    state: "accepted",
    sources: ["a.csv", "b.csv", "c\u202e.csv"],
    request: "UploadDevices",
    uploadType: "IMEI ICCID Pair",
    endpoint: "https://uws.example",
    email: "me@mycompany.com",
    activates: false,
    batches: [{ batch: 1, sku: "SKU1", devices: 2, state: "planned", lines: { notSent: 2 }, ...batch }],
    until: "uploaded",
    complete: false,
    requests: [],
    rows: 2,
    lines: countLines([["notSent", 2]]),
    alreadySent: {},
    activations: {},
    statuses: [],
    reasons: [],
    otherCallbacks: 0,
    unchecked: { callbacks: 0, counted: false },
    files: [],
    errors: [],
    next: [],
    ...more,
  };
  return jobStatusLines(report, nowMs).map(({ text }) => text);
}

describe("the head", () => {
  test("says what was asked", () => {
    expect(textOf({}).slice(0, 3)).toEqual([
      "job 20260102-030405-abcd, 3 h ago: accepted",
      "a.csv, b.csv and 1 more: 2 rows of IMEI ICCID Pair",
      "for the user's only account, no activation, report to me@mycompany.com, endpoint https://uws.example",
    ]);
  });

  test("says who works on it", () => {
    const holder = "process 1 on host since today";
    expect(textOf({ holder, state: "sending", account: "1-1", activates: true }).slice(0, 4)).toEqual([
      "job 20260102-030405-abcd, 3 h ago: sending",
      "process 1 on host since today works on it",
      "a.csv, b.csv and 1 more: 2 rows of IMEI ICCID Pair",
      "for account 1-1, with activation, report to me@mycompany.com, endpoint https://uws.example",
    ]);
  });
});

test.each<[Partial<JobBatch>, readonly string[]]>([
  [{ state: "sending" }, ["being sent"]],
  [{ state: "refused", reason: "C: no" }, ["refused: C: no"]],
  [{ state: "planned" }, ["not sent"]],
  [
    { state: "doubtful", sentAt: "2026-01-02T05:03:05.678Z", reason: "re\u202eset" },
    ["in doubt, sent 1 h ago: re\\u{202e}set"],
  ],
  [
    { state: "accepted", requestId: "id-1", by: "operator", saidLines: 2 },
    [
      "accepted under RequestId id-1, by the operator's word; 0 callbacks",
      "  the operator told the verdict on 2 lines",
    ],
  ],
  [
    { state: "planned", reason: "said", notAppliedSaidAt: "2026-01-02T06:03:05.678Z" },
    ["not sent: said", "  the operator said 1 min ago that the platform does not have it"],
  ],
])("a batch %j", (batch, [first, ...rest]) => {
  const lines = textOf({}, batch);
  expect(lines.slice(3, 4 + rest.length)).toEqual([`batch 1 (2 devices, SKU SKU1): ${first}`, ...rest]);
});
