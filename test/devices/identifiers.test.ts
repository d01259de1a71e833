import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FormCause, findFormCause } from "../../src/devices/form-causes.ts";
import {
  type IdentifierKind,
  identifierKinds,
  identifiers,
  looksRounded,
  normaliseIdentifier,
} from "../../src/devices/identifiers.ts";

describe("normaliseIdentifier", () => {
  test.each<[IdentifierKind, string, string]>([
    ["imei", " 35-875511-474354-2\r", "358755114743542"],
    ["imei", "358755\u00a0114743542\u200b", "358755114743542"],
    ["iccid", "8914 8000 0054 9657 7123", "89148000005496577123"],
    ["iccid", "8991101200003204510F", "8991101200003204510"],
    ["iccid", "8991101200003204510f", "8991101200003204510"],
    ["iccid", "89148000005496577123F", "89148000005496577123F"],
    ["meid", "a1000000\u2011ffffff", "A1000000FFFFFF"],
    ["esn", "80 f9 40 e7", "80F940E7"],
    ["imei", "'358755114743542", "'358755114743542"],
  ])("%s %j is %j", (kind, text, expected) => {
    expect(normaliseIdentifier(kind, text)).toBe(expected);
  });

  test("changes nothing that has the form, and nothing twice", () => {
    fc.assert(
      fc.property(fc.constantFrom(...identifierKinds), fc.string({ unit: "binary" }), (kind, text) => {
        const once = normaliseIdentifier(kind, text);
        expect(normaliseIdentifier(kind, once)).toBe(once);
        if (identifiers[kind].hasForm(text)) expect(once).toBe(text);
      }),
    );
  });
});

describe("form", () => {
  test.each<[IdentifierKind, string, boolean]>([
    ["imei", "35875511474354", false],
    ["imei", "358755114743542", true],
    ["imei", "3587551147435421", true],
    ["imei", "35875511474354212", false],
    ["imei", "35875511474354A", false],
    ["imei", "٣٥٨٧٥٥١١٤٧٤٣٥٤٢", false],
    ["iccid", "89148000005496577", false],
    ["iccid", "891480000054965771", true],
    ["iccid", "89148000005496577123", true],
    ["iccid", "891480000054965771234", false],
    ["eid", "89033023000000009368114039138622", true],
    ["eid", "8903302300000000936811403913862", false],
    ["meid", "A100000000FFFF", true],
    ["meid", "a100000000ffff", false],
    ["meid", "A100000000FFFG", false],
    ["esn", "80F940E7", true],
    ["esn", "80F940E7\n", false],
  ])("%s %j: %s", (kind, text, expected) => {
    expect(identifiers[kind].hasForm(text)).toBe(expected);
  });

  test("a 16-digit IMEISV has no check digit to fail", () => {
    expect(identifiers.imei.passesCheck("3587551147435421")).toBe(true);
    expect(identifiers.imei.passesCheck("358755114743543")).toBe(false);
  });
});

describe("the probable cause", () => {
  test.each<[IdentifierKind, string, FormCause | undefined]>([
    ["iccid", "8.91E+19", "scientific-notation"],
    ["iccid", "8,91E+19", "scientific-notation"],
    ["imei", "3E14", "scientific-notation"],
    ["imei", "358755114743542.0", "decimal-fraction"],
    ["imei", '="358755114743542"', "formula"],
    ["imei", "12345112345678", "digits-missing"],
    ["imei", "35875511474354212", "digits-too-many"],
    ["meid", "270113177608226804", "decimal-form"],
    ["esn", "12810289456", "decimal-form"],
    ["meid", "A100000000FFFF1", "check-digit-appended"],
    ["imei", "3587551I474354O", "letter-for-digit"],
    ["imei", "N/A", "placeholder"],
    ["imei", "0", "placeholder"],
    ["imei", "89148000005496577123", "columns-swapped"],
    ["iccid", "358755114743542", "columns-swapped"],
    ["imei", "HELLO", undefined],
  ])("%s %j: %s", (kind, text, cause) => {
    expect(findFormCause(kind, text)).toBe(cause);
  });
});

test("an ICCID or EID with zeros only behind 15 digits looks rounded", () => {
  expect(looksRounded("iccid", "89148000005496500000")).toBe(true);
  expect(looksRounded("iccid", "89148000005496510000")).toBe(false);
  expect(looksRounded("eid", `890330230000001${"0".repeat(17)}`)).toBe(true);
  expect(looksRounded("imei", "3587551147400000")).toBe(false);
});
