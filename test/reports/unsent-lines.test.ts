import { expect, test } from "vitest";
import { rejectedLines, takenLine } from "../../src/reports/unsent-lines.ts";
import { reportedLine } from "./watched.ts";

const unsent = {
  place: { source: 1, line: 4 },
  identifiers: [],
  words: [],
  activation: undefined,
  activationWords: [],
  file: "b.csv",
  job: "j1",
  batch: undefined,
  requestId: undefined,
};

test("a refused row is one line with all its problems", () => {
  const row = { source: 1, line: 4, column: "IMEI", problem: "imei-form", value: "8.91E+14" };
  const rows = [
    { ...row, source: 0, problem: "of-another-version" },
    row,
    { ...row, column: "3", problem: "identifier-missing", value: "" },
    { ...row, line: 5, column: "", problem: "", value: "" },
  ];
  const lines = rejectedLines(rows, "j1", (source) => ["a.csv", "b.csv"][source] ?? "");
  expect([...lines]).toEqual([
    {
      ...unsent,
      place: { source: 0, line: 4 },
      file: "a.csv",
      state: "rejected",
      words: ["of-another-version: IMEI 8.91E+14"],
    },
    {
      ...unsent,
      state: "rejected",
      words: [
        "imei-form: IMEI 8.91E+14: not an IMEI: 15 digits, or the 16 of an IMEISV",
        "identifier-missing: 3 (empty): the cell is empty; this upload type needs the identifier",
      ],
    },
    {
      ...unsent,
      place: { source: 1, line: 5 },
      state: "rejected",
      words: ["one of too many to be kept in detail; vzupload check --problems has them all"],
    },
  ]);
  expect([...lines]).toEqual([...lines]);
});

const row = { source: 1, line: 4, identifiers: ["351", "891"], job: "j0", batch: 3 };
const taken = {
  ...unsent,
  identifiers: [
    { kind: "IMEI", value: "351" },
    { kind: "ICCID", value: "891" },
  ],
  state: "alreadySent",
  job: "j0",
  batch: 3,
};

test("a row that an earlier job has says what became of it there", () => {
  const earlier = reportedLine({
    state: "failed",
    words: ["x"],
    activation: "unknown",
    activationWords: ["y"],
  });
  const options = {
    uploadType: "IMEI ICCID Pair",
    state: "alreadySent",
    file: "b.csv",
    requestId: "req-0",
    earlier,
  } as const;
  expect(takenLine(row, options)).toEqual({
    ...taken,
    requestId: "req-0",
    earlier: "failed",
    words: ["x"],
    activation: "unknown",
    activationWords: ["y"],
  });
  expect(takenLine(row, { ...options, requestId: undefined, earlier: undefined })).toEqual(taken);
});
