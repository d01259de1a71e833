import { describe, expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import type { TextLine } from "../../src/reports/text.ts";
import type { WatchFacts } from "../../src/reports/watch-report-types.ts";
import { watchClosingLines } from "../../src/reports/watch-text.ts";
import { countLines } from "../../src/verdict/line-states.ts";
import { watchedRequest, watchReport } from "./watched.ts";

/** "warning text", a line each; `next` is put into the report. */
function textOf(
  change: Partial<WatchFacts>,
  { sinceMs = 192_000, next = [] }: { readonly sinceMs?: number; readonly next?: readonly string[] } = {},
): readonly string[] {
  return marked(watchClosingLines({ ...watchReport(change), next }, sinceMs));
}

function marked(lines: readonly TextLine[]): readonly string[] {
  return lines.map(({ level, text }) => `${level} ${text}`);
}

test("all is well", () => {
  expect(textOf({})).toEqual([
    "info the platform said:",
    "info   2  uploaded  Device upload successful",
    "info RequestId req-1 (batch 1): 2 devices, complete, 1 callback",
    "good 2 rows: 2 uploaded",
    "info the last callback came 3 min 12 s ago",
  ]);
});

test("all that can be said", () => {
  const requests = [
    watchedRequest({
      devices: 10_000,
      states: { uploaded: 9_988, failed: 12 },
      callbacks: 3,
      repeats: 1,
      statuses: [
        { text: "Line has been uploaded successfully", state: "uploaded", devices: 9_988 },
        { text: "IMEI \u202e is invalid", state: "failed", devices: 12 },
        { text: "", state: "unknown", devices: 1 },
      ],
    }),
    watchedRequest({
      requestId: "req-2",
      job: "j2",
      batch: 2,
      devices: 5_000,
      states: { uploaded: 4_020, awaiting: 980 },
      statuses: [],
      repeats: 2,
      isComplete: false,
      open: 980,
    }),
  ];
  const lines = textOf(
    {
      requests,
      rows: 25_000,
      lines: countLines([
        ["uploaded", 24_000],
        ["alreadySent", 8],
        ["failed", 12],
        ["awaiting", 980],
      ]),
      alreadySent: { uploaded: 6, failed: 1 },
      activations: { activated: 3, awaiting: 2, failed: 0 },
      reasons: [
        {
          state: "failed",
          reason: "IMEI … is invalid",
          devices: 12,
          examples: ["devices.csv:7 IMEI 1", "devices.csv:8 IMEI 2"],
        },
        { state: "activationFailed", reason: "no plan", devices: 1, examples: ["devices.csv:9 IMEI 3"] },
      ],
      otherCallbacks: 12,
      turnedAway: { "wrong credentials": 10, "not a callback": 4, "too long": 0 },
      files: [
        { kind: "results", path: "out/results.csv", rows: 25_000 },
        { kind: "failed", path: "failed.csv", rows: 1 },
        { kind: "junit", path: "junit.xml", rows: 14 },
      ],
      errors: [new VzuploadError("store", "Cannot write x.", { hint: "Make room." })],
    },
    { next: ["go on: vzupload watch"] },
  );
  expect(lines).toEqual([
    "info the platform said:",
    "info   9,988  uploaded  Line has been uploaded successfully",
    "info      12  failed    IMEI \\u{202e} is invalid",
    "info       1  unknown   (no text)",
    "warning RequestId req-1 (batch 1): 10,000 devices, complete, 4 callbacks (1 told nothing new)",
    "info   9,988 uploaded, 12 failed",
    "warning RequestId req-2 (job j2, batch 2): 5,000 devices, 980 open, 3 callbacks (2 told nothing new)",
    "info   980 awaiting, 4,020 uploaded",
    "error 12 failed: IMEI … is invalid",
    "error   devices.csv:7 IMEI 1",
    "error   devices.csv:8 IMEI 2",
    "error   and 10 more",
    "error 1 not activated: no plan",
    "error   devices.csv:9 IMEI 3",
    "info 25,000 rows:",
    "info   8 alreadySent (an earlier job has it)",
    "info   980 awaiting (its batch was accepted, no word on the line yet)",
    "info   24,000 uploaded",
    "info   12 failed (the platform did not take it)",
    "info   what the earlier jobs' callbacks say of those already sent: 6 uploaded, 1 failed, 1 without a word yet",
    "info activation: 3 activated, 2 awaiting (--until activated waits for it)",
    "info the last callback came 3 min 12 s ago; 12 callbacks of other requests are kept in the inbox",
    "warning turned away 14 requests: 10 wrong credentials, 4 not a callback",
    "info wrote out/results.csv (25,000 rows)",
    "info wrote failed.csv (1 row)",
    "info wrote junit.xml",
    "error error: Cannot write x.",
    "info   Make room.",
    "info next: go on: vzupload watch",
  ]);
});

test("without a ledger devices are counted", () => {
  expect(textOf({ job: undefined }).at(-2)).toBe("good 2 devices: 2 uploaded");
});

test("nothing came", () => {
  const requests = [
    watchedRequest({ states: { awaiting: 2 }, statuses: [], callbacks: 0, open: 2, isComplete: false }),
  ];
  const report = watchReport({
    requests,
    lines: countLines([["awaiting", 2]]),
    lastCallbackAt: undefined,
    otherCallbacks: 1,
  });
  expect(marked(watchClosingLines(report, undefined))).toEqual([
    "warning RequestId req-1 (batch 1): 2 devices, 2 open, 0 callbacks",
    "info 2 rows: 2 awaiting (its batch was accepted, no word on the line yet)",
    "warning no callback came; 1 callback of other requests is kept in the inbox",
  ]);
});

describe("a request", () => {
  const { batch: _, ...alone } = watchedRequest();
  test.each([
    [
      "of which nobody knows the size",
      { ...alone, devices: undefined, isComplete: false },
      ["warning RequestId req-1: an unknown number of devices, open, 1 callback"],
    ],
    [
      "whose size is the platform's word",
      { ...alone, isFirm: false },
      ["info RequestId req-1: 2 devices, complete by the platform's own count, 1 callback"],
    ],
    [
      "that is not complete",
      { ...alone, isComplete: false },
      ["warning RequestId req-1: 2 devices, not complete, 1 callback"],
    ],
    [
      "that failed altogether",
      { ...alone, states: { failed: 2 } },
      ["warning RequestId req-1: 2 devices, complete, 1 callback", "info   2 failed"],
    ],
    [
      "of which activations failed",
      { ...alone, activations: { failed: 1 } },
      ["warning RequestId req-1: 2 devices, complete, 1 callback"],
    ],
    [
      "that was refused",
      {
        ...alone,
        states: { refused: 2 },
        fault: { code: "DeviceService", text: "Device SKU is not Certified" },
      },
      [
        "warning RequestId req-1: 2 devices, complete, 1 callback",
        "info   2 refused",
        "error   refused by the platform: DeviceService: Device SKU is not Certified",
        "info   The device is not certified yet: ask Verizon, then push again.",
      ],
    ],
    [
      "whose processing failed",
      { ...alone, states: {}, fault: { code: "", text: "Processing failed due to an unknown error" } },
      [
        "warning RequestId req-1: 2 devices, complete, 1 callback",
        "error   in doubt: Processing failed due to an unknown error",
      ],
    ],
    [
      "that contradicts itself",
      { ...alone, surplus: 2, disagreement: "2 lines succeeded, and SuccessLineCount is 1" },
      [
        "warning RequestId req-1: 2 devices, complete, 1 callback",
        "error   contradictory: 2 lines succeeded, and SuccessLineCount is 1",
        "error   the platform reported 2 devices that are not in it",
      ],
    ],
  ])("%s", (_what, request, lines) => {
    const told = marked(watchClosingLines(watchReport({ requests: [{ ...request, statuses: [] }] }), 1000));
    expect(told.slice(0, -2)).toEqual(lines);
  });
});

describe("much of a kind", () => {
  test("requests that are well are one line, of the others ten are shown", () => {
    const requests = Array.from({ length: 100 }, (_, at) =>
      watchedRequest({
        requestId: `req-${at}`,
        statuses: [],
        ...(at % 5 === 0 ? { open: 1, isComplete: false } : {}),
      }),
    );
    const lines = textOf({ requests }).slice(0, -2);
    const shown = lines.filter((line) => !line.startsWith("detail "));
    expect(lines).toHaveLength(102);
    expect(shown).toHaveLength(12);
    expect(shown[9]).toBe("warning RequestId req-45 (batch 1): 2 devices, 1 open, 1 callback");
    expect(shown.slice(10)).toEqual([
      "warning and 10 more requests that did not end well (--verbose shows them)",
      "info 80 requests complete: 160 devices uploaded",
    ]);
    expect(lines[1]).toBe("detail RequestId req-1 (batch 1): 2 devices, complete, 1 callback");
  });

  test("eleven requests that are all well are one line, ten are ten", () => {
    const lines = (length: number) =>
      textOf({ requests: Array.from({ length }, () => watchedRequest({ statuses: [] })) }).filter(
        (line) => !line.startsWith("detail "),
      );
    expect(lines(11)).toHaveLength(3);
    expect(lines(11)[0]).toBe("info 11 requests complete: 22 devices uploaded");
    expect(lines(10)).toHaveLength(12);
  });

  test("texts and reasons are folded behind the first", () => {
    const statuses = Array.from({ length: 22 }, (_, at) => ({
      text: `text ${at + 10}`,
      state: "unknown" as const,
      devices: 1,
    }));
    const reasons = Array.from({ length: 11 }, (_, at) => ({
      state: "unknown" as const,
      reason: `text ${at}`,
      devices: 1,
      examples: [],
    }));
    const lines = textOf({ requests: [watchedRequest({ statuses })], reasons });
    expect(lines.slice(20, 24)).toEqual([
      "info   1  unknown  text 29",
      "detail   1  unknown  text 30",
      "detail   1  unknown  text 31",
      "info   and 2 more texts (--verbose shows them)",
    ]);
    expect(lines.slice(34, 37)).toEqual([
      "error 1 unknown: text 9",
      "detail 1 unknown: text 10",
      "info   and 1 more reason (--verbose shows them)",
    ]);
  });

  test("a text without end is cut", () => {
    const statuses = [{ text: "x".repeat(100_000), state: "unknown" as const, devices: 1 }];
    const lines = textOf({ requests: [watchedRequest({ statuses })] });
    expect(lines[1]).toBe(`info   1  unknown  ${"x".repeat(300)}…`);
  });
});

test("no line begins with what came from outside, which could be a command to a CI system", () => {
  const text = "::set-output name=x::y";
  const lines = textOf({
    requests: [
      watchedRequest({
        requestId: text,
        statuses: [{ text, state: "unknown", devices: 1 }],
        fault: { code: text, text },
        disagreement: text,
      }),
    ],
    turnedAway: { [text]: 1 },
    reasons: [{ state: "unknown", reason: text, devices: 1, examples: [] }],
    errors: [new VzuploadError("store", text)],
  });
  const bare = lines.map((line) => line.slice(line.indexOf(" ")).trimStart());
  expect(bare.filter((line) => line.includes("::")).length).toBeGreaterThan(5);
  expect(bare.filter((line) => line.startsWith("::"))).toEqual([]);
});
