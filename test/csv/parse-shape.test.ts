import { expect, test } from "vitest";
import { parseDelimiter, parseEncoding } from "../../src/csv/parse-shape.ts";

test.each([
  ["comma", ","],
  [",", ","],
  ["Semicolon", ";"],
  [";", ";"],
  ["tab", "\t"],
  ["\\t", "\t"],
  ["\t", "\t"],
  ["pipe", "|"],
  ["|", "|"],
])("--delimiter %j is %j", (text, delimiter) => {
  expect(parseDelimiter(text)).toBe(delimiter);
});

test.each([
  ["utf-8", "utf-8"],
  ["UTF8", "utf-8"],
  ["UTF-16LE", "utf-16le"],
  ["utf16be", "utf-16be"],
  ["windows-1252", "windows-1252"],
  ["CP1252", "windows-1252"],
  ["latin1", "windows-1252"],
  ["ISO-8859-1", "windows-1252"],
])("--encoding %s is %s", (text, encoding) => {
  expect(parseEncoding(text)).toBe(encoding);
});

test.each(["", "utf-16", "utf-32", "constructor"])("--encoding %j is none", (text) => {
  expect(() => parseEncoding(text)).toThrow(`--encoding cannot be "${text}".`);
});
