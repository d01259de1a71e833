import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatCount,
  formatDevices,
  formatDuration,
  shortText,
  withoutIdentifiers,
} from "../../src/reports/text.ts";

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

test.each([
  [-5, "0 s"],
  [999, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [192_000, "3 min 12 s"],
  [3_600_000, "1 h"],
  [12_059_000, "3 h 20 min"],
  [86_400_000, "1 d"],
  [187_200_000, "2 d 4 h"],
])("%d ms are %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  ["IMEI (358755000000007) is invalid", "IMEI (…) is invalid"],
  ["MEID A000001234ABCD, ESN 80ab12cd", "MEID …, ESN …"],
  ["ICCID is invalid, 1234567 tries, deadbeef", "ICCID is invalid, 1234567 tries, deadbeef"],
])("%s without identifiers is %s", (text, bare) => {
  expect(withoutIdentifiers(text)).toBe(bare);
});

test("text from outside is visible, and cut", () => {
  expect(shortText("a\u202eb\n")).toBe("a\\u{202e}b\\u{0a}");
  expect(shortText("x".repeat(300))).toBe("x".repeat(300));
  expect(shortText("x".repeat(301))).toBe(`${"x".repeat(300)}…`);
});
