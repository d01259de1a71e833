import { expect, test } from "vitest";
import { createDeviceTable } from "../../src/devices/device-table.ts";
import { createProblemLog, maxProblemDetails, type Problem } from "../../src/devices/problems.ts";
import { rejectedRows } from "../../src/upload/side-files.ts";

const problem = { kind: "imei-form", severity: "error", source: 0, column: "IMEI", value: "x" } as const;

function rowsOf(problems: ReturnType<typeof createProblemLog>) {
  const devices = createDeviceTable("IMEI ICCID Pair");
  return [
    ...rejectedRows({
      uploadType: "IMEI ICCID Pair",
      devices,
      problems,
      sources: [],
      terms: [],
      termColumns: [],
      shape: {},
      rows: 0,
    }),
  ];
}

test("a job's list has every refused row, also beyond the problems that are kept in detail", () => {
  const log = createProblemLog();
  const rows = maxProblemDetails + 3;
  for (let line = 2; line < rows + 2; line++) {
    log.add({ ...problem, line });
    log.countRejectedRow(0, line);
  }
  const listed = rowsOf(log);
  expect(listed.map(({ line }) => line)).toEqual(Array.from({ length: rows }, (_, at) => at + 2));
  expect(listed.filter(({ problem: kind }) => kind === "")).toHaveLength(3);
});

test("a row that was refused late, by another one, stands with all its problems where it stands in the file", () => {
  const log = createProblemLog();
  const conflict: Problem = { ...problem, kind: "identifier-conflict", line: 9 };
  log.add(conflict);
  log.countRejectedRow(0, 9);
  log.add({ ...conflict, line: 2 });
  log.countRejectedRow(0, 2);
  log.add({ ...conflict, column: "ICCID" });
  expect(rowsOf(log).map(({ line, column }) => [line, column])).toEqual([
    [2, "IMEI"],
    [9, "IMEI"],
    [9, "ICCID"],
  ]);
});
