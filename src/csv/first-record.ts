import type { Delimiter } from "./dialect.ts";

/**
 * The bytes of the first record, blank lines before and behind it included, where there are any or it has another number of fields than the second, as
 * with trailing delimiters in all rows but the header; else 0. What is odd is best parsed by itself: csv-parse takes
 * its first record, blank or not, for what the others are to be like.
 */
export function oddFirstRecord(text: Uint8Array, delimiter: Delimiter): number {
  const end = recordEnd(text);
  const rest = text.subarray(end);
  // Perhaps it has not ended, in a quoted field even.
  if (rest.length === 0) return 0;
  const first = countDelimiters(text.subarray(0, end), delimiter);
  const second = countDelimiters(rest.subarray(0, recordEnd(rest)), delimiter);
  const behind = blankBytes(rest);
  return first === second && behind === 0 && blankBytes(text) === 0 ? 0 : end + behind;
}

/** Delimiters between the fields of the first record that is not blank. */
export function firstDelimiters(text: Uint8Array, delimiter: Delimiter): number {
  return countDelimiters(text.subarray(0, recordEnd(text)), delimiter);
}

/** Of the blank lines at the beginning, whole ones. */
function blankBytes(text: Uint8Array): number {
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === lineFeed || byte === carriageReturn) end = at + 1;
    else if (byte !== space) break;
  }
  return end;
}

/** Where the first record that is not blank ends; quoted line breaks belong to it. */
function recordEnd(text: Uint8Array): number {
  let isQuoted = false;
  let hasContent = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === quote) isQuoted = !isQuoted;
    const isBreak = byte === lineFeed || byte === carriageReturn;
    if (!isBreak && byte !== space) hasContent = true;
    if (!isBreak || isQuoted || !hasContent) continue;
    return byte === carriageReturn && text[at + 1] === lineFeed ? at + 2 : at + 1;
  }
  return text.length;
}

function countDelimiters(record: Uint8Array, delimiter: Delimiter): number {
  let isQuoted = false;
  let count = 0;
  for (const byte of record) {
    if (byte === quote) isQuoted = !isQuoted;
    else if (byte === delimiter.charCodeAt(0) && !isQuoted) count++;
  }
  return count;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
