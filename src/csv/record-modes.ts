import type { Delimiter } from "./dialect.ts";

// The bytes that matter.
export const quote = 0x22;
export const hash = 0x23;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;

/** Where in the text a byte is met. */
export const modes = { recordStart: 0, fieldStart: 1, bare: 2, quoted: 3, closed: 4, comment: 5 } as const;

/** In the place of a mode: what none allows. */
export const faults = { strayQuote: 6, closingQuote: 7 } as const;

/** What a byte is. */
export const kinds = { other: 0, quote: 1, delimiter: 2, lineBreak: 3, hash: 4 } as const;

/** Beside the mode: it is the same as before, but something has happened. */
const again = 8;

/** Takes that off. */
export const modeBits = 7;

/** The next mode by mode and kind of byte: eight places a mode, in the order of the kinds. */
export const transitions = Uint8Array.from(
  [
    [modes.bare, modes.quoted, modes.fieldStart, modes.recordStart | again, modes.comment],
    [modes.bare, modes.quoted, modes.fieldStart, modes.recordStart, modes.bare],
    [modes.bare, faults.strayQuote, modes.fieldStart, modes.recordStart, modes.bare],
    [modes.quoted, modes.closed, modes.quoted, modes.quoted | again, modes.quoted],
    [faults.closingQuote, modes.quoted, modes.fieldStart, modes.recordStart, faults.closingQuote],
    [modes.comment, modes.comment, modes.comment, modes.recordStart, modes.comment],
  ].flatMap((row) => [...row, 0, 0, 0]),
);

/** The kind of every byte, with this delimiter. */
export function classTable(delimiter: Delimiter): Uint8Array {
  const classes = new Uint8Array(256);
  classes[quote] = kinds.quote;
  classes[hash] = kinds.hash;
  classes[delimiter.charCodeAt(0)] = kinds.delimiter;
  classes[lineFeed] = kinds.lineBreak;
  classes[carriageReturn] = kinds.lineBreak;
  return classes;
}
