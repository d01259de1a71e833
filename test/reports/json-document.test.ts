import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonDocument } from "../../src/reports/json-document.ts";

test("nothing in it steers a terminal or a CI runner", () => {
  const text = jsonDocument({ text: "##[error]pwned \u009b31m \u202eevil \u2028" });
  expect(text).toBe('{\n  "text": "\\u0023#[error]pwned \\u009b31m \\u202eevil \\u2028"\n}\n');
});

test("the value stays the same", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: "grapheme" }), (value, text) => {
      const whole = { value, text: `##[${text}` };
      expect(JSON.parse(jsonDocument(whole))).toEqual(JSON.parse(JSON.stringify(whole)));
    }),
  );
});
