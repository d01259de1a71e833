import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IdentifierKind } from "../../src/devices/identifiers.ts";
import { packedWords, packIdentifier, unpackIdentifier, writeUnpacked } from "../../src/devices/packing.ts";

const forms = {
  imei: /^[0-9]{15,16}$/,
  iccid: /^[0-9]{18,20}$/,
  eid: /^[0-9]{32}$/,
  meid: /^[0-9A-F]{14}$/,
  esn: /^[0-9A-F]{8}$/,
} as const satisfies Record<IdentifierKind, RegExp>;

const anyIdentifier = fc
  .constantFrom(...(Object.keys(forms) as IdentifierKind[]))
  .chain((kind) => fc.tuple(fc.constant(kind), fc.stringMatching(forms[kind])));

describe("packing", () => {
  test("unpacking gives back what was packed, and touches no other word", () => {
    fc.assert(
      fc.property(anyIdentifier, fc.nat(3), ([kind, text], at) => {
        const words = new Uint32Array(9).fill(0x12345678);
        packIdentifier(kind, text, words, at);
        expect(unpackIdentifier(kind, words, at)).toBe(text);
        const outside = [...words.subarray(0, at), ...words.subarray(at + packedWords[kind])];
        expect(outside.every((word) => word === 0x12345678)).toBe(true);
      }),
    );
  });

  test("writing as ASCII gives the same", () => {
    fc.assert(
      fc.property(anyIdentifier, ([kind, text]) => {
        const words = new Uint32Array(4);
        const bytes = Buffer.alloc(40, "_");
        packIdentifier(kind, text, words, 0);
        expect(writeUnpacked(kind, words, 0, bytes, 3)).toBe(3 + text.length);
        expect(bytes.toString()).toBe(`___${text}`.padEnd(40, "_"));
      }),
    );
  });

  test("digits are nibbles, first digit first, filled with F", () => {
    const words = new Uint32Array(3);
    packIdentifier("iccid", "8914903210300881234", words, 0);
    expect([...words].map((word) => word.toString(16))).toEqual(["89149032", "10300881", "234fffff"]);
  });

  test("F is a digit in an ESN and at the end of a MEID", () => {
    const words = new Uint32Array(2);
    packIdentifier("meid", "A100000000FFFF", words, 0);
    expect(unpackIdentifier("meid", words, 0)).toBe("A100000000FFFF");
    packIdentifier("esn", "FFFFFFFF", words, 0);
    expect(unpackIdentifier("esn", words, 0)).toBe("FFFFFFFF");
  });
});
