import { expect, test } from "vitest";
import { createProblemLog } from "../../src/devices/problems.ts";
import { createPushReport, reportedInput } from "../../src/reports/push-report.ts";
import { closingLines } from "../../src/reports/push-text.ts";
import type { PushFacts } from "../../src/reports/report-types.ts";
import type { ClaimBlock } from "../../src/store/store.ts";
import type { Holding } from "../../src/upload/holding.ts";
import type { Inspection } from "../../src/upload/inspect-devices.ts";
import { createTakenRows } from "../../src/upload/taken-rows.ts";
import { pairsTable } from "../support/tables.ts";

const block: ClaimBlock = { job: "j0", batch: 1, sku: "SKU", uploadType: "IMEI ICCID Pair", devices: 3 };

/** A push of one device for each of these holdings, all of which earlier batches keep. */
function pushKeptBy(...holdings: readonly Holding[]): PushFacts {
  const devices = pairsTable(0, holdings.length);
  const taken = createTakenRows(devices);
  for (const [row, holding] of holdings.entries()) taken.take(row, holding);
  const inspection: Inspection = {
    input: {
      uploadType: devices.uploadType,
      devices,
      terms: [],
      termColumns: [],
      shape: {},
      problems: createProblemLog(),
      sources: [],
      rows: holdings.length,
    },
    taken,
    sentBefore: 0,
    uploads: undefined,
    cursor: 0,
    released: undefined,
  };
  return {
    operation: "push",
    request: "UploadDevices",
    rehearsal: false,
    endpoint: "https://uws.example/api/v2",
    account: undefined,
    sku: "SKU",
    skipInvalid: false,
    job: undefined,
    input: reportedInput(inspection),
    batches: [],
    stop: undefined,
    error: undefined,
    signal: undefined,
  };
}

test("a device that an unchecked callback calls failed is told with what to do", () => {
  const report = createPushReport(
    pushKeptBy({ block, state: "accepted", requestId: "r-1", hasUncheckedFailure: true }),
  );
  const hint =
    "reported as failed by a callback whose credentials were not checked; if you trust it, push these rows alone with --again";
  expect(report.earlier).toEqual([
    { job: "j0", batch: 1, devices: 1, state: "accepted", requestId: "r-1", hint },
  ]);
  expect([report.outcome, report.lines.alreadySent]).toEqual(["success", 1]);
  expect(closingLines(report).slice(0, 2)).toEqual([
    { level: "info", text: "1 device already sent under RequestId r-1 (job j0, batch 1); not sent again" },
    { level: "warning", text: `  ${hint}` },
  ]);
});

test("a device whose verdict is not clear is in doubt under its RequestId, and others of its batch are not", () => {
  const report = createPushReport(
    pushKeptBy(
      { block, state: "accepted", requestId: "r-1" },
      { block, state: "inDoubt", requestId: "r-1", reason: "the platform contradicts itself: a; b" },
    ),
  );
  expect(report.earlier).toEqual([
    { job: "j0", batch: 1, devices: 1, state: "accepted", requestId: "r-1" },
    {
      job: "j0",
      batch: 1,
      devices: 1,
      state: "inDoubt",
      requestId: "r-1",
      reason: "the platform contradicts itself: a; b",
    },
  ]);
  expect([report.exitCode, report.lines.inDoubt]).toEqual([7, 1]);
  expect(closingLines(report)[1]?.text).toBe(
    "1 device in doubt since job j0, batch 1 under RequestId r-1 (the platform contradicts itself: a; b); not sent again",
  );
});
