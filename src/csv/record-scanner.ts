import { type CommentRule, isCommentLine } from "./comment-rule.ts";
import type { Delimiter } from "./dialect.ts";
import type { RecordFault } from "./record-faults.ts";
import {
  carriageReturn,
  classTable,
  faults,
  hash,
  kinds,
  lineFeed,
  modeBits,
  modes,
  quote,
  transitions,
} from "./record-modes.ts";

/** The longest record accepted, in bytes of UTF-8: an unclosed quote must not take in the rest of the file. */
export const maxRecordBytes = 128 * 1024;

/** Pieces are to be no longer, so that a record that is too long cannot lie within one. */
export const maxPieceBytes = 64 * 1024;

/** Looks through text before it is parsed: takes out comments, finds quotes that are wrong and records that are too long. */
export interface RecordScanner {
  /** Comments taken out until now; their line ends stay, so that lines are counted right. */
  readonly comments: number;
  /** How many of them hold as many digits in a row as an identifier: they may be meant as rows. */
  readonly commentsWithIdentifier: number;
  /** What ends the text that was scanned last. */
  readonly fault: RecordFault | undefined;
  /** A closing quote was the last byte, unless the next is a quote, too. */
  readonly isBehindQuote: boolean;
  /** A quoted field held a line break: records may be longer than a line from now on. */
  readonly sawQuotedBreak: boolean;
  /** The text, a blank in the place of each comment, up to the fault if there is one. */
  scan(piece: Uint8Array): Uint8Array;
  /** To be called when there is no more text: it may end in a quoted field. */
  end(): void;
  /** What stands in the place of a comment from now on: it keeps a return before it from a line feed behind it. */
  fillComments(bytes: Uint8Array): void;
}

/**
 * The rules of quoting are csv-parse's; this knows the
 * line of a fault without the cost of counting lines. What holds no quote and no "#" is not looked through byte by byte.
 */
