import { markOf } from "./encoding.ts";
import { encodeText, headBytes, lineEndOf, openHead, unitBytes } from "./file-shape.ts";
import { type RawOpening, type RawSource, readRawSource } from "./raw-source.ts";

/** A part of output file number `file` (0, 1 ...), to be written behind what came for it before. */
export interface RawFilePart {
  readonly file: number;
  readonly bytes: Uint8Array;
  /** Records that begin here, the header not counted. */
  readonly rows: number;
}

/**
 * The wanted records of several CSV files, byte for byte, each file below its own header, in its own encoding and
 * dialect: as a CSV reader read them, it reads them again. Sources that begin with the same bytes and have the same
 * dialect share a file. Memory is bounded: 64 KiB a file. Errors as of the sources, and VzuploadError "store" when a
 * source is not what it was: then no file is to be used.
 */
export async function* rawRecords(sources: readonly RawSource[]): AsyncGenerator<RawFilePart> {
  const files: OutputFile[] = [];
  for (const source of sources) {
    if (source.lines.length === 0) continue;
    let file: OutputFile | undefined;
    for await (const part of readRawSource(source)) {
      if (part.kind === "opening") file = openFile(part.opening, files);
      else if (file !== undefined) yield* file.add(part.bytes, part.rows);
    }
  }
  for (const file of files) yield* file.end();
}

interface OutputFile {
  readonly opening: RawOpening;
  /** Another source goes on. */
  startSource(): void;
  add(bytes: Uint8Array, rows: number): Iterable<RawFilePart>;
  end(): Iterable<RawFilePart>;
}

function openFile(opening: RawOpening, files: OutputFile[]): OutputFile {
  let file = files.find((each) => isSameOpening(each.opening, opening));
  if (file === undefined) {
    file = createFile(opening, files.length);
    files.push(file);
  }
  file.startSource();
  return file;
}

function isSameOpening(a: RawOpening, b: RawOpening): boolean {
  return a.encoding === b.encoding && a.delimiter === b.delimiter && Buffer.compare(a.bytes, b.bytes) === 0;
}

/** Its first bytes are held back until they can be judged. */
function createFile(opening: RawOpening, file: number): OutputFile {
  let head: Uint8Array = opening.bytes;
  let isHeld = true;
  let heldRows = 0;
  let last: Uint8Array = head;
  let isNewSource = false;

  function* release(): Generator<RawFilePart> {
    if (isHeld) yield { file, bytes: withItsDialect(head, opening), rows: heldRows };
    isHeld = false;
  }

  return {
    opening,
    startSource() {
      isNewSource = last !== opening.bytes;
    },
    *add(bytes, rows) {
      const part = isNewSource ? joined(last, bytes, opening) : bytes;
      isNewSource = false;
      last = bytes;
      if (!isHeld) return yield { file, bytes: part, rows };
      head = Buffer.concat([head, part]);
      heldRows += rows;
      if (head.length >= headBytes) yield* release();
    },
    end: release,
  };
}

/** The last record of a source may have no line end. */
function joined(before: Uint8Array, bytes: Uint8Array, { encoding, bytes: opening }: RawOpening): Uint8Array {
  if (lineEndOf(before, encoding) !== "") return bytes;
  return Buffer.concat([encodeText(lineEndOf(opening, encoding) || "\n", encoding), bytes]);
}

/**
 * Without a header another record is now the first, and a delimiter might be guessed from it that is not the file's, or the user
 * had to say which it is: then it is written down.
 */
function withItsDialect(
  head: Uint8Array,
  { encoding, delimiter, bytes, hasSeparatorLine }: RawOpening,
): Uint8Array {
  const shape = openHead(head.subarray(0, headBytes), {});
  if (shape.delimiter === delimiter && shape.preambleBytes > 0 === hasSeparatorLine) return head;
  const line = encodeText(`sep=${delimiter}${lineEndOf(bytes, encoding) || "\n"}`, encoding);
  const markBytes = markOf(head)?.bytes.length ?? 0;
  const rest = head.subarray(markBytes + (hasSeparatorLine ? shape.preambleBytes * unitBytes(encoding) : 0));
  return Buffer.concat([head.subarray(0, markBytes), line, rest]);
}
