import { expect, test } from "vitest";
import { sniffLineEnd } from "../../src/csv/line-end.ts";

test.each([
  ["IMEI\n1\r\n", "utf8", "LF"],
  ["IMEI\r\n1\n", "utf8", "CRLF"],
  ["IMEI\r1\r", "utf8", "CR"],
  ["\ufeffIMEI\r\n1\r\n", "utf16le", "CRLF"],
  ["IMEI", "utf8", undefined],
] as const)("the first line of %j (%s) ends with %s", (text, encoding, end) => {
  expect(sniffLineEnd(Buffer.from(text, encoding))).toBe(end);
});
