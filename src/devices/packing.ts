import type { IdentifierKind } from "./identifiers.ts";

/** 32-bit words of a packed identifier: eight hexadecimal digits each, first digit first, the rest filled with F. */
export const packedWords = { imei: 2, iccid: 3, eid: 4, meid: 2, esn: 1 } as const satisfies Record<
  IdentifierKind,
  number
>;

/** Where an identifier lies among those of a packed device. */
export interface IdentifierPlace {
  readonly kind: IdentifierKind;
  readonly position: number;
  /** In words, of its first one behind the beginning of the device. */
  readonly offset: number;
  /** Its words. */
  readonly width: number;
}

/** The places of identifiers that are packed one behind the other. */
export function identifierPlaces(kinds: readonly IdentifierKind[]): readonly IdentifierPlace[] {
  let offset = 0;
  return kinds.map((kind, position) => {
    const place = { kind, position, offset, width: packedWords[kind] };
    offset += place.width;
    return place;
  });
}

/** Packs an identifier that has its kind's form into `packedWords[kind]` words of `target`. */
export function packIdentifier(kind: IdentifierKind, text: string, target: Uint32Array, at: number): void {
  const end = at + packedWords[kind];
  const fillers = (8 - (text.length & 7)) & 7;
  let word = at;
  let packed = 0;
  for (let digit = 0; digit < text.length; digit++) {
    packed = (packed << 4) | digitOf(text.charCodeAt(digit));
    if ((digit & 7) === 7) target[word++] = packed;
  }
  if (fillers > 0) target[word++] = (packed << (fillers * 4)) | (allFillers >>> (32 - fillers * 4));
  while (word < end) target[word++] = allFillers;
}

/** The identifier that was packed. */
export function unpackIdentifier(kind: IdentifierKind, source: Uint32Array, at: number): string {
  return scratch.toString("latin1", 0, writeUnpacked(kind, source, at, scratch, 0));
}

/** Writes the identifier that was packed as ASCII into `target`; returns where it ends. */
export function writeUnpacked(
  kind: IdentifierKind,
  source: Uint32Array,
  at: number,
  target: Uint8Array,
  start: number,
): number {
  const hexDigits = hexLengths[kind];
  const most = hexDigits ?? packedWords[kind] * digitsPerWord;
  let end = start;
  for (let digit = 0; digit < most; digit++) {
    const word = source[at + (digit >>> 3)] ?? 0;
    const value = (word >>> (28 - ((digit & 7) << 2))) & 15;
    if (value === filler && hexDigits === undefined) break;
    target[end++] = value < 10 ? zero + value : letterA + value - 10;
  }
  return end;
}

/** In these F can be a digit, but their length is always the same. */
const hexLengths: Partial<Record<IdentifierKind, number>> = { meid: 14, esn: 8 };

const digitsPerWord = 8;
const filler = 15;
const allFillers = 0xffffffff;
const zero = 48;
const letterA = 65;
const scratch = Buffer.alloc(32);

/** Of an upper-case hexadecimal digit: 0-9 have bit 6 clear, A-F have it set and begin at 1 in the low bits. */
function digitOf(code: number): number {
  return (code & 15) + (code >>> 6) * 9;
}
