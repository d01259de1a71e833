import { isUtf8 } from "node:buffer";
import type { ByteDecoder, OddByte } from "./encoding.ts";
import { encodeOddBytes } from "./windows-1252.ts";

/**
 * UTF-8 as it comes. A byte that is not UTF-8 is read as Windows-1252 if `isLenient`, else it ends the text. `markBytes`: of a
 * byte order mark, left out.
 */
export function createUtf8Decoder(markBytes: number, isLenient: boolean): ByteDecoder {
  let skip = markBytes;
  let cut: Uint8Array = new Uint8Array(0);
  let offset = 0;
  let isOdd = false;
  let oddByte: OddByte | undefined;

  function take(bytes: Uint8Array): Uint8Array {
    const start = offset;
    offset += bytes.length;
    if (isUtf8(bytes)) return bytes;
    isOdd = true;
    if (isLenient) return encodeOddBytes(bytes, sequenceLength);
    const at = firstOdd(bytes);
    oddByte = { byte: bytes[at] ?? 0, offset: start + at };
    return bytes.subarray(0, at);
  }

  return {
    get encoding() {
      return isOdd && isLenient ? "windows-1252" : "utf-8";
    },
    get oddByte() {
      return oddByte;
    },
    decode(chunk) {
      if (oddByte !== undefined) return nothing;
      const skipped = Math.min(skip, chunk.length);
      const bytes = cut.length === 0 ? chunk.subarray(skipped) : Buffer.concat([cut, chunk]);
      offset += skipped;
      skip -= skipped;
      const whole = bytes.length - cutLength(bytes);
      cut = bytes.subarray(whole);
      return take(bytes.subarray(0, whole));
    },
    end: () => (oddByte === undefined ? take(cut) : nothing),
  };
}

const nothing = new Uint8Array(0);

/** Where the first character is that is none, or is cut off. */
function firstOdd(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0 || at + length > bytes.length) return at;
    at += length;
  }
  return bytes.length;
}

/** How many bytes at the end are the beginning of a character. */
function cutLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(bytes, at) > back ? back : 0;
  }
  return 0;
}

/**
 * Of the character that begins at a place, in bytes; 0 where none does. Bytes behind the last count as right ones: then the
 * length goes beyond the end. Source: The Unicode Standard, table 3-7.
 */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let next = 1; next < length && at + next < bytes.length; next++) {
    const byte = bytes[at + next] ?? 0;
    const [low, high] = (next === 1 ? narrowSeconds[first] : undefined) ?? anySecond;
    if (byte < low || byte > high) return 0;
  }
  return length;
}

const anySecond: readonly [number, number] = [0x80, 0xbf];

const narrowSeconds: Readonly<Record<number, readonly [number, number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
};
