import { describe, expect, test } from "vitest";
import {
  createFailedPlaces,
  failedFilePath,
  failedRowsByIdentifiers,
  isFailedRow,
} from "../../src/reports/failed-rows.ts";
import type { ReportedLine } from "../../src/reports/reported-line.ts";
import { type LineState, lineStates } from "../../src/verdict/line-states.ts";
import { failedLine, reportedLine } from "./watched.ts";

test("a row is to be pushed again when it went wrong and its device may be sent", () => {
  const states = Object.keys(lineStates) as readonly LineState[]; // as: the table's own keys
  const failed = states.filter((state) => isFailedRow(reportedLine({ state })));
  expect(failed).toEqual(["rejected", "refused", "failed"]);
  expect(failed.every((state) => lineStates[state].sendable)).toBe(true);
  expect(isFailedRow(reportedLine({ activation: "failed" }))).toBe(false);
  expect(isFailedRow(reportedLine({ state: "alreadySent", earlier: "failed" }))).toBe(true);
  expect(isFailedRow(reportedLine({ state: "alreadySent" }))).toBe(false);
});

test("places are gathered by source, ascending, each once", () => {
  const places = createFailedPlaces();
  const at = (source: number, line: number) => failedLine({ place: { source, line } });
  for (const line of [
    at(2, 9),
    at(0, 100),
    at(0, 9),
    at(2, 9),
    at(0, 21),
    reportedLine(),
    failedLine({ place: undefined }),
  ])
    places.add(line);
  expect(places.bySource()).toEqual([
    { source: 0, lines: [9, 21, 100] },
    { source: 2, lines: [9] },
  ]);
});

describe("without a ledger", () => {
  const device = (...identifiers: readonly (readonly [string, string])[]): ReportedLine =>
    failedLine({ identifiers: identifiers.map(([kind, value]) => ({ kind, value })) });

  test("each set of kinds has a file, in the order of the upload types", () => {
    const parts = failedRowsByIdentifiers([
      device(["ICCID", "891"], ["IMEI", "351"], ["MDN", "555"]),
      reportedLine(),
      device(["IMEI", "352"], ["EID", "89"]),
      device(["MDN", "555"]),
      device(["IMEI", "353"], ["ICCID", "892"]),
    ]);
    expect([...parts]).toEqual([
      { file: 0, text: "IMEI,ICCID\r\n", rows: 0 },
      { file: 0, text: "351,891\r\n", rows: 1 },
      { file: 1, text: "IMEI,EID\r\n", rows: 0 },
      { file: 1, text: "352,89\r\n", rows: 1 },
      { file: 0, text: "353,892\r\n", rows: 1 },
    ]);
  });

  test("an identifier that is none cannot be a formula", () => {
    expect([...failedRowsByIdentifiers([device(["IMEI", "=1+1"])])][1]?.text).toBe("'=1+1\r\n");
  });
});

test.each([
  ["failed.csv", 0, "failed.csv"],
  ["failed.csv", 1, "failed-2.csv"],
  ["out.d/failed", 2, "out.d/failed-3"],
  ["C:\\out.d\\failed.rows.csv", 1, "C:\\out.d\\failed.rows-2.csv"],
])("%s, file %d, is %s", (path, file, name) => {
  expect(failedFilePath(path, file)).toBe(name);
});
