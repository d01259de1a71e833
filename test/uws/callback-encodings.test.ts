import { expect, test } from "vitest";
import { callbackOf, copyOf, fateOf, lineOf, refusalOf, sample } from "./callback-messages.ts";

const letters = "é漢😀";
const text = lineOf(`<LineStatus>${letters}</LineStatus>`);
const plain = callbackOf(text);

test("UTF-8 without a mark", () => {
  expect(plain.lines[0]?.status).toBe(letters);
  expect(copyOf(text)).toBe(text);
});

test.each([
  ["UTF-8 with a mark", utf8(`\ufeff${text}`)],
  ["UTF-16 LE", utf16(`\ufeff${text}`)],
  ["UTF-16 BE", utf16(`\ufeff${text}`).swap16()],
])("%s: the same callback, and the same copy", (_what, bytes) => {
  expect(callbackOf(bytes)).toEqual(plain);
  expect(copyOf(bytes)).toBe(text);
});

test.each(["utf-8", "UTF-8", "us-ascii", "utf-16", "UTF-16", "utf-16LE", "UTF-16be"])(
  "declared as %s, in either",
  (name) => {
    const declared = `<?xml version="1.0" encoding="${name}" standalone='yes'?>\n${text}`;
    const copy = declared.replace(/utf-16(?:le|be)?/i, "UTF-8");
    for (const bytes of [utf8(declared), utf16(`\ufeff${declared}`)]) {
      expect(callbackOf(bytes)).toEqual(plain);
      expect(copyOf(bytes)).toBe(copy);
      expect(copyOf(copyOf(bytes))).toBe(copy);
    }
  },
);

test.each(["ISO-8859-1", "windows-1252", "UTF-7", "UTF-32", "IBM037", "utf8x"])(
  "declared as %s: refused, whatever it is",
  (name) => {
    expect(refusalOf(`<?xml version="1.0" encoding="${name}"?>${sample}`)).toEqual({
      reason: "encoding",
      status: 400,
      message: "The message declares an encoding that is not UTF-8.",
    });
  },
);

test.each([
  ["Latin-1", Buffer.from(lineOf("<LineStatus>é</LineStatus>"), "latin1")],
  ["a lone byte of a character", Buffer.concat([utf8("<a>"), Buffer.of(0x80), utf8("</a>")])],
  ["an overlong slash", Buffer.concat([utf8("<a>"), Buffer.of(0xc0, 0xaf), utf8("</a>")])],
  ["a surrogate", Buffer.concat([utf8("<a>"), Buffer.of(0xed, 0xa0, 0x80), utf8("</a>")])],
  ["beyond Unicode", Buffer.concat([utf8("<a>"), Buffer.of(0xf4, 0x90, 0x80, 0x80), utf8("</a>")])],
  ["half a character at the end", Buffer.concat([utf8(text), Buffer.of(0xe6, 0xbc)])],
  ["a byte that begins nothing", Buffer.concat([utf8(text), Buffer.of(0xff)])],
  ["half a unit at the end of UTF-16", Buffer.concat([utf16(`\ufeff${text}`), Buffer.of(0x20)])],
  ["half a pair in UTF-16", utf16("\ufeff<a>\ud83d</a>")],
  ["the other half of a pair in UTF-16", utf16("\ufeff<a>\ude00</a>")],
  ["half a pair at the end of UTF-16", utf16(`\ufeff${text}\ud83d`)],
  ["half a mark", Buffer.of(0xff)],
])("%s: refused", (_what, bytes) => {
  expect(refusalOf(bytes)).toEqual({
    reason: "encoding",
    status: 400,
    message: "The message is neither UTF-8 nor UTF-16 with its mark.",
  });
});

test.each([
  ["UTF-16 LE without a mark", utf16(sample)],
  ["UTF-16 BE without a mark", utf16(sample).swap16()],
  ["a NUL in front", utf8(`\0${sample}`)],
  ["a NUL in a text", utf8(lineOf("<LineStatus>\0</LineStatus>"))],
  ["a NUL behind", utf8(`${sample}\0`)],
  ["NULs only", Buffer.alloc(1000)],
  ["a mark only", utf8("\ufeff")],
  ["a mark of UTF-16 only", utf16("\ufeff")],
  ["a mark in the middle", utf8(`<a/>\ufeff`)],
])("%s: not XML", (_what, bytes) => {
  expect(fateOf(bytes)).toBe("notXml");
});

test("what is refused for its encoding does not depend on what came before", () => {
  const far = Buffer.concat([utf8(`<a>${"<b/>".repeat(100_000)}`), Buffer.of(0xff), utf8("</a>")]);
  expect(fateOf(far)).toBe("encoding");
});

function utf8(message: string): Buffer {
  return Buffer.from(message);
}

function utf16(message: string): Buffer {
  return Buffer.from(message, "utf16le");
}
