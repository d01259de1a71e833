import fc from "fast-check";
import { expect, test } from "vitest";
import { createPassedCallbacks } from "../../src/watch/passed-callbacks.ts";

const message = fc.record({
  requestId: fc.constantFrom("a", "b", "c", "d", "e"),
  bytes: fc.integer({ min: 1, max: 9 }),
});

test("what was passed and not taken is counted, however few requests are told apart", () => {
  fc.assert(
    fc.property(fc.array(message), fc.constantFrom(0, 1, 3, 99), fc.nat(), (messages, maxRequests, seed) => {
      const passed = createPassedCallbacks(maxRequests);
      for (const each of messages) passed.add(each);
      const taken = messages.filter(({ requestId }) => requestId === "a" || requestId === "b");
      const left = messages.filter((each) => !taken.includes(each));
      for (const each of seed % 2 === 0 ? taken : taken.toReversed()) {
        expect(passed.mayHave(each.requestId)).toBe(true);
        passed.take(each);
      }
      const bytes = left.reduce((sum, each) => sum + each.bytes, 0);
      expect(passed.strangers(() => false)).toEqual({ callbacks: left.length, bytes });
    }),
    { numRuns: 200 },
  );
});

test("those of known requests are no strangers", () => {
  const passed = createPassedCallbacks();
  passed.add({ requestId: "ours", bytes: 1_000 });
  passed.add({ requestId: "theirs", bytes: 20 });
  expect(passed.strangers((id) => id === "ours")).toEqual({ callbacks: 1, bytes: 20 });
  expect([passed.mayHave("ours"), passed.mayHave("nobody's")]).toEqual([true, false]);
});
