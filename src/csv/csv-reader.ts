import { VzuploadError } from "../errors.ts";
import type { Delimiter } from "./dialect.ts";
import { type Encoding, markOf } from "./encoding.ts";
import { type GivenShape, headBytes, openHead } from "./file-shape.ts";
import { firstDelimiters, oddFirstRecord } from "./first-record.ts";
import { type LineEnd, sniffLineEnd } from "./line-ends.ts";
import { refuseNulBytes, refuseOtherFormats } from "./other-formats.ts";
import { createRecordScanner } from "./record-scanner.ts";
import { createRowParser, type RowHandler } from "./row-parser.ts";
import { createTextChecker } from "./text-checker.ts";

/** What was found out about a file from its bytes. */
export interface CsvShape {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Of its first 64 KiB; undefined: they have none. */
  readonly lineEnd: LineEnd | undefined;
  /** Lines that begin with "#", the header not among them: neither rows nor read. */
  readonly comments: number;
  /** How many of them hold as many digits in a row as an identifier. */
  readonly commentsWithIdentifier: number;
}

/** What the first bytes of a file say of the rest. */
export interface CsvBeginning {
  readonly delimiter: Delimiter;
  /** The line of the first record that names an identifier, if one of the first does. */
  readonly headerLine: number | undefined;
}

/** Takes the bytes of one CSV file, gives its rows. Throws VzuploadError "input" for what is not a CSV file. */
export interface CsvReader {
  /** Known from the first row on. */
  readonly beginning: CsvBeginning | undefined;
  /** Calls `onRow`, before it returns, for the rows that are complete; what that throws comes out here. */
  write(chunk: Uint8Array): void;
  /** Rejects also for an empty file. */
  end(): Promise<CsvShape>;
}

/**
 * `name` is for messages. What is not said of encoding and delimiter is sniffed from the first 64 KiB, or all if there are fewer.
 * Rows and errors do not depend on how the bytes come in chunks.
 */
export function createCsvReader(name: string, onRow: RowHandler, given: GivenShape = {}): CsvReader {
  let head: Uint8Array = new Uint8Array(0);
  let body: Body | undefined;
  let beginning: CsvBeginning | undefined;
  const onBeginning = (found: CsvBeginning) => {
    beginning = found;
  };
  const begin = () => createBody({ name, head, onRow, given, onBeginning });
  return {
    get beginning() {
      return beginning;
    },
    write(chunk) {
      if (body !== undefined) return body.write(chunk);
      const wanted = headBytes - head.length;
      head = head.length === 0 ? chunk.subarray(0, wanted) : Buffer.concat([head, chunk.subarray(0, wanted)]);
      if (head.length < headBytes) return;
      body = begin();
      body.write(chunk.subarray(wanted));
    },
    async end() {
      body ??= begin();
      return body.end();
    },
  };
}

interface Body {
  write(chunk: Uint8Array): void;
  end(): Promise<CsvShape>;
}

interface Beginning {
  readonly name: string;
  readonly head: Uint8Array;
  readonly onRow: RowHandler;
  readonly given: GivenShape;
  readonly onBeginning: (found: CsvBeginning) => void;
}

/** The reader once the head is known; the head's rows are read at once. */
function createBody({ name, head, onRow, given, onBeginning }: Beginning): Body {
  if (head.length === 0) throw emptyFile(name);
  refuseOtherFormats(name, head);
  refuseOtherMark(name, head, given);
  const { decoder, text, delimiter, preambleBytes, headerLine, ...comments } = openHead(head, given);
  onBeginning({ headerLine, delimiter });
  const body = text.subarray(preambleBytes);
  refuseNulBytes(name, head, body);
  const scanner = createRecordScanner(delimiter, comments);
  const checker = createTextChecker({ name, decoder, scanner, offset: head.length - body.length });
  const good = Buffer.concat([...checker.check(body)]);
  // A record that is cut off must not be taken for a whole one.
  const opening = good.subarray(0, checker.error === undefined ? oddFirstRecord(good, delimiter) : 0);
  const firstLine = preambleBytes > 0 ? 2 : 1;
  const sawQuotedBreak = () => scanner.sawQuotedBreak;
  const parser = createRowParser({
    delimiter,
    firstLine,
    opening,
    sawQuotedBreak,
    onRow,
    onBlank: limitBlanks(name),
  });

  function feed(parts: Iterable<Uint8Array>): void {
    for (const part of parts) if (part.length > 0) parser.write(part);
    if (checker.error !== undefined) throw checker.error(parser.breakOff(scanner.isBehindQuote));
  }

  const rest = good.subarray(opening.length);
  // A row as wide as the others, and blank: csv-parse makes an error object of each that is not.
  scanner.fillComments(Buffer.from(` ${delimiter.repeat(firstDelimiters(rest, delimiter))}`));
  feed([rest]);
  return {
    write: (chunk) => feed(checker.check(decoder.decode(chunk))),
    async end() {
      feed(checker.check(decoder.end()));
      checker.end();
      feed([]);
      await parser.end();
      return {
        encoding: decoder.encoding,
        delimiter,
        lineEnd: sniffLineEnd(body),
        comments: scanner.comments,
        commentsWithIdentifier: scanner.commentsWithIdentifier,
      };
    },
  };
}

/** csv-parse takes 20 microseconds for each: nobody waits for what has nothing but these. */
const maxBlankLines = 1_000_000;

function limitBlanks(name: string): (line: number) => void {
  let blanks = 0;
  return (line) => {
    if (++blanks <= maxBlankLines) return;
    throw new VzuploadError("input", `${name}:${line}: more than 1,000,000 blank lines and comments.`, {
      hint: "Look at the file's line ends: a wrong conversion doubles them.",
    });
  };
}

function refuseOtherMark(name: string, head: Uint8Array, { encoding }: GivenShape): void {
  const mark = markOf(head)?.encoding;
  if (encoding === undefined || mark === undefined || mark === encoding) return;
  throw new VzuploadError(
    "input",
    `${name} begins with the byte order mark of ${mark.toUpperCase()}, but --encoding says ${encoding}.`,
    { hint: "Leave out --encoding: the mark is enough." },
  );
}

function emptyFile(name: string): VzuploadError {
  return new VzuploadError("input", `${name} is empty.`, {
    hint: "Look at how it was exported; nothing was sent.",
  });
}
