import { expect, test } from "vitest";
import { exitCodes, type Outcome, outcomeOfError, strongestOutcome } from "../../src/reports/exit-codes.ts";

/** Strongest first. */
const order: readonly Outcome[] = [
  "interruptedBySigint",
  "interruptedBySigterm",
  "bug",
  "usage",
  "inputRefused",
  "inDoubt",
  "credentials",
  "refused",
  "notAllSent",
  "notComplete",
  "someFailed",
  "success",
];

test("the exit codes, strongest first", () => {
  expect(Object.keys(exitCodes)).toEqual(order);
  expect(order.map((outcome) => exitCodes[outcome].code)).toEqual([130, 143, 1, 2, 3, 7, 4, 5, 6, 9, 8, 0]);
});

test("of any two outcomes the stronger one counts, in whatever order they are named", () => {
  for (const [strong, stronger] of order.entries()) {
    for (const weaker of order.slice(strong)) {
      expect(strongestOutcome([stronger, weaker])).toBe(stronger);
      expect(strongestOutcome([weaker, "success", stronger])).toBe(stronger);
    }
  }
  expect(strongestOutcome([])).toBe("success");
});

test.each([
  ["usage", "SIGINT", "usage"],
  ["store", undefined, "usage"],
  ["input", undefined, "inputRefused"],
  ["credentials", undefined, "credentials"],
  ["network", "SIGTERM", "notAllSent"],
  ["interrupted", "SIGINT", "interruptedBySigint"],
  ["interrupted", "SIGTERM", "interruptedBySigterm"],
  ["interrupted", undefined, "interruptedBySigint"],
] as const)("an error of kind %s under %s is %s", (kind, signal, outcome) => {
  expect(outcomeOfError(kind, signal)).toBe(outcome);
});
