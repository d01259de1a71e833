import { VzuploadError } from "../errors.ts";
import { type Delimiter, sniffDialect } from "./dialect.ts";
import { type ByteDecoder, createByteDecoder, type Encoding } from "./encoding.ts";
import { oddFirstRecord } from "./first-record.ts";
import { refuseNulBytes, refuseOtherFormats } from "./other-formats.ts";
import { createRowParser, type RowHandler, type RowParser } from "./row-parser.ts";

/** What was found out about a file from its bytes. */
export interface CsvShape {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
}

/** Takes the bytes of one CSV file, gives its rows. Throws VzuploadError "input" for what is not a CSV file. */
export interface CsvReader {
  /** Calls `onRow`, before it returns, for the rows that are complete; what that throws comes out here. */
  write(chunk: Uint8Array): void;
  /** Rejects also for an empty file. */
  end(): Promise<CsvShape>;
}

/** `name` is for messages. Encoding and delimiter are sniffed from the first bytes: of 64 KiB, or all if there are fewer. */
export function createCsvReader(name: string, onRow: RowHandler): CsvReader {
  let head: Uint8Array = new Uint8Array(0);
  let body: Body | undefined;
  return {
    write(chunk) {
      if (body !== undefined) return body.write(chunk);
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length >= headBytes) body = createBody(name, head, onRow);
    },
    async end() {
      body ??= createBody(name, head, onRow);
      return body.end();
    },
  };
}

/** A file is judged by its first bytes, as many as these or all. */
export const headBytes = 64 * 1024;

interface Body {
  write(chunk: Uint8Array): void;
  end(): Promise<CsvShape>;
}

/** The reader once the head is known; the head's rows are read at once. */
function createBody(name: string, head: Uint8Array, onRow: RowHandler): Body {
  if (head.length === 0) throw emptyFile(name);
  refuseOtherFormats(name, head);
  const decoder = createByteDecoder(head);
  const text = decoder.decode(head);
  const { delimiter, preambleBytes } = sniffDialect(text);
  const body = text.subarray(preambleBytes);
  const opening = body.subarray(0, oddFirstRecord(body, delimiter));
  refuseNulBytes(name, opening, head.length - body.length);
  const firstLine = preambleBytes > 0 ? 2 : 1;
  const parser = createRowParser({ name, delimiter, firstLine, opening, onRow });
  const shape = { encoding: decoder.encoding, delimiter };
  const first = body.subarray(opening.length);
  return feeding({ name, decoder, parser, shape, offset: head.length - first.length }, first);
}

interface Parts {
  readonly name: string;
  readonly decoder: ByteDecoder;
  readonly parser: RowParser;
  readonly shape: CsvShape;
  /** Of the first byte fed, in the file (in UTF-16 roughly). */
  readonly offset: number;
}

function feeding({ name, decoder, parser, shape, ...parts }: Parts, first: Uint8Array): Body {
  let offset = parts.offset;

  function feed(text: Uint8Array): void {
    refuseNulBytes(name, text, offset);
    offset += text.length;
    if (text.length > 0) parser.write(text);
  }

  feed(first);
  return {
    write: (chunk) => feed(decoder.decode(chunk)),
    async end() {
      feed(decoder.end());
      await parser.end();
      return shape;
    },
  };
}

function emptyFile(name: string): VzuploadError {
  return new VzuploadError("input", `${name} is empty.`, {
    hint: "Look at how it was exported; nothing was sent.",
  });
}
