import { createHash, type Hash } from "node:crypto";
import { VzuploadError } from "../errors.ts";
import { decompressed } from "./compression.ts";
import type { Delimiter } from "./dialect.ts";
import { createByteDecoder, type Encoding, markOf } from "./encoding.ts";
import { encodeText, type GivenShape, headBytes, openHead, unitBytes } from "./file-shape.ts";
import { createRecordCutter, type RecordPiece } from "./record-cutter.ts";
import { maxRecordBytes } from "./record-scanner.ts";
import { isBlankRecord } from "./row-parser.ts";

/** A CSV file of which some records are wanted, byte for byte. */
export interface RawSource {
  /** For messages. */
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Of its bytes when it was read, in hex: another content would name other devices. */
  readonly sha256: string;
  /** The lines on which they begin, as the CSV reader tells them; ascending, each once. */
  readonly lines: ArrayLike<number>;
  /** False: files without a header (--columns). */
  readonly hasHeader: boolean;
  /** What was said of its form when it was read. */
  readonly shape: GivenShape;
}

/** What stands before the records of a file, and how it is written. */
export interface RawOpening {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Byte order mark, `sep=` line and header. */
  readonly bytes: Uint8Array;
  readonly hasSeparatorLine: boolean;
}

export type RawPart =
  | { readonly kind: "opening"; readonly opening: RawOpening }
  /** Whole records or parts of them, in order; `rows`: how many begin here. */
  | { readonly kind: "records"; readonly bytes: Uint8Array; readonly rows: number };

/**
 * The opening, then the wanted records, in bounded memory. VzuploadError "store" when these are not the bytes that
 * were read before; that may show only at the end: what has come until then is not to be used.
 */
export async function* readRawSource(source: RawSource): AsyncGenerator<RawPart> {
  const hash = createHash("sha256");
  let head: Uint8Array = new Uint8Array(0);
  let selection: Selection | undefined;
  for await (const chunk of plainBytes(source, hash)) {
    if (selection !== undefined) selection.write(chunk);
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < headBytes) continue;
      selection = startSelection(source, head);
    }
    yield* selection.take();
  }
  selection ??= startSelection(source, head);
  selection.end();
  if (hash.digest("hex") !== source.sha256) throw changed(source.name, "its SHA-256 differs");
  yield* selection.take();
}

/** The kept copy is as it came; `hash` sees its own bytes. */
async function* plainBytes(source: RawSource, hash: Hash): AsyncGenerator<Uint8Array> {
  async function* hashed() {
    for await (const chunk of source.open()) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    yield* decompressed(source.name, hashed());
  } catch (error) {
    if (!(error instanceof VzuploadError) || error.kind !== "input") throw error;
    throw changed(source.name, "it cannot be decompressed any more");
  }
}

interface Selection {
  write(chunk: Uint8Array): void;
  end(): void;
  /** What there is by now. */
  take(): Iterable<RawPart>;
}

/** `head` may be longer than what is judged. */
function startSelection(source: RawSource, head: Uint8Array): Selection {
  const { shape } = source;
  const judged = head.subarray(0, headBytes);
  const { encoding, delimiter, preambleBytes, ...comments } = openHead(judged, shape);
  const mark = markOf(head);
  const start = (mark?.encoding === encoding ? mark.bytes.length : 0) + preambleBytes * unitBytes(encoding);
  const hasSeparatorLine = preambleBytes > 0;
  const bytes = Buffer.concat([missingMark(encoding, mark?.encoding), head.subarray(0, start)]);
  const selection = selectRecords(source, { encoding, delimiter, hasSeparatorLine, bytes });
  const firstLine = hasSeparatorLine ? 2 : 1;
  const cutter = createRecordCutter({ encoding, firstLine, comments }, selection.add);
  cutter.write(head.subarray(start));
  return {
    write: cutter.write,
    end() {
      cutter.end();
      selection.end();
    },
    take: selection.take,
  };
}

/** What comes out must be read again without the user's saying what it is. */
function missingMark(encoding: Encoding, mark: Encoding | undefined): Uint8Array {
  return mark === encoding || unitBytes(encoding) === 1 ? new Uint8Array(0) : encodeText("\ufeff", encoding);
}

/** `shape`: the opening without the header. */
function selectRecords(source: RawSource, shape: RawOpening) {
  const opened = createOpening(source, shape);
  const wanted = createLineList(source);
  let isTaken = false;
  let isTold = false;
  let pieces: Uint8Array[] = [];
  let rows = 0;
  return {
    add({ bytes, line, begins, isComment }: RecordPiece): void {
      if (begins) {
        opened.endRecord(isTaken);
        isTaken = !isComment && wanted.has(line);
      }
      if (isComment) return;
      if (opened.opening === undefined) opened.add(bytes, line);
      else if (isTaken) {
        pieces.push(bytes);
        if (begins) rows++;
      }
    },
    end(): void {
      opened.endRecord(isTaken);
      wanted.end();
    },
    *take(): Generator<RawPart> {
      const { opening } = opened;
      if (opening !== undefined && !isTold) yield { kind: "opening", opening };
      isTold = opening !== undefined;
      if (pieces.length > 0) yield { kind: "records", bytes: Buffer.concat(pieces), rows };
      pieces = [];
      rows = 0;
    },
  };
}

/** Gathers what comes before the first row of data: the header is the first record that is not blank. */
function createOpening({ name, hasHeader }: RawSource, shape: RawOpening) {
  const kept: Uint8Array[] = [shape.bytes];
  let record: Uint8Array[] = [];
  let recordBytes = 0;
  let line = 0;
  let opening = hasHeader ? undefined : shape;
  return {
    get opening() {
      return opening;
    },
    add(bytes: Uint8Array, recordLine: number): void {
      record.push(bytes);
      recordBytes += bytes.length;
      line = recordLine;
      if (recordBytes > maxHeaderBytes) throw changed(name, `the record on line ${line} is too long`);
    },
    /** `isTaken`: a blank record is wanted, too. */
    endRecord(isTaken: boolean): void {
      if (opening !== undefined || recordBytes === 0) return;
      const bytes = Buffer.concat(record);
      record = [];
      recordBytes = 0;
      const { delimiter, encoding } = shape;
      const isBlank = isBlankRecord(toUtf8(bytes, encoding), delimiter);
      if (!isBlank || isTaken) kept.push(bytes);
      if (!isBlank) opening = { ...shape, bytes: Buffer.concat(kept) };
    },
  };
}

/** The row parser does not count quotes and delimiters, and UTF-16 may take twice the bytes. */
const maxHeaderBytes = 8 * maxRecordBytes;

function toUtf8(bytes: Uint8Array, encoding: Encoding): Uint8Array {
  return encoding === "utf-8" ? bytes : createByteDecoder(new Uint8Array(0), encoding).decode(bytes);
}

/** Ticks wanted lines off. */
function createLineList({ name, lines }: RawSource) {
  let next = 0;
  const refuse = () => {
    throw changed(name, `no record begins on line ${lines[next]}`);
  };
  return {
    has(line: number): boolean {
      if ((lines[next] ?? line) < line) refuse();
      if (lines[next] !== line) return false;
      next++;
      return true;
    },
    end(): void {
      if (next < lines.length) refuse();
    },
  };
}

function changed(name: string, what: string): VzuploadError {
  return new VzuploadError("store", `The kept copy of ${name} is not what was pushed: ${what}.`, {
    hint: "Restore it from a backup; do not edit it.",
  });
}
