import fc from "fast-check";
import { expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { exitCodes } from "../../src/reports/exit-codes.ts";
import { createWatchReport } from "../../src/reports/watch-report.ts";
import type { WatchFacts } from "../../src/reports/watch-report-types.ts";
import type { ActivationState } from "../../src/verdict/judgement.ts";
import { countLines, type LineState, lineStates } from "../../src/verdict/line-states.ts";
import { watchedRequest, watchFacts, watchReport } from "./watched.ts";

const refusal = { code: "DeviceService.INPUT_INVALID.Request.InvalidCharacter", text: "Invalid character" };
const unknownFault = { code: "DeviceService", text: "Processing failed due to an unknown error" };

/** Two lines, one of them in this state. */
function one(state: LineState): Partial<WatchFacts> {
  return {
    lines: countLines([
      ["uploaded", 1],
      [state, 1],
    ]),
  };
}

const rows: readonly (readonly [string, number, Partial<WatchFacts>])[] = [
  ["all lines are uploaded", 0, {}],
  ["a line failed", 8, one("failed")],
  ["a line was left out as invalid", 8, one("rejected")],
  ["a batch was refused", 5, one("refused")],
  ["a line is unknown", 7, one("unknown")],
  ["a line is inconsistent", 7, one("inconsistent")],
  ["a batch is in doubt", 7, one("inDoubt")],
  ["a batch was never sent", 6, one("notSent")],
  ["a line has had no word", 9, one("awaiting")],
  ["a line is pending", 9, one("pending")],
  ["an earlier job has a line, and no word on it", 9, one("alreadySent")],
  ["an earlier job has a line that is uploaded", 0, { ...one("alreadySent"), alreadySent: { uploaded: 1 } }],
  ["an earlier job has a line that failed", 8, { ...one("alreadySent"), alreadySent: { failed: 1 } }],
  ["an earlier job has a line that is unknown", 7, { ...one("alreadySent"), alreadySent: { unknown: 1 } }],
  ["an earlier job's batch was refused", 5, { ...one("alreadySent"), alreadySent: { refused: 1 } }],
  [
    "a request is not complete, its lines notwithstanding",
    9,
    { requests: [watchedRequest({ isComplete: false, devices: undefined })] },
  ],
  [
    "a request is complete by the platform's count only",
    0,
    { requests: [watchedRequest({ isFirm: false })] },
  ],
  [
    "lines and counters disagree",
    7,
    { requests: [watchedRequest({ disagreement: "lines and counters disagree" })] },
  ],
  [
    "the platform reported devices that are not in the batch",
    7,
    { requests: [watchedRequest({ surplus: 1 })] },
  ],
  ["a request has a refusing fault", 5, { requests: [watchedRequest({ fault: refusal })] }],
  ["a request has a fault that leaves a doubt", 7, { requests: [watchedRequest({ fault: unknownFault })] }],
  ["nothing was watched", 9, { rows: 0, lines: countLines([]), requests: [] }],
  ["activations are not waited for", 0, { activations: { awaiting: 2 } }],
  ["activations are waited for", 9, { until: "activated", activations: { awaiting: 2 } }],
  ["activations are waited for, and nothing is known of them", 9, { until: "activated" }],
  ["one activation of two is known of", 9, { until: "activated", activations: { activated: 1 } }],
  ["all are activated", 0, { until: "activated", activations: { activated: 2 } }],
  ["an activation failed", 8, { until: "activated", activations: { activated: 1, failed: 1 } }],
  ["an activation failed that is not waited for", 8, { activations: { failed: 1 } }],
  ["an activation is unknown", 7, { activations: { unknown: 1 } }],
  ["an activation is inconsistent", 7, { activations: { inconsistent: 1 } }],
  ["SIGINT came", 130, { ...one("failed"), signal: "SIGINT" }],
  ["SIGTERM came", 143, { ...one("unknown"), signal: "SIGTERM" }],
  ["something unexpected was thrown", 1, { errors: [new TypeError("x is undefined")] }],
  ["the inbox could not be written", 2, { ...one("awaiting"), errors: [new VzuploadError("store", "full")] }],
  ["a line is lost from the count", 1, { rows: 3 }],
  ["a line is counted twice", 1, { rows: 1 }],
  [
    "not complete counts before failures",
    9,
    {
      lines: countLines([
        ["failed", 1],
        ["awaiting", 1],
      ]),
    },
  ],
  [
    "not sent counts before not complete",
    6,
    {
      lines: countLines([
        ["notSent", 1],
        ["awaiting", 1],
      ]),
    },
  ],
];

test.each(rows)("where %s, the exit code is %d", (_, code, change) => {
  const report = watchReport(change);
  expect(report.exitCode).toBe(code);
  expect(exitCodes[report.outcome].code).toBe(code);
});

test("the document", () => {
  expect(
    createWatchReport(watchFacts({ errors: [new VzuploadError("store", "full", { hint: "Make room." })] })),
  ).toEqual({
    schema: "vzupload.watch/1",
    outcome: "usage",
    exitCode: 2,
    rehearsal: false,
    until: "uploaded",
    complete: true,
    job: "j1",
    requests: [watchedRequest()],
    rows: 2,
    lines: countLines([["uploaded", 2]]),
    alreadySent: {},
    activations: {},
    statuses: [{ text: "Device upload successful", state: "uploaded", devices: 2 }],
    reasons: [],
    lastCallbackAt: "2026-11-23T22:45:00.000Z",
    otherCallbacks: 0,
    unchecked: { callbacks: 0, counted: false },
    turnedAway: {},
    files: [],
    errors: [{ kind: "store", message: "full", hint: "Make room." }],
    next: [],
  });
});

test("lines that are lost from the count are told as a bug", () => {
  const [error] = watchReport({ rows: 3 }).errors;
  expect(error?.kind).toBe("bug");
  expect(error?.message).toMatch(
    /^unexpected: Error: the states of the lines add up to 2, but there are 3 lines\n/,
  );
});

test("a status counts once over all requests, most devices first", () => {
  const failed = { text: "IMEI is invalid", state: "failed", devices: 1 } as const;
  const good = { text: "Device upload successful", state: "uploaded", devices: 2 } as const;
  const requests = [watchedRequest({ statuses: [failed, good] }), watchedRequest({ statuses: [good] })];
  expect(watchReport({ requests }).statuses).toEqual([{ ...good, devices: 4 }, failed]);
});

test("texts that name devices are one, and of texts without end a thousand are kept", () => {
  const named = ["IMEI 358755000000007 is invalid", "IMEI 358755000000015 is invalid"];
  const other = Array.from({ length: 1500 }, (_, at) => `text ${at}`);
  const statuses = [...named, ...other].map((text) => ({ text, state: "failed", devices: 1 }) as const);
  const told = watchReport({ requests: [watchedRequest({ statuses })] }).statuses;
  expect(told).toHaveLength(1001);
  expect(told[0]).toEqual({ text: "IMEI … is invalid", state: "failed", devices: 2 });
  expect(told.at(-1)).toEqual({ text: "(other texts)", state: "failed", devices: 501 });
});

test("the exit code is 0 for nothing but lines that are all well, whatever else is so", () => {
  const counts = <State extends string>(states: readonly State[]) =>
    fc
      .array(fc.tuple(fc.constantFrom(...states), fc.integer({ min: 0, max: 2 })), { maxLength: 3 })
      .map((pairs) => Object.fromEntries(pairs) as Partial<Record<State, number>>); // as: keys are states
  const states = Object.keys(lineStates) as readonly LineState[]; // as: the table's own keys
  const activations: readonly ActivationState[] = [
    "awaiting",
    "activated",
    "failed",
    "unknown",
    "inconsistent",
  ];
  const request = fc.record({
    isComplete: fc.boolean(),
    surplus: fc.nat(1),
    disagreement: fc.option(fc.constant("they disagree"), { nil: undefined }),
    fault: fc.option(fc.constantFrom(refusal, unknownFault), { nil: undefined }),
  });
  const anything = fc.record({
    until: fc.constantFrom("uploaded" as const, "activated" as const),
    lines: counts(["uploaded", "uploaded", "uploaded", "uploaded", ...states]),
    earlier: counts(["uploaded", "failed", "awaiting"]),
    activations: counts(activations),
    requests: fc.array(request, { maxLength: 2 }),
    signal: fc.option(fc.constant("SIGINT"), { nil: undefined }),
  });
  fc.assert(
    fc.property(anything, ({ lines: given, earlier, ...more }) => {
      const lines = countLines([
        ...(Object.entries(given) as [LineState, number][]), // as: keys are states
        ["alreadySent", Object.values(earlier).reduce((sum, count) => sum + count, 0)],
      ]);
      const rows = Object.values(lines).reduce((sum, count) => sum + count, 0);
      const requests = more.requests.map((change) => watchedRequest(change));
      const report = watchReport({ ...more, requests, rows, lines, alreadySent: earlier });
      const { activated = 0, awaiting = 0, ...bad } = more.activations;
      const isWell =
        rows > 0 &&
        more.signal === undefined &&
        lines.uploaded + lines.activated + (earlier.uploaded ?? 0) === rows &&
        Object.values(bad).every((count) => count === 0) &&
        (more.until === "uploaded" || (awaiting === 0 && activated >= lines.uploaded)) &&
        requests.every((each) => each.isComplete && each.surplus === 0 && !each.disagreement && !each.fault);
      expect(report.exitCode === 0).toBe(isWell);
    }),
    { numRuns: 2000 },
  );
});
