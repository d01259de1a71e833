import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../src/uws/callback.ts";
import { indexBatch } from "../../src/verdict/batch-index.ts";
import { createDoubtEvidence, type Doubt } from "../../src/verdict/doubt-evidence.ts";
import { makePairs } from "../support/make-devices.ts";
import { activation, callback, fault, iccid, imei, line, pair, pairBatch, uploaded } from "./messages.ts";

const pairs = makePairs(20);
const sentAt = "2026-01-02T03:00:00.000Z";
const before = "2026-01-02T02:59:59.999Z";
const after = "2026-01-02T03:00:01.000Z";

/** A doubt about pairs `from` to `to - 1`. */
function doubt(key: string, from: number, to: number, more: Partial<Doubt> = {}): Doubt {
  return {
    key,
    devices: indexBatch(pairBatch(pairs.slice(from, to).map((each) => [each.imei, each.iccid]))),
    kinds: new Set(["IMEI", "ICCID"]),
    operation: "UploadDevices",
    sku: "SKU",
    account: "0123",
    sentAt,
    isOpen: true,
    ...more,
  };
}

type Message = readonly [more: Partial<Callback>, receivedAt?: string];

function settle(doubts: readonly Doubt[], messages: readonly Message[], bound: readonly string[] = []) {
  const evidence = createDoubtEvidence(doubts, (requestId) => bound.includes(requestId));
  for (const [more, receivedAt = after] of messages) evidence.add(callback(more), receivedAt);
  return Object.fromEntries(
    doubts.map(({ key }) => {
      const settlement = evidence.settlementOf(key);
      if (settlement === undefined) return [key, "-"];
      return [key, settlement.kind === "settled" ? settlement.requestId : settlement.requestIds.join("+")];
    }),
  );
}

const lines = (...indexes: readonly number[]) => indexes.map((index) => line(index, uploaded));

describe("a batch in doubt", () => {
  const a = doubt("a", 0, 3);
  const b = doubt("b", 3, 6);

  const cases: readonly (readonly [what: string, messages: readonly Message[], a: string, b?: string])[] = [
    ["is settled by a callback with all its devices", [[{ lines: lines(0, 1, 2) }]], "r-1"],
    ["is settled by one with some of them", [[{ lines: lines(1) }]], "r-1"],
    ["is settled by several of one request", [[{ lines: lines(0) }], [{ lines: lines(2) }]], "r-1"],
    ["each by its own", [[{ lines: lines(0) }], [{ requestId: "r-2", lines: lines(4) }]], "r-1", "r-2"],
    ["is not settled by nothing", [], "-"],
    ["is not settled by a device that is not its own", [[{ lines: lines(0, 7) }]], "-"],
    [
      "is not settled where another callback of the request has a foreign device",
      [[{ lines: lines(0) }], [{ lines: lines(7) }]],
      "-",
    ],
    ["is not settled by devices of two batches", [[{ lines: lines(0, 3) }]], "-"],
    [
      "is not settled where two requests have its devices",
      [[{ lines: lines(0) }], [{ requestId: "r-2", lines: lines(1) }]],
      "r-1+r-2",
    ],
    ["is not settled by what came before it was sent", [[{ lines: lines(0) }, before]], "-"],
    [
      "is not settled by a request of which some came before it was sent",
      [[{ lines: lines(0) }], [{ lines: lines(1) }, before]],
      "-",
    ],
    ["is not settled under another SKU", [[{ lines: lines(0), sku: "OTHER" }]], "-"],
    ["is settled under its own SKU", [[{ lines: lines(0), sku: "SKU" }]], "r-1"],
    ["is not settled under another account", [[{ lines: lines(0), accountName: "99" }]], "-"],
    ["is settled under its own account", [[{ lines: lines(0), accountName: "0123" }]], "r-1"],
    [
      "is not settled by a request with more devices than it has",
      [[{ lines: lines(0), counters: { total: 4, pending: 0, success: 4, failed: 0 } }]],
      "-",
    ],
    [
      "is not settled by an IMEI with another partner",
      [
        [
          {
            lines: [
              { identifiers: [imei(pairs[0]?.imei ?? ""), iccid(pairs[7]?.iccid ?? "")], status: uploaded },
            ],
          },
        ],
      ],
      "-",
    ],
    [
      "is settled by an IMEI alone",
      [[{ lines: [{ identifiers: [imei(pairs[0]?.imei ?? "")], status: uploaded }] }]],
      "r-1",
    ],
    [
      "is settled although a kind is named that it does not have",
      [[{ lines: [{ identifiers: [...pair(0), { kind: "MDN", value: "5551234567" }], status: uploaded }] }]],
      "r-1",
    ],
    [
      "is not settled by a line without a device",
      [[{ lines: [{ identifiers: [], status: uploaded }] }]],
      "-",
    ],
    ["is not settled by an activation: it may be somebody else's", [[activation(pair(0))]], "-"],
    ["is not settled by a fault, which names no device", [[fault("REQUEST_FAILED")]], "-"],
  ];
  for (const [what, messages, ofA, ofB = "-"] of cases) {
    test(what, () => {
      expect(settle([a, b], messages)).toEqual({ a: ofA, b: ofB });
    });
  }

  test("is not settled by a RequestId that a batch has", () => {
    expect(settle([a], [[{ lines: lines(0) }]], ["r-1"])).toEqual({ a: "-" });
  });

  test("is not settled where another batch in doubt has the same devices, nor where a live process sends them", () => {
    expect(settle([a, doubt("again", 0, 3)], [[{ lines: lines(0) }]])).toEqual({ a: "-", again: "-" });
    const live = doubt("live", 0, 3, { isOpen: false });
    expect(settle([a, live], [[{ lines: lines(0) }]])).toEqual({ a: "-", live: "-" });
  });

  test("that was sent later than the callback is not in the way of one that was sent earlier", () => {
    const later = doubt("later", 0, 3, { sentAt: "2026-01-02T04:00:00.000Z" });
    expect(settle([a, later], [[{ lines: lines(0) }]])).toEqual({ a: "r-1", later: "-" });
  });

  test("is settled alike in whatever order and however often its callbacks come", () => {
    const messages: readonly Message[] = [
      [{ lines: lines(0) }],
      [{ lines: lines(1, 2) }],
      [{ requestId: "r-2", lines: lines(3) }],
      [{ requestId: "r-2", lines: lines(4) }],
      [{ requestId: "r-3", lines: lines(4, 9) }],
      [{ requestId: "r-4", lines: lines(4) }, before],
    ];
    const shuffled = fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 });
    fc.assert(
      fc.property(shuffled, (some) => {
        expect(settle([a, b], some)).toEqual({ a: "r-1", b: "r-2" });
      }),
    );
  });
});

