import { type Delimiter, sniffDialect } from "./dialect.ts";
import { createByteDecoder, type Encoding } from "./encoding.ts";

/** How a CSV file is written, told as the CSV reader tells it, and how many bytes stand before its first record. */
export interface FileShape {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Of the byte order mark. */
  readonly markBytes: number;
  /** Of the `sep=` line, its line end included. */
  readonly separatorLineBytes: number;
}

/** `head`: the first `headBytes` of the file, or all of it. */
export function sniffShape(head: Uint8Array): FileShape {
  const decoder = createByteDecoder(head);
  const text = decoder.decode(head);
  const { encoding } = decoder;
  const { delimiter, preambleBytes } = sniffDialect(text);
  return {
    encoding,
    delimiter,
    markBytes: encoding === "utf-8" ? head.length - text.length : 2,
    separatorLineBytes: preambleBytes * unitBytes(encoding),
  };
}

/** Bytes of an ASCII character. */
export function unitBytes(encoding: Encoding): number {
  return encoding === "utf-8" ? 1 : 2;
}

/** Text without a byte order mark. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === "utf-8") return Buffer.from(text);
  const bytes = Buffer.from(text, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
}

/** The line end that bytes end with; "" where they end with none. */
export function lineEndOf(bytes: Uint8Array, encoding: Encoding): "\r\n" | "\n" | "\r" | "" {
  const ends = (text: string) => {
    const end = encodeText(text, encoding);
    return bytes.length >= end.length && Buffer.compare(bytes.subarray(bytes.length - end.length), end) === 0;
  };
  return lineEnds.find(ends) ?? "";
}

const lineEnds = ["\r\n", "\n", "\r"] as const;
