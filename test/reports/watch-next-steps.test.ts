import { expect, test } from "vitest";
import { type WatchStepOptions, watchNextSteps } from "../../src/reports/watch-next-steps.ts";
import type { WatchFacts } from "../../src/reports/watch-report-types.ts";
import { countLines } from "../../src/verdict/line-states.ts";
import { watchedRequest, watchReport } from "./watched.ts";

const options: WatchStepOptions = {
  watchAgain: "vzupload watch req-1",
  withFailedFile: ["vzupload watch req-1 --failed failed.csv"],
  push: (file) => `vzupload push ${file}`,
  repeatPush: "vzupload push devices.csv",
  doubtfulBatches: [],
  resolveLines: undefined,
  done: "uploaded",
  resume: (job) => `vzupload resume ${job}`,
  watchJob: (job) => `vzupload watch --job ${job}`,
  resolve: ({ job, batch }, word) => `vzupload resolve ${job} --batch ${batch} --${word}`,
  batchFile: ({ job, batch }) => `jobs/${job}/${batch}.csv`,
  leftOut: ["mend the rows of devices.rejected.csv"],
  emailAddress: "me@mycompany.com",
  countQuarantine: "vzupload watch --replay quarantine",
};

const open = [watchedRequest({ isComplete: false, open: 2 })];
const again = "go on waiting (what has come is kept): vzupload watch req-1";
const mail =
  "the platform has 2 devices in hand; perhaps no callback follows: the report that it mails to me@mycompany.com has the verdict";
const failed = countLines([["failed", 2]]);
const unknown = countLines([["unknown", 2]]);
const failedFile = { kind: "failed", path: "failed.csv", rows: 2 } as const;

const rows: readonly (readonly [
  string,
  Partial<WatchFacts>,
  Partial<WatchStepOptions>,
  readonly string[],
])[] = [
  ["all is well", {}, {}, []],
  ["a bug", { rows: 5 }, {}, []],
  ["time is up", { requests: open, lines: countLines([["awaiting", 2]]) }, {}, [again]],
  ["nothing was heard of at all", { requests: [], rows: 0, lines: countLines([]) }, {}, [again]],
  ["all that is open is pending", { requests: open, lines: countLines([["pending", 2]]) }, {}, [mail, again]],
  [
    "all that is open is pending, and no address is known",
    { requests: open, lines: countLines([["pending", 2]]) },
    { emailAddress: undefined },
    [mail.replace(" to me@mycompany.com", ""), again],
  ],
  [
    "the activations are open",
    { until: "activated", requests: open, lines: countLines([["pending", 2]]) },
    {},
    [again],
  ],
  ["an interrupt", { signal: "SIGINT", requests: open, lines: countLines([["awaiting", 2]]) }, {}, [again]],
  [
    "failures without a file",
    { lines: failed },
    {},
    ["to have the failed rows in a file of their own: vzupload watch req-1 --failed failed.csv"],
  ],
  [
    "failures of several jobs without a file",
    { lines: failed },
    { withFailedFile: ["vzupload watch --job j1", "vzupload watch --job j2"] },
    [
      "to have the failed rows in a file of their own: vzupload watch --job j1",
      "to have the failed rows in a file of their own: vzupload watch --job j2",
    ],
  ],
  [
    "failures under an earlier job's request",
    { lines: countLines([["alreadySent", 2]]), alreadySent: { failed: 2 } },
    {},
    ["to have the failed rows in a file of their own: vzupload watch req-1 --failed failed.csv"],
  ],
  ["a rehearsal with failures", { rehearsal: true, lines: failed, files: [failedFile] }, {}, []],
  [
    "callbacks with wrong credentials",
    { requests: open, lines: countLines([["awaiting", 2]]), turnedAway: { ownCredentials: 2, path: 1 } },
    {},
    [
      "compare --callback-username and the callback password with what is registered",
      "callbacks with other credentials are kept apart and count for nothing; to see what they say: vzupload watch --replay quarantine",
      again,
    ],
  ],
  ["callbacks with wrong credentials that were no matter", { turnedAway: { ownCredentials: 2 } }, {}, []],
  [
    "replayed callbacks that do not tell of all devices",
    { requests: open, lines: countLines([["pending", 2]]) },
    { watchAgain: undefined },
    [mail],
  ],
  [
    "failures in files",
    { lines: failed, files: [failedFile, { ...failedFile, path: "failed-2.csv" }] },
    {},
    [
      "mend what is wrong with the rows of failed.csv, then: vzupload push failed.csv",
      "mend what is wrong with the rows of failed-2.csv, then: vzupload push failed-2.csv",
    ],
  ],
  [
    "rows left out",
    {
      lines: countLines([
        ["uploaded", 1],
        ["rejected", 1],
      ]),
    },
    {},
    ["mend the rows of devices.rejected.csv"],
  ],
  ["rows left out of another state", { lines: countLines([["rejected", 2]]) }, { leftOut: [] }, []],
  [
    "batches that were not sent",
    {
      lines: countLines([
        ["uploaded", 1],
        ["notSent", 1],
      ]),
    },
    {},
    ["for the rest (sends only what is not sent yet): vzupload push devices.csv"],
  ],
  [
    "batches that were not sent of a job that is not here",
    { lines: countLines([["notSent", 2]]) },
    { repeatPush: undefined },
    [],
  ],
  [
    "a batch in doubt",
    { lines: countLines([["inDoubt", 2]]) },
    { doubtfulBatches: [{ job: "j1", batch: 2, request: undefined }] },
    [
      "batch 2 of job j1 is in doubt; a callback that has its devices settles it (it needs the callback's credentials): vzupload watch --job j1",
      "or ask Verizon (or wait for the e-mailed report) whether they have the devices of jobs/j1/2.csv; if they do: vzupload resolve j1 --batch 2 --accepted",
      "only if they do not: vzupload resolve j1 --batch 2 --notApplied",
    ],
  ],
  [
    "unknown lines",
    { lines: unknown, requests: [watchedRequest({ states: { unknown: 2 } })] },
    {},
    ["ask Verizon what became of 2 devices of RequestId req-1; until then do not send them again"],
  ],
  [
    "inconsistent lines of many requests, with results",
    {
      lines: countLines([["inconsistent", 2]]),
      requests: Array.from({ length: 7 }, (_, at) =>
        watchedRequest({ requestId: `r${at}`, states: { inconsistent: 1 } }),
      ),
      files: [{ kind: "results", path: "results.csv", rows: 2 }],
    },
    {},
    [
      "ask Verizon what became of 2 devices of RequestId r0, r1, r2, r3, r4, 2 more (state unknown or inconsistent in results.csv); until then do not send them again",
    ],
  ],
  [
    "counters that disagree",
    { requests: [watchedRequest({ disagreement: "x" })] },
    {},
    ["ask Verizon what became of the devices of RequestId req-1; until then do not send them again"],
  ],
  [
    "activations that went wrong",
    { activations: { failed: 1, unknown: 2, inconsistent: 3 } },
    {},
    ["activate 6 devices after a look at each (vzupload activate, or the portal); do not push them again"],
  ],
];

test.each(rows)("after %s", (_what, facts, change, steps) => {
  expect(watchNextSteps(watchReport(facts), { ...options, ...change })).toEqual(steps);
});
