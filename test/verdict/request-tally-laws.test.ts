import fc from "fast-check";
import { expect, test } from "vitest";
import type { Callback } from "../../src/uws/callback.ts";
import { lineStates } from "../../src/verdict/line-states.ts";
import type { RequestTally, RequestTallyOptions } from "../../src/verdict/request-tally.ts";
import { batchOf, callback, imei, linesOf, pairBatch, tallyOf } from "./messages.ts";
import { callbacksOfRequest, devices, redelivered } from "./messages-arbitrary.ts";

const options: fc.Arbitrary<Partial<RequestTallyOptions>> = fc.record({
  expected: fc.constantFrom(pairBatch(devices), pairBatch(devices.slice(0, 3)), undefined),
  expectedCount: fc.constantFrom(undefined, undefined, 4),
  activates: fc.boolean(),
  until: fc.constantFrom("uploaded", "activated"),
});

const runs = { numRuns: 1_000 };

/** All but how often something was told anew, which depends on what came before. */
function told(tally: RequestTally) {
  const { callbacks, repeats, ...judgement } = tally.judgement();
  return { judgement, messages: callbacks + repeats, lines: linesOf(tally) };
}

test("messages in any order and repetition are judged the same", () => {
  const orders = callbacksOfRequest.chain((all) => fc.tuple(fc.constant(all), redelivered(all)));
  fc.assert(
    fc.property(options, orders, (option, [once, again]) => {
      const [first, second] = [told(tallyOf(once, option)), told(tallyOf(again, option))];
      expect(second).toEqual({ ...first, messages: again.length });
    }),
    runs,
  );
});

test("a message that came before says nothing new", () => {
  fc.assert(
    fc.property(options, callbacksOfRequest, (option, all) => {
      const tally = tallyOf(all, option);
      const before = told(tally);
      expect(all.map((each) => tally.apply(each))).toEqual(all.map(() => false));
      expect(told(tally)).toEqual({ ...before, messages: all.length * 2 });
    }),
    runs,
  );
});

test("a message that says nothing new changes nothing, and one that changes something says so", () => {
  fc.assert(
    fc.property(options, callbacksOfRequest, (option, all) => {
      const tally = tallyOf([], option);
      for (const each of all) {
        const { messages: _, ...before } = told(tally);
        const isNew = tally.apply(each);
        const { messages: __, ...after } = told(tally);
        if (!isNew) expect(after).toEqual(before);
      }
    }),
    { numRuns: 300 },
  );
});

test("states add up to the devices, statuses and lines fit, and what is quick is right", () => {
  fc.assert(
    fc.property(options, callbacksOfRequest, (option, all) => {
      const tally = tallyOf(all, option);
      const { devices: count, states, activations, open, isComplete } = tally.judgement();
      const lines = linesOf(tally);
      const total = sum(states);
      expect(total).toBe(count ?? lines.length);
      if (option.activates) expect(sum(activations)).toBe(total);
      for (const state of Object.keys(states)) expect(Object.hasOwn(lineStates, state)).toBe(true);
      const named = lines.filter(({ state }) => state === "uploaded" || state === "failed").length;
      expect(named).toBe((states.uploaded ?? 0) + (states.failed ?? 0));
      expect([tally.openCount(), tally.isComplete()]).toEqual([open, isComplete]);
      if (isComplete) expect([open, states.awaiting, states.pending]).toEqual([0, undefined, undefined]);
    }),
    runs,
  );
});

test("with a batch the lines are the batch's, whatever comes", () => {
  fc.assert(
    fc.property(callbacksOfRequest, (all) => {
      const lines = linesOf(tallyOf(all, { expected: pairBatch(devices) }));
      expect(lines.map(({ identifiers }) => identifiers.map(({ value }) => value))).toEqual(devices);
      expect(lines.map(({ place }) => place?.line)).toEqual([2, 3, 4, 5, 6]);
    }),
  );
});

test("counters never turn a line into uploaded, failed or refused", () => {
  fc.assert(
    fc.property(options, callbacksOfRequest, (option, all) => {
      const counted = linesOf(tallyOf(all, option));
      const plain = linesOf(tallyOf(all.map(withoutCounters), option));
      for (const [index, { state }] of counted.entries()) {
        if (state === "uploaded" || state === "failed" || state === "refused")
          expect(plain[index]?.state).toBe(state);
      }
    }),
    runs,
  );
});

test("more messages never make a line sendable that they contradict", () => {
  fc.assert(
    fc.property(callbacksOfRequest, callbacksOfRequest, (some, more) => {
      const option = { expected: pairBatch(devices) };
      const before = linesOf(tallyOf(some.map(withoutCounters), option));
      const after = linesOf(tallyOf([...some, ...more].map(withoutCounters), option));
      for (const [index, { state }] of before.entries()) {
        if (state === "uploaded") expect(["uploaded", "inconsistent"]).toContain(after[index]?.state);
      }
    }),
    runs,
  );
});

test("a request split in any way is judged as the whole", () => {
  const cut = fc.array(fc.nat(4), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(cut, fc.boolean(), (parts, hasCounters) => {
      const lines = devices.map(([modem], index) => ({
        identifiers: [imei(modem)],
        status: index === 4 ? "IMEI () is invalid" : "Device upload successful",
      }));
      const split = [0, 1, 2, 3, 4].map((part) => lines.filter((_, index) => parts[index] === part));
      const messages = split
        .filter((part) => part.length > 0)
        .map((part) => callback({ lines: part, ...(hasCounters ? { counters: countersOf(part) } : {}) }));
      const option = { expected: pairBatch(devices) };
      const { callbacks: _, counters: __, ...whole } = tallyOf([callback({ lines })], option).judgement();
      expect(tallyOf(messages, option).judgement()).toMatchObject(whole);
    }),
  );
});

test("a tally takes in whatever strings there are", () => {
  const any = fc.record({
    identifiers: fc.array(
      fc.record({ kind: fc.constantFrom("IMEI", "ICCID", "EID", "MEID", "ESN"), value: fc.string() }),
    ),
    status: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(any), fc.option(fc.constant(batchOf(3)), { nil: undefined }), (lines, expected) => {
      const [first, second] = [lines, lines.toReversed()].map((each) =>
        told(tallyOf([callback({ lines: each })], { expected })),
      );
      expect(first).toEqual(second);
    }),
    runs,
  );
});

function withoutCounters(each: Callback): Callback {
  return {
    ...each,
    counters: { total: undefined, pending: undefined, success: undefined, failed: undefined },
  };
}

function countersOf(lines: readonly { readonly status: string }[]) {
  const failed = lines.filter(({ status }) => status.endsWith("invalid")).length;
  return { total: lines.length, pending: 0, success: lines.length - failed, failed };
}

function sum(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0);
}
