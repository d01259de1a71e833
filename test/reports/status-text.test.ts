import { expect, test } from "vitest";
import { listSteps } from "../../src/reports/status-next-steps.ts";
import type { JobList, ListedJob } from "../../src/reports/status-report-types.ts";
import { jobListText } from "../../src/reports/status-text.ts";

const nowMs = Date.parse("2026-01-02T06:04:05.678Z");

function listed(more: Partial<ListedJob> = {}): ListedJob {
  return {
    job: "20260102-030405-abcd",
    createdAt: "2026-01-02T03:04:05.678Z",
    state: "accepted",
    request: "UploadDevices",
    sources: ["a.csv"],
    skus: ["SKU1"],
    rows: 25_000,
    batches: { accepted: 3, inDoubt: 0, refused: 0, notSent: 0 },
    ...more,
  };
}

function textOf(more: Partial<JobList>): readonly string[] {
  const list: JobList = {
    schema: "vzupload.jobs/1",
    outcome: "success",
    exitCode: 0,
    stateDirectory: "/state",
    jobs: [],
    older: 0,
    errors: [],
    next: [],
    ...more,
  };
  return jobListText(list, nowMs);
}

test("no jobs", () => expect(textOf({})).toEqual(["no jobs in /state"]));

test("a table: in the last column nothing steers the terminal, and a damage does not widen the others", () => {
  const error = { kind: "store", message: "a long text about what is wrong with this job" } as const;
  const jobs = [
    listed({ state: "inDoubt", batches: { accepted: 1, inDoubt: 1, refused: 2, notSent: 1_000 } }),
    listed({ sources: ["a.csv", "b\u202e.csv", "c.csv"], skus: ["SKU1", "SKU2"], rows: 3 }),
    listed({ state: "done", batches: { accepted: 0, inDoubt: 0, refused: 0, notSent: 0 }, skus: [] }),
    { job: "20260102-030405-abcd", createdAt: "2025-12-02T03:04:05.000Z", state: "damaged", error } as const,
  ];
  expect(textOf({ jobs, older: 5, next: ["do it"] })).toEqual([
    "job                          age  state       rows  batches                                            SKU         sources",
    "20260102-030405-abcd     3 h ago  in doubt  25,000  1 accepted, 1 in doubt, 2 refused, 1,000 not sent  SKU1        a.csv",
    "20260102-030405-abcd     3 h ago  accepted       3  3 accepted                                         SKU1, SKU2  a.csv, b\\u{202e}.csv and 1 more",
    "20260102-030405-abcd     3 h ago  done      25,000  none                                                           a.csv",
    "20260102-030405-abcd    31 d ago  damaged           a long text about what is wrong with this job",
    "and 5 older ones that nothing is left to send of (--limit 9 lists all)",
    "next: do it",
  ]);
});

test("what to do for the first few that need it", () => {
  const many = Array.from({ length: 5 }, (_, at) => listed({ job: `u${at}`, state: "unfinished" }));
  const jobs = [...many, listed({ job: "d", state: "inDoubt" }), listed(), listed({ state: "sending" })];
  expect(listSteps(jobs, (words) => words.join(" "))).toEqual([
    "what is in doubt, and how to settle it: status d",
    "to send what is left: resume u0",
    "to send what is left: resume u1",
    "to send what is left: resume u2",
  ]);
});
