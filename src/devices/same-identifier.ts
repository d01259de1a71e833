import type { IdentifierKind } from "./identifiers.ts";

/**
 * Whether two packed identifiers of one kind name the same thing, and a hash that is then the same. Words for words, save for
 * IMEIs: an IMEISV has the 14 digits of its IMEI and two of a software version in place of the check digit, so with an
 * IMEISV on either side these 14 digits decide. Two IMEIs are compared in full: the platform's own sample has two that
 * differ in the last digit alone. Source: 3GPP TS 23.003, 6.2.
 */
export interface Sameness {
  hash(words: Uint32Array, at: number): number;
  isSame(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): boolean;
}

/** `width`: words of one packed identifier (devices/packing.ts). */
export function samenessOf(kind: IdentifierKind, width: number): Sameness {
  const isSame =
    kind === "imei"
      ? isSameImei
      : (a: Uint32Array, aAt: number, b: Uint32Array, bAt: number) => equalWords(a, aAt, b, bAt, width);
  const lastWordMask = lastWordMaskOf(kind);
  return { hash: (words, at) => hashWords(words, at, width, lastWordMask), isSame };
}

/** Whether two packed identifiers are the same, digit for digit. */
export function equalWords(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, width: number): boolean {
  for (let word = 0; word < width; word++) if (a[aAt + word] !== b[bAt + word]) return false;
  return true;
}

/** The bits of a packed identifier's last word that are the same wherever two of this kind are. */
export function lastWordMaskOf(kind: IdentifierKind): number {
  return kind === "imei" ? serialDigits : -1;
}

/**
 * A hash like that of `samenessOf`, in less time and not as even: to pass over what cannot be the same, where a few
 * needless looks do not matter.
 */
export function quickHash(words: Uint32Array, at: number, width: number, lastWordMask: number): number {
  const last = at + width - 1;
  let hash = 0;
  for (let word = at; word < last; word++) {
    hash = Math.imul(hash ^ (words[word] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ ((words[last] ?? 0) & lastWordMask), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** Of an IMEI's second word: digits 9 to 14, without the check digit or software version. */
const serialDigits = 0xffffff00 | 0;

function isSameImei(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): boolean {
  if (a[aAt] !== b[bAt]) return false;
  const aLast = a[aAt + 1] ?? 0;
  const bLast = b[bAt + 1] ?? 0;
  return aLast === bLast || (((aLast ^ bLast) & serialDigits) === 0 && (isImeisv(aLast) || isImeisv(bLast)));
}

/** The sixteenth digit of an IMEI is a filler. */
function isImeisv(lastWord: number): boolean {
  return (lastWord & 15) !== 15;
}

/** MurmurHash3 (x86, 32 bit): identifiers differ in few digits, so that every bit must stir every other. */
function hashWords(words: Uint32Array, at: number, width: number, lastWordMask: number): number {
  const last = at + width - 1;
  let hash = 0;
  for (let word = at; word <= last; word++) {
    let part = Math.imul(word === last ? (words[word] ?? 0) & lastWordMask : (words[word] ?? 0), 0xcc9e2d51);
    part = (part << 15) | (part >>> 17);
    hash ^= Math.imul(part, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
