import { expect, test } from "vitest";
import { knownCodes } from "../../src/uws/known-faults.ts";
import { classifyRegistrationFault } from "../../src/uws/registration-faults.ts";

const verdictOf = (code: string) =>
  classifyRegistrationFault({ code: `CallbackRegistrationService.${code}`, text: "" });

test.each(knownCodes)("$code means for a registration what it means for every operation", (known) => {
  const { code, verdict } = known;
  expect(verdictOf(code)).toEqual(verdict.kind === "refused" ? { ...verdict, isKnown: true } : verdict);
});

test.each(["REQUEST_FAILED.UnexpectedError", "InternalServiceFault"])("%s proves nothing", (code) => {
  expect(verdictOf(code)).toEqual({ kind: "unclear" });
});

test("a code that is not known is a refusal of which nothing is concluded", () => {
  expect(verdictOf("REQUEST_FAILED.Something")).toMatchObject({ kind: "refused", isKnown: false });
});
