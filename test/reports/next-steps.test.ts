import { expect, test } from "vitest";
import { type NextStepOptions, nextSteps } from "../../src/reports/next-steps.ts";
import type { EarlierBatch, PushReport, ReportedBatch } from "../../src/reports/report-types.ts";
import { countLines } from "../../src/verdict/line-states.ts";

const options: NextStepOptions = {
  repeat: "vzupload push devices.csv",
  resume: (job) => `vzupload resume ${job}`,
  watchJob: (job) => `vzupload watch --job ${job}`,
  resolve: ({ job, batch }, word) => `vzupload resolve ${job} --batch ${batch} --${word}`,
  batchFile: ({ job, batch }) => `jobs/${job}/${batch}.csv`,
  rejectedFile: (job) => `jobs/${job}/rejected.csv`,
  pushMended: (file) => `vzupload push ${file}`,
  emailAddress: "me@mycompany.com",
  lockDirectory: (job) => `jobs/${job}/lock`,
};

const report: PushReport = {
  schema: "vzupload.push/1",
  operation: "push",
  request: "UploadDevices",
  rehearsal: false,
  outcome: "success",
  exitCode: 0,
  job: "j1",
  endpoint: "https://uws.apps.nphase.com/api/v2",
  sources: [],
  rows: 0,
  lines: countLines([]),
  problems: { errors: 0, warnings: 0, kinds: [], details: [] },
  batches: [],
  sentBefore: 0,
  earlier: [],
  written: [],
  errors: [],
  next: [],
};

const mail =
  "Verizon checks each line now and mails its verdict to me@mycompany.com; to receive it by callback: vzupload watch --job j1";
const mailOnly = "Verizon checks each line now and mails its verdict to me@mycompany.com";
const rest = "for the rest (sends only what is not sent yet): vzupload resume j1";
const again = "for the rest (sends only what is not sent yet): vzupload push devices.csv";
const mended = "when that is mended (sends only what is not sent yet): vzupload resume j1";
const pushMended = "when that is mended (sends only what is not sent yet): vzupload push devices.csv";

/** About the first batch in doubt, and what is said of the others. */
function doubt(job: string, batch: number, ...others: readonly string[]): readonly string[] {
  return [
    `batch ${batch} of job ${job} is in doubt; a callback that has its devices settles it (it needs the callback's credentials): vzupload watch --job ${job}`,
    `or ask Verizon (or wait for the e-mailed report) whether they have the devices of jobs/${job}/${batch}.csv; if they do: vzupload resolve ${job} --batch ${batch} --accepted`,
    `only if they do not: vzupload resolve ${job} --batch ${batch} --notApplied`,
    ...(others.length === 0 ? [] : [`the same for ${others.join(", ")}`]),
  ];
}

function batch(number: number, state: ReportedBatch["state"]): ReportedBatch {
  return { batch: number, sku: "VZW1", devices: 1, state };
}

function earlier(job: string, number: number, state: EarlierBatch["state"]): EarlierBatch {
  return { job, batch: number, devices: 1, state };
}

const notSent = countLines([["notSent", 1]]);

const rows: readonly (readonly [string, Partial<PushReport>, readonly string[]])[] = [
  ["nothing was sent", {}, []],
  ["a success", { batches: [batch(1, "accepted")] }, [mail]],
  ["a rehearsal", { rehearsal: true, batches: [batch(1, "accepted")] }, []],
  ["a bug", { outcome: "bug", lines: notSent, batches: [batch(1, "doubtful")] }, []],
  ["wrong usage", { outcome: "usage", lines: notSent }, []],
  ["refused input", { outcome: "inputRefused", lines: notSent }, []],
  ["a broken network", { outcome: "notAllSent", lines: notSent, batches: [batch(1, "planned")] }, [rest]],
  ["a broken network before there was a job", { outcome: "notAllSent", lines: notSent }, [again]],
  [
    "a broken network, in a rehearsal",
    { outcome: "notAllSent", rehearsal: true, lines: notSent, batches: [batch(1, "planned")] },
    [again],
  ],
  ["wrong credentials", { outcome: "credentials", lines: notSent, batches: [batch(1, "planned")] }, [mended]],
  ["a refusal", { outcome: "refused", lines: notSent, batches: [batch(1, "refused")] }, [pushMended]],
  [
    "a refusal of all",
    { outcome: "refused", lines: countLines([["refused", 1]]), batches: [batch(1, "refused")] },
    [pushMended],
  ],
  [
    "a doubt in the middle",
    {
      outcome: "inDoubt",
      lines: notSent,
      batches: [batch(1, "accepted"), batch(2, "doubtful"), batch(3, "planned")],
    },
    [rest, ...doubt("j1", 2), mailOnly],
  ],
  [
    "doubts of this push and of earlier ones",
    {
      outcome: "inDoubt",
      batches: [batch(4, "sending")],
      earlier: [earlier("j0", 1, "inDoubt"), earlier("j0", 2, "accepted")],
    },
    doubt("j1", 4, "batch 1 of job j0"),
  ],
  [
    "verdicts that are not clear",
    {
      outcome: "inDoubt",
      earlier: [
        { ...earlier("j0", 1, "inDoubt"), requestId: "r-1" },
        { ...earlier("j0", 1, "inDoubt"), requestId: "r-1" },
        { ...earlier("j0", 2, "accepted"), requestId: "r-2" },
        { ...earlier("j0", 3, "inDoubt"), requestId: "r-3" },
        earlier("j0", 4, "inDoubt"),
      ],
    },
    [
      ...doubt("j0", 4),
      "ask Verizon what became of these devices of RequestId r-1 and 1 more; those that it does not have, push alone with --again",
    ],
  ],
  [
    "other pushes under way",
    {
      outcome: "notAllSent",
      lines: notSent,
      earlier: [
        earlier("j0", 1, "inProgress"),
        earlier("j0", 2, "inProgress"),
        earlier("j2", 1, "inProgress"),
      ],
    },
    [
      ...["j0", "j2"].map(
        (job) =>
          `wait for job ${job} to end; if its process is gone (another machine or container), delete jobs/${job}/lock`,
      ),
      again,
    ],
  ],
  [
    "devices that an earlier job was to send",
    {
      outcome: "notAllSent",
      lines: notSent,
      earlier: [earlier("j0", 1, "notSent"), earlier("j0", 2, "notSent")],
    },
    ["job j0 has not sent its devices: vzupload resume j0", again],
  ],
  [
    "rows left out",
    { outcome: "someFailed", batches: [batch(1, "accepted")] },
    [
      "the rows that were left out are listed in jobs/j1/rejected.csv, with why; mend them in your file, and push that again",
      mail,
    ],
  ],
  [
    "rows left out and written beside",
    {
      outcome: "someFailed",
      written: [
        { kind: "problems", path: "problems.csv", rows: 3 },
        { kind: "rejected", path: "a.rejected.csv", rows: 2 },
      ],
    },
    ["mend what is wrong with the rows of a.rejected.csv, then: vzupload push a.rejected.csv"],
  ],
];

test.each(rows)("after %s", (_what, change, steps) => {
  expect(nextSteps({ ...report, ...change }, options)).toEqual(steps);
});