export function createRecordScanner(delimiter: Delimiter, rule: CommentRule): RecordScanner {
  const classes = classTable(delimiter);
  let mode: number = modes.recordStart;
  /** Of the record at hand, before the piece. */
  let recordBytes = 0;
  let hashes = 0;
  let comments = 0;
  let commentsWithIdentifier = 0;
  /** Digits in a row in the comment at hand. */
  let digits = 0;
  let breaks = 0;
  let openedBreaks = 0;
  let previous = 0;
  let fault: RecordFault | undefined;
  let sawQuotedBreak = false;
  let filler: Uint8Array = Buffer.from(" ");

  function scanPlain(piece: Uint8Array): Uint8Array {
    const first = firstBreak(piece);
    const line = first < 0 ? piece.length : first;
    if (recordBytes + line > maxRecordBytes) {
      fault = { kind: "too-long", breaks: 0 };
      return piece.subarray(0, maxRecordBytes - recordBytes);
    }
    const last = first < 0 ? -1 : lastBreak(piece);
    recordBytes = first < 0 ? recordBytes + piece.length : piece.length - last - 1;
    const end = classes[piece[piece.length - 1] ?? 0];
    const inRecord = end === kinds.delimiter ? modes.fieldStart : modes.bare;
    mode = recordBytes === 0 ? modes.recordStart : inRecord;
    return piece;
  }

  /** Takes the step to another mode, or over a line break; whether a fault forbids it. */
  function step(next: number, isBreak: boolean, isHalfBreak: boolean): boolean {
    if (next === faults.strayQuote) fault = { kind: "stray-quote", breaks };
    else if (next === faults.closingQuote) fault = { kind: "closing-quote", breaks, openedBreaks };
    else if (next === modes.recordStart) breaks = 0;
    else if (next === modes.quoted && isBreak) noteQuotedBreak(isHalfBreak);
    else if (next === modes.quoted && mode !== modes.closed) openedBreaks = breaks;
    return fault !== undefined;
  }

  function noteQuotedBreak(isHalfBreak: boolean): void {
    sawQuotedBreak = true;
    breaks += isHalfBreak ? 0 : 1;
  }

  function startsComment(): boolean {
    const is = isCommentLine(hashes++, rule);
    if (is) comments++;
    digits = 0;
    return is;
  }

  /** Each comment counts once, wherever its bytes are cut. */
  function lookThroughComment(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (digits >= identifierDigits) return;
      digits = byte >= zero && byte <= nine ? digits + 1 : 0;
      if (digits === identifierDigits) commentsWithIdentifier++;
    }
  }

  function isTooLong(isBreak: boolean): boolean {
    const isQuoted = mode === modes.quoted || mode === modes.closed;
    if (mode === modes.comment || (isBreak && mode !== modes.quoted)) return false;
    fault = isQuoted ? { kind: "too-long-quoted", breaks: openedBreaks } : { kind: "too-long", breaks: 0 };
    return true;
  }

  function scanBytes(piece: Uint8Array): Uint8Array {
    const kept = keptParts(piece, mode === modes.comment);
    let start = -recordBytes;
    for (let at = 0; at < piece.length; at++) {
      const limit = mode === modes.comment ? piece.length : start + maxRecordBytes;
      const from = at;
      at = endOfMode(piece, { at, end: Math.min(limit, piece.length), mode, classes });
      if (mode === modes.comment) lookThroughComment(piece.subarray(from, at));
      if (at === piece.length) break;
      const byte = piece[at] ?? 0;
      const isBreak = byte === lineFeed || byte === carriageReturn;
      if (at >= limit && isTooLong(isBreak)) return kept.upTo(at);
      let next = (transitions[(mode << 3) | (classes[byte] ?? 0)] ?? 0) & modeBits;
      const before = at === 0 ? previous : piece[at - 1];
      if (step(next, isBreak, byte === lineFeed && before === carriageReturn)) return kept.upTo(at);
      if (next === modes.recordStart) start = at + 1;
      if (next !== mode && mode === modes.comment) kept.endGap(at);
      if (next !== mode && next === modes.comment && !startsComment()) next = modes.bare;
      if (next !== mode && next === modes.comment) kept.startGap(at, filler);
      mode = next;
    }
    recordBytes = piece.length - start;
    return kept.upTo(piece.length);
  }

  return {
    get comments() {
      return comments;
    },
    get commentsWithIdentifier() {
      return commentsWithIdentifier;
    },
    get fault() {
      return fault;
    },
    get sawQuotedBreak() {
      return sawQuotedBreak;
    },
    get isBehindQuote() {
      return mode === modes.closed;
    },
    scan(piece) {
      if (piece.length === 0) return piece;
      const isPlain = mode <= modes.bare && !piece.includes(quote) && !piece.includes(hash);
      const text = isPlain ? scanPlain(piece) : scanBytes(piece);
      previous = piece[piece.length - 1] ?? 0;
      return text;
    },
    fillComments(bytes) {
      filler = bytes;
    },
    end() {
      if (mode === modes.quoted) fault = { kind: "open-quote", breaks: openedBreaks };
    },
  };
}

/** Of the shortest identifier that cannot be a date or a time, without its check digit. */
const identifierDigits = 14;
const zero = 0x30;
const nine = 0x39;

interface Run {
  readonly at: number;
  readonly end: number;
  readonly mode: number;
  readonly classes: Uint8Array;
}

/** Where the first byte is from `at` on that does more than to go on in the mode; `end` if there is none before it. */
function endOfMode(piece: Uint8Array, { at, end, mode, classes }: Run): number {
  const row = mode << 3;
  let next = at;
  while (next < end && transitions[row | (classes[piece[next] ?? 0] ?? 0)] === mode) next++;
  return next;
}

function firstBreak(piece: Uint8Array): number {
  const feed = piece.indexOf(lineFeed);
  const back = (feed < 0 ? piece : piece.subarray(0, feed)).indexOf(carriageReturn);
  return back < 0 ? feed : back;
}

function lastBreak(piece: Uint8Array): number {
  const feed = piece.lastIndexOf(lineFeed);
  const back = piece.subarray(feed + 1).lastIndexOf(carriageReturn);
  return back < 0 ? feed : feed + 1 + back;
}

/** A piece without its gaps. */
function keptParts(piece: Uint8Array, beginsInGap: boolean) {
  const parts: Uint8Array[] = [];
  let isGap = beginsInGap;
  let from = 0;
  return {
    startGap(at: number, filler: Uint8Array): void {
      parts.push(piece.subarray(from, at), filler);
      isGap = true;
    },
    endGap(at: number): void {
      from = at;
      isGap = false;
    },
    upTo(end: number): Uint8Array {
      if (!isGap) parts.push(piece.subarray(from, end));
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    },
  };
}