describe("an activation in doubt", () => {
  const a = doubt("a", 0, 3, { operation: "ChangeDeviceState", sku: undefined });
  const u = doubt("u", 0, 3);
  const activated = (index: number, more: Partial<Callback> = {}): Message => [
    { service: "CarrierService", device: pair(index), ...more },
  ];

  test.each<readonly [what: string, messages: readonly Message[], a: string]>([
    ["is settled by the callbacks of more than half of its devices", [activated(1), activated(0)], "r-1"],
    [
      "is not settled by the callback of one of them, however often it comes",
      [activated(1), activated(1)],
      "-",
    ],
    [
      "is not settled by callbacks of another service",
      [activated(0, { service: "other" }), activated(1, { service: "other" })],
      "-",
    ],
    [
      "is settled by those with a fault, too: the platform has looked at it",
      [activated(1, { fault: { code: "x", text: "y" } }), activated(2)],
      "r-1",
    ],
    ["is not settled by a device that is not its own", [activated(0), activated(7)], "-"],
    [
      "is not settled by a fault that names no device",
      [[{ service: "CarrierService", fault: { code: "x", text: "y" } }]],
      "-",
    ],
    ["is not settled by an upload of its devices", [[{ lines: lines(0, 1, 2) }]], "-"],
    [
      "is not settled by the activation of an upload",
      [activated(0), activated(1), [{ lines: lines(0, 1, 2) }]],
      "-",
    ],
    ["whichever comes first", [[{ lines: lines(0, 1, 2) }], activated(0), activated(1)], "-"],
    [
      "is not settled where two requests have its devices",
      [activated(0), activated(1, { requestId: "r-2" })],
      "r-1+r-2",
    ],
  ])("%s", (_, messages, settled) => {
    expect(settle([a], messages)).toEqual({ a: settled });
  });

  test("does not settle the upload of its devices, which may be in doubt, too", () => {
    expect(settle([a, u], [activated(0), activated(2)])).toEqual({ a: "r-1", u: "-" });
    expect(settle([a, u], [[{ requestId: "r-2", lines: lines(0, 1, 2) }]])).toEqual({ a: "-", u: "r-2" });
  });
});
