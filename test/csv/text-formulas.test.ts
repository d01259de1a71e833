import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createByteDecoder } from "../../src/csv/encoding.ts";
import { withTextFormulas } from "../../src/csv/text-formulas.ts";

function rewrite(text: string, chunkBytes = text.length): string {
  const decoder = withTextFormulas(createByteDecoder(new Uint8Array(0)));
  const bytes = Buffer.from(text);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(chunkBytes, 1))
    parts.push(Buffer.from(decoder.decode(bytes.subarray(at, at + Math.max(chunkBytes, 1)))));
  parts.push(decoder.end());
  return Buffer.concat(parts).toString();
}

describe("a text formula", () => {
  test.each([
    ['="1",="2"\n', '"=""1""","=""2"""\n'],
    ['="1"', '"=""1"""'],
    ['a;="é";b\r\n', 'a;"=""é""";b\r\n'],
    ['a|="1"|="2"\r="3"', 'a|"=""1"""|"=""2"""\r"=""3"""'],
    [`="${"1".repeat(64)}"`, `"=""${"1".repeat(64)}"""`],
  ])("%j is the same text in quotes", (text, expected) => {
    expect(rewrite(text)).toBe(expected);
  });

  test.each([
    '"=""1"""',
    'x="1"',
    '="1"x',
    '="1"&"2"',
    '="1"="2"',
    "=='1\"",
    '="1',
    '=""',
    "=1",
    '="a,b"',
    '="a=b"',
    '="a\nb"',
    '"a,=","b"',
    `="${"1".repeat(65)}"`,
  ])("is not %j", (text) => {
    expect(rewrite(text)).toBe(text);
  });

  test("is the same wherever the bytes are cut", () => {
    const text = fc.string({ unit: fc.constantFrom(...'=",;\n12é'), maxLength: 90 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 90 }), (all, chunkBytes) => {
        expect(rewrite(all, chunkBytes)).toBe(rewrite(all));
      }),
      { numRuns: 500 },
    );
  });

  test("in a right CSV text nothing is changed but whole fields", () => {
    const cell = fc.string({ unit: fc.constantFrom(...'=",\n1'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const text = cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(",");
        expect(rewrite(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
