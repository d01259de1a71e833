import fc from "fast-check";
import { expect, test } from "vitest";
import { visibleText } from "../src/visible-text.ts";

test.each([
  ["devices.csv", "devices.csv"],
  ["Prüfstand 試 😀", "Prüfstand 試 😀"],
  ["a\nb\r\u001b[31m", "a\\u{0a}b\\u{0d}\\u{1b}[31m"],
  ["\u202evsc.exe\u2066", "\\u{202e}vsc.exe\\u{2066}"],
  ["\u0085\u2028\u200b\u00a0\u3000", "\\u{85}\\u{2028}\\u{200b}\\u{a0}\\u{3000}"],
  ["\ud800x", "\\u{d800}x"],
  ["\u{e0001}", "\\u{e0001}"],
])("%j is %j", (text, expected) => {
  expect(visibleText(text)).toBe(expected);
});

test("what is visible is one line, and stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const shown = visibleText(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(visibleText(shown)).toBe(shown);
    }),
  );
});
