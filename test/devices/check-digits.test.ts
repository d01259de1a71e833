import fc from "fast-check";
import { expect, test } from "vitest";
import { hasLuhnCheckDigit, hasMod97Check } from "../../src/devices/check-digits.ts";

test.each([
  ["490154203237518", true],
  ["490154203237517", false],
  ["89148000005496577123", true],
  ["89148000005496577132", false],
  ["0", true],
  ["18", true],
])("Luhn of %s: %s", (digits, passes) => {
  expect(hasLuhnCheckDigit(digits)).toBe(passes);
});

test("exactly one last digit passes Luhn, and any single wrong digit is noticed", () => {
  const digits = fc.stringMatching(/^[0-9]{14,19}$/);
  fc.assert(
    fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, where, change) => {
      const valid = [..."0123456789"].map((last) => body + last).filter(hasLuhnCheckDigit);
      expect(valid).toHaveLength(1);
      const [good = ""] = valid;
      const at = where % good.length;
      const wrong = good.slice(0, at) + ((Number(good[at]) + change) % 10) + good.slice(at + 1);
      expect(hasLuhnCheckDigit(wrong)).toBe(false);
    }),
  );
});

test("an EID is 1 modulo 97 as a whole number", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{32}$/), (digits) => {
      expect(hasMod97Check(digits)).toBe(BigInt(digits) % 97n === 1n);
    }),
  );
  expect(hasMod97Check("89033023000000009368114039138622")).toBe(true);
});
