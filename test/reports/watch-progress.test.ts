import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type LiveProgress,
  liveLine,
  type WatchStep,
  watchStepLine,
} from "../../src/reports/watch-progress.ts";

const step: WatchStep = {
  requestId: "req-1",
  devices: 250,
  about: "upload",
  isRepeat: false,
  done: 1250,
  total: 10_000,
};

test.each<[Partial<WatchStep>, string]>([
  [{}, "info callback for RequestId req-1: 250 devices; 1,250 of 10,000 have reported"],
  [
    { devices: 1, isRepeat: true },
    "info callback for RequestId req-1: 1 device (nothing new); 1,250 of 10,000 have reported",
  ],
  [
    { about: "activation", devices: 1, total: undefined, done: 1 },
    "info callback for RequestId req-1: activation of 1 device; 1 has reported",
  ],
  [
    { about: "fault", devices: 0, requestId: "a\u001bb" },
    "warning callback for RequestId a\\u{1b}b: a fault; 1,250 of 10,000 have reported",
  ],
])("a step %j", (change, line) => {
  const { level, text } = watchStepLine({ ...step, ...change });
  expect(`${level} ${text}`).toBe(line);
});

const live: LiveProgress = {
  states: { uploaded: 3_997, failed: 3 },
  done: 4_000,
  total: 10_000,
  perSecond: 412.4,
  sinceLastCallbackMs: 3_400,
  leftMs: 725_000,
};

test.each<[Partial<LiveProgress>, number, string]>([
  [{}, 77, "[####------] 4,000/10,000, 3 failed, 412/s, callback 3 s ago, 12 min 5 s left"],
  [{}, 100, "[####------] 4,000/10,000, 3 failed, 3,997 uploaded, 412/s, callback 3 s ago, 12 min 5 s left"],
  [{}, 50, "[####------] 4,000/10,000, 3 failed, 412/s"],
  [{}, 10, "3 failed"],
  [
    { leftMs: undefined, perSecond: 0.25 },
    77,
    "[####------] 4,000/10,000, 3 failed, 3,997 uploaded, 0.3/s, callback 3 s ago",
  ],
  [
    { states: {}, done: 0, total: undefined, sinceLastCallbackMs: undefined, perSecond: undefined },
    77,
    "0 done, no callback yet, 12 min 5 s left",
  ],
  [
    { states: { pending: 2, unknown: 1, inconsistent: 4, refused: 5, awaiting: 9 } },
    120,
    "[####------] 4,000/10,000, 5 refused, 4 inconsistent, 1 unknown, 2 pending, 412/s, callback 3 s ago, 12 min 5 s left",
  ],
  [
    { done: 9_999, states: {}, leftMs: undefined, perSecond: undefined },
    77,
    "[#########-] 9,999/10,000, callback 3 s ago",
  ],
  [
    { done: 10_000, states: {}, leftMs: undefined, perSecond: undefined },
    77,
    "[##########] 10,000/10,000, callback 3 s ago",
  ],
  [
    { done: 7, total: 0, states: {}, leftMs: undefined, perSecond: undefined },
    77,
    "[----------] 7/0, callback 3 s ago",
  ],
])("a live line of %j in %d columns", (change, columns, line) => {
  expect(liveLine({ ...live, ...change }, columns)).toBe(line);
});

test("a live line fits 80 columns beside a spinner for any numbers", () => {
  const count = fc.nat(1_000_000_000);
  fc.assert(
    fc.property(count, count, count, count, fc.nat(1e10), (failed, unknown, uploaded, rate, ms) => {
      const states = { failed, unknown, uploaded, pending: failed };
      const line = liveLine({
        states,
        done: uploaded,
        total: 1e9,
        perSecond: rate,
        sinceLastCallbackMs: ms,
        leftMs: ms,
      });
      expect(line.length).toBeLessThanOrEqual(77);
      expect(line).toMatch(/^\[[#-]{10}\] /);
    }),
  );
});
