import { expect, test } from "vitest";
import { sniffLineEnd } from "../../src/csv/line-ends.ts";

test.each([
  ["IMEI\n1\n", "LF"],
  ["IMEI\r\n1\r\n", "CRLF"],
  ["IMEI\r1\r", "CR"],
  ["IMEI\r\n1\n", "mixed"],
  ["IMEI\r", "CR"],
  ["IMEI", undefined],
  ['IMEI,Note\r\n1,"a\nb"\r\n', "CRLF"],
  ['# 19" rack\nIMEI\n1\n', "LF"],
  ['# 19" rack\r\nIMEI\r\n', "CRLF"],
] as const)("the lines of %j end with %s", (text, end) => {
  expect(sniffLineEnd(Buffer.from(text))).toBe(end);
});
