import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCount, formatDevices } from "../../src/reports/text.ts";

test.each([
  [0, "0"],
  [7, "7"],
  [999, "999"],
  [1000, "1,000"],
  [10_000, "10,000"],
  [123_456, "123,456"],
  [1_000_000, "1,000,000"],
  [1_234_567_890, "1,234,567,890"],
])("%d is %s", (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test("a count is as the locale en-US has it", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (count) => formatCount(count) === count.toLocaleString("en-US")));
});

test("one device, several devices", () => {
  expect([0, 1, 1234].map(formatDevices)).toEqual(["0 devices", "1 device", "1,234 devices"]);
});
