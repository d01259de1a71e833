import { describe, expect, test } from "vitest";
import { createByteDecoder, type Encoding } from "../../src/csv/encoding.ts";
import { normaliseIdentifier } from "../../src/devices/identifiers.ts";

function decode(bytes: Uint8Array, size: number, given?: Encoding) {
  const decoder = createByteDecoder(bytes.subarray(0, 3), given);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(decoder.decode(bytes.subarray(at, at + size)));
  parts.push(decoder.end());
  const { encoding, oddByte } = decoder;
  return { text: Buffer.concat(parts).toString(), encoding, oddByte };
}

describe.each([1, 2, 3, 100])("in chunks of %i bytes", (size) => {
  test("characters cut by a chunk are whole, and no Windows-1252", () => {
    const text = "aé試🚚\u{10ffff}\ud7ff\ue000b";
    expect(decode(Buffer.from(text), size)).toEqual({ text, encoding: "utf-8", oddByte: undefined });
  });

  test.each([
    ["a letter", [0x61, 0xe9, 0x62], "aéb"],
    ["the beginning of a character", [0xe2, 0x82, 0x61], "â\ufffda"],
    ["a character that is too long", [0xc0, 0xaf], "À\ufffd"],
    ["a surrogate", [0xed, 0xa0, 0x80], "í\ufffd€"],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80], "ô\ufffd€€"],
    ["a cut-off end", [0x61, 0xf0, 0x9f, 0x9a], "aðŸš"],
    ["between right ones", [0xc3, 0xa9, 0xe9, 0xc3, 0xa9], "ééé"],
  ])("what is not UTF-8 is Windows-1252: %s", (_, bytes, text) => {
    expect(decode(Uint8Array.from(bytes), size)).toMatchObject({ text, encoding: "windows-1252" });
  });

  test("who says utf-8 is told the first byte that is not", () => {
    const bytes = Uint8Array.from([0x61, 0xc3, 0xa9, 0xe9, 0x62, 0xff]);
    const oddByte = { byte: 0xe9, offset: 3 };
    expect(decode(bytes, size, "utf-8")).toEqual({ text: "aé", encoding: "utf-8", oddByte });
    const cut = Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0xc3]);
    expect(decode(cut, size, "utf-8")).toMatchObject({ text: "a", oddByte: { byte: 0xc3, offset: 4 } });
  });

  test("who says windows-1252 gets every character of it", () => {
    const bytes = Uint8Array.from([0x80, 0x96, 0x9f, 0xa0, 0xad, 0xe9, 0xff]);
    expect(decode(bytes, size, "windows-1252").text).toBe("€\u2013Ÿ\u00a0\u00adéÿ");
  });
});

test("no byte that is not UTF-8 can be taken out of an identifier", () => {
  for (let byte = 0x80; byte <= 0xff; byte++) {
    const bytes = Buffer.concat([Buffer.from("3587551100"), Buffer.from([byte]), Buffer.from("00012")]);
    const { text } = decode(bytes, 100);
    expect(normaliseIdentifier("imei", text)).not.toMatch(/^[0-9A-F]*$/);
  }
});
