import { isAscii } from "node:buffer";
import type { ByteDecoder } from "./encoding.ts";

/** For files that the user says are Windows-1252: every byte is a character. */
export function createWindows1252Decoder(): ByteDecoder {
  const decode = (chunk: Uint8Array) =>
    isAscii(chunk) ? chunk : encode(chunk, (bytes, at) => ((bytes[at] ?? 0) < 0x80 ? 1 : 0), encoded);
  return { encoding: "windows-1252", oddByte: undefined, decode, end: () => new Uint8Array(0) };
}

/**
 * Text of which some bytes are not UTF-8, in UTF-8: these bytes as Windows-1252. `lengthAt`: of the UTF-8 character at a place,
 * 0 where none is. Only letters and signs are believed: a byte that would be a blank, a dash, a quote or a soft hyphen could be
 * taken out of an identifier later, so it becomes U+FFFD, which no identifier holds.
 */
export function encodeOddBytes(
  bytes: Uint8Array,
  lengthAt: (bytes: Uint8Array, at: number) => number,
): Uint8Array {
  return encode(bytes, lengthAt, believed);
}

function encode(
  bytes: Uint8Array,
  lengthAt: (bytes: Uint8Array, at: number) => number,
  table: readonly Uint8Array[],
): Uint8Array {
  // A byte becomes three at most.
  const text = new Uint8Array(bytes.length * 3);
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const whole = lengthAt(bytes, at);
    if (whole > 0 && at + whole <= bytes.length) {
      for (const end = at + whole; at < end; at++) text[length++] = bytes[at] ?? 0;
      continue;
    }
    for (const byte of table[(bytes[at] ?? 0) - 0x80] ?? []) text[length++] = byte;
    at++;
  }
  return text.subarray(0, length);
}

/** 0x80 to 0x9F; from 0xA0 on it is Latin-1. Source: the WHATWG Encoding Standard. */
const c1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090\u2018\u2019\u201c\u201d•\u2013\u2014˜™š›œ\u009džŸ";

const characters = Array.from({ length: 128 }, (_, at) => c1[at] ?? String.fromCharCode(0x80 + at));

const encoded: readonly Uint8Array[] = characters.map((character) => Buffer.from(character));

const believed: readonly Uint8Array[] = characters.map((character) =>
  Buffer.from(/[\p{Lu}\p{Ll}\p{Lo}\p{Sc}\p{So}\p{Sm}]/u.test(character) ? character : "\ufffd"),
);
