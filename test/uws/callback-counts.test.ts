import { expect, test } from "vitest";
import { callbackOf, fateOf, messageOf, sample, uploadOf } from "./callback-messages.ts";

const names = {
  TotalLineCount: "total",
  PendingLineCount: "pending",
  SuccessLineCount: "success",
  FailedLineCount: "failed",
};
const none = { total: undefined, pending: undefined, success: undefined, failed: undefined };

test.each(Object.entries(names))("%s", (name, field) => {
  expect(callbackOf(uploadOf(`<${name}> 12 </${name}>`)).counters).toEqual({ ...none, [field]: 12 });
});

test.each([
  ["0", 0],
  ["007", 7],
  ["999999999", 999_999_999],
  ["1000000000", undefined],
  ["9".repeat(400), undefined],
  ["", undefined],
  ["-1", undefined],
  ["+1", undefined],
  ["1.0", undefined],
  ["1e3", undefined],
  ["0x10", undefined],
  ["1 2", undefined],
  ["10,000", undefined],
  ["NaN", undefined],
  ["١", undefined],
])("%j is %s", (text, count) => {
  expect(callbackOf(uploadOf(`<TotalLineCount>${text}</TotalLineCount>`)).counters.total).toBe(count);
});

test("missing and nil ones are undefined, those elsewhere are not read", () => {
  expect(callbackOf(uploadOf('<TotalLineCount xsi:nil="true"/>')).counters).toEqual(none);
  expect(callbackOf(messageOf("<TotalLineCount>1</TotalLineCount>")).counters).toEqual(none);
});

test("two that differ are refused", () => {
  const total = (count: number) => `<TotalLineCount>${count}</TotalLineCount>`;
  expect(callbackOf(uploadOf(total(1) + total(1))).counters.total).toBe(1);
  expect(fateOf(uploadOf(total(1) + total(2)))).toBe("severalValues");
});

test.each([
  ["4", 4],
  ["0", undefined],
  ["x", undefined],
  ["", undefined],
])("delivery %j is attempt %s", (text, attempt) => {
  const inside = `<CallbackCount>${text}</CallbackCount><MaxCallbackThreshold>9</MaxCallbackThreshold>`;
  expect(callbackOf(messageOf(inside)).attempt).toBe(attempt);
});

test("the sample without its counts", () => {
  const without = sample.replace(/<(\w+(?:LineCount|CallbackCount))>.*?<\/\1>/g, "");
  expect(callbackOf(without).counters).toEqual(none);
});
