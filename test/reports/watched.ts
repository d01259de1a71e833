import type { ReportedLine } from "../../src/reports/reported-line.ts";
import { createWatchReport } from "../../src/reports/watch-report.ts";
import type { WatchedRequest, WatchFacts, WatchReport } from "../../src/reports/watch-report-types.ts";
import { countLines } from "../../src/verdict/line-states.ts";

/** Two devices of batch 1, uploaded; but for what is changed. */
export function watchedRequest(change: Partial<WatchedRequest> = {}): WatchedRequest {
  return {
    requestId: "req-1",
    batch: 1,
    devices: 2,
    states: { uploaded: 2 },
    activations: {},
    statuses: [{ text: "Device upload successful", state: "uploaded", devices: 2 }],
    callbacks: 1,
    repeats: 0,
    counters: { total: 2, pending: 0, success: 2, failed: 0 },
    surplus: 0,
    fault: undefined,
    disagreement: undefined,
    open: 0,
    isComplete: true,
    isFirm: true,
    ...change,
  };
}

/** Of a job of two devices, both uploaded; but for what is changed. */
export function watchFacts(change: Partial<WatchFacts> = {}): WatchFacts {
  return {
    rehearsal: false,
    until: "uploaded",
    job: "j1",
    requests: [watchedRequest()],
    rows: 2,
    lines: countLines([["uploaded", 2]]),
    alreadySent: {},
    activations: {},
    reasons: [],
    lastCallbackAt: "2026-11-23T22:45:00.000Z",
    otherCallbacks: 0,
    unchecked: { callbacks: 0, counted: false },
    turnedAway: {},
    files: [],
    errors: [],
    signal: undefined,
    ...change,
  };
}

export function watchReport(change: Partial<WatchFacts> = {}): WatchReport {
  return createWatchReport(watchFacts(change));
}

/** Line 7 of devices.csv, uploaded; but for what is changed. */
export function reportedLine(change: Partial<ReportedLine> = {}): ReportedLine {
  return {
    place: { source: 0, line: 7 },
    identifiers: [
      { kind: "IMEI", value: "358755000000007" },
      { kind: "ICCID", value: "89148000005339755555" },
    ],
    state: "uploaded",
    words: ["Device upload successful"],
    activation: undefined,
    activationWords: [],
    file: "devices.csv",
    job: "j1",
    batch: 1,
    requestId: "req-1",
    ...change,
  };
}

/** A line that the platform did not take. */
export function failedLine(change: Partial<ReportedLine> = {}): ReportedLine {
  return reportedLine({ state: "failed", words: ["IMEI 358755000000007 is invalid"], ...change });
}
