import fc from "fast-check";
import { expect, test } from "vitest";
import { isSegmentName, piecesBehind } from "../../src/store/inbox-segment.ts";

test("a short write goes on where it stopped, in the middle of a piece or between two", () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, fc.nat(60), (all, written) => {
      const whole = Buffer.concat(all);
      const bytes = Math.min(written, whole.length);
      const rest = piecesBehind(all, bytes);
      expect(Buffer.concat(rest)).toEqual(whole.subarray(bytes));
      expect(rest.every(({ length }) => length > 0)).toBe(true);
    }),
  );
});

test.each([
  ["20261125-133000-k7qd.inbox", true],
  ["20261125-133000-k7qd", false],
  ["20261125-133000-k7qd.inbox.bak", false],
  ["../20261125-133000-k7qd.inbox", false],
  [".inbox", false],
])("%s names a segment: %j", (name, expected) => {
  expect(isSegmentName(name)).toBe(expected);
});
