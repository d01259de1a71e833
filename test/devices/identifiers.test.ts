import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type IdentifierKind,
  identifierKinds,
  identifiers,
  type LosslessForm,
  looksRounded,
  normaliseIdentifier,
  toNormalForm,
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
    ["esn", "2026-11-25", "2026-11-25"],
    ["esn", "25-11-2026", "25-11-2026"],
    ["imei", "'358755114743542", "358755114743542"],
    ["imei", "''358755114743542", "''358755114743542"],
    ["imei", "'358755114743542'", "'358755114743542'"],
    ["imei", '="358755114743542"', "358755114743542"],
    ["imei", '= " 358755-114743542 "', "358755114743542"],
    ["imei", '="35875511474354"', '="35875511474354"'],
    ["imei", "=358755114743542", "=358755114743542"],
    ["imei", '="8.91E+14"', '="8.91E+14"'],
    ["imei", "358755\u202d114743542\u202c", "358755114743542"],
    ["imei", "358755\u202e114743542", "358755\u202E114743542"],
    ["imei", "3587 5511 4743 5421", "3587551147435421"],
    ["iccid", "'8991101200003204510f", "8991101200003204510"],
    ["iccid", "8991101200003204510 F", "8991101200003204510"],
    ["iccid", "8991101200003204510FF", "8991101200003204510FF"],
  ])("%s %j is %j", (kind, text, expected) => {
    expect(normaliseIdentifier(kind, text)).toBe(expected);
  });

  test.each<[IdentifierKind, string, readonly LosslessForm[]]>([
    ["imei", "358755114743542", []],
    ["imei", " 35-875511-474354-2 ", ["blanks", "dashes"]],
    ["meid", "a1000000ffffff", ["letterCase"]],
    ["imei", '="358755114743542"', ["textFormula"]],
    ["imei", "'358755114743542", ["apostrophe"]],
    ["iccid", "8991101200003204510f", ["filler"]],
    ["imei", " 8.91E+14 ", ["blanks"]],
  ])("%s %j: says what was done: %j", (kind, text, forms) => {
    expect(toNormalForm(kind, text).forms).toEqual(forms);
  });

  test("a ligature is not taken for two hexadecimal digits", () => {
    expect(normaliseIdentifier("meid", "a1000000ffff\ufb00")).toBe("A1000000FFFF\ufb00");
    expect(identifiers.meid.hasForm(normaliseIdentifier("meid", "a1000000ffff\ufb00"))).toBe(false);
  });

  test.each([
    ["358755114743542 1", false],
    ["35-875511-474354-2 1", false],
    ["1 358755114743542", false],
    ["358755114743543 1", false],
    ["35-875511-474354-3 1", true],
    ["35 875511 474354 21", true],
    ["3 5 8 7 5 5 1 1 4 7 4 3 5 4 2 1", true],
  ])("an IMEI with a number set apart from it is not taken for an IMEISV: %j", (text, isIt) => {
    expect(identifiers.imei.hasForm(normaliseIdentifier("imei", text))).toBe(isIt);
  });

  test.each([
    ["8914800000549657712 4", false],
    ["07 891480000054965771", true],
    ["8914800000549657712 3", true],
  ])("nor an ICCID with a number for a longer one: %j", (text, isIt) => {
    expect(identifiers.iccid.hasForm(normaliseIdentifier("iccid", text))).toBe(isIt);
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

test("an ICCID or EID with zeros only behind 15 digits looks rounded", () => {
  expect(looksRounded("iccid", "89148000005496500000")).toBe(true);
  expect(looksRounded("iccid", "89148000005496510000")).toBe(false);
  expect(looksRounded("eid", `890330230000001${"0".repeat(17)}`)).toBe(true);
  expect(looksRounded("iccid", "8914800000549650000")).toBe(true);
  expect(looksRounded("iccid", "0".repeat(20))).toBe(false);
  expect(looksRounded("iccid", "891480000054965000")).toBe(true);
  expect(looksRounded("imei", "3587551147400000")).toBe(false);
});
