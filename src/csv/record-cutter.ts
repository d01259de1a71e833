import { type CommentRule, isCommentLine } from "./comment-rule.ts";
import type { Encoding } from "./encoding.ts";
import { unitBytes } from "./file-shape.ts";

/** A part of a record as it stands in the file, its line end included. Parts come in order. */
export interface RecordPiece {
  readonly bytes: Uint8Array;
  /** The 1-based line on which its record begins: as the row parser counts. */
  readonly line: number;
  /** It is the first of its record. */
  readonly begins: boolean;
  /** It is of a line that begins with "#". */
  readonly isComment: boolean;
}

/** Cuts the bytes of a CSV file into its records without changing or keeping any, whatever their length. */
export interface RecordCutter {
  /** Calls `onPiece` before it returns. */
  write(chunk: Uint8Array): void;
  end(): void;
}

export interface RecordCutterOptions {
  readonly encoding: Encoding;
  /** Of the first byte. */
  readonly firstLine: number;
  readonly comments: CommentRule;
}

/**
 * For bytes that the row parser accepts: there a quote never stands anywhere but around fields and doubled within
 * them, or in comments, so it is enough to count quotes.
 */
export function createRecordCutter(
  { encoding, firstLine, comments }: RecordCutterOptions,
  onPiece: (piece: RecordPiece) => void,
): RecordCutter {
  const codeAt = codeReaders[encoding];
  const width = unitBytes(encoding);
  let line = firstLine;
  let breaks = 0;
  let begins = true;
  /** The next unit is the first of a record. */
  let isStart = true;
  let isComment = false;
  let hashes = 0;
  let isQuoted = false;
  /** A record has ended, unless a line feed follows. */
  let isReturned = false;
  let previous = 0;
  let halfUnit: Uint8Array = new Uint8Array(0);

  function give(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    onPiece({ bytes, line, begins, isComment });
    begins = false;
  }

  function endRecord(): void {
    line += 1 + breaks;
    breaks = 0;
    begins = true;
    isStart = true;
    isComment = false;
    isReturned = false;
  }

  /** Returns where the record ends that the code at `at` ends, or is the first behind; else undefined. */
  function endAt(code: number, at: number): number | undefined {
    if (isReturned) return code === lineFeed ? at + width : at;
    if (code === lineFeed && !isQuoted) return at + width;
    return undefined;
  }

  function note(code: number): void {
    if (isStart && code === hash) isComment = isCommentLine(hashes++, comments);
    isStart = false;
    if (code === quote && !isComment) isQuoted = !isQuoted;
    else if (code === carriageReturn && !isQuoted) isReturned = true;
    else if (code === carriageReturn || (code === lineFeed && isQuoted && previous !== carriageReturn))
      breaks++;
    previous = code;
  }

  return {
    write(chunk) {
      const all = halfUnit.length === 0 ? chunk : Buffer.concat([halfUnit, chunk]);
      const length = all.length - (all.length % width);
      halfUnit = all.subarray(length);
      let start = 0;
      for (let at = 0; at < length; at += width) {
        const code = codeAt(all, at);
        const end = endAt(code, at);
        if (end !== undefined) {
          give(all.subarray(start, end));
          start = end;
          endRecord();
          if (end > at) continue;
        }
        note(code);
      }
      give(all.subarray(start, length));
    },
    end: () => give(halfUnit),
  };
}

const quote = 0x22;
const hash = 0x23;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const codeReaders = {
  "utf-8": (bytes, at) => bytes[at] ?? 0,
  "utf-16le": (bytes, at) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8),
  "utf-16be": (bytes, at) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0),
  "windows-1252": (bytes, at) => bytes[at] ?? 0,
} as const satisfies Record<Encoding, (bytes: Uint8Array, at: number) => number>;
