import { expect, test } from "vitest";
import { isSameUrl } from "../../src/registrations/same-url.ts";

test.each([
  ["https://a.example", "https://A.example:443/ ", true],
  ["http://a.example:80/x", "http://a.example/x", true],
  ["https://a.example/x", "https://a.example/X", false],
  ["https://a.example/x", "https://a.example/x/", false],
  ["https://a.example/", "http://a.example/", false],
  ["no url", " no url", true],
  ["", undefined, false],
  [undefined, undefined, false],
] as const)("%s and %s: %s", (one, other, isSame) => {
  expect(isSameUrl(one, other)).toBe(isSame);
  expect(isSameUrl(other, one)).toBe(isSame);
});
