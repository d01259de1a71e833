import { type Delimiter, type Dialect, sniffDialect } from "./dialect.ts";
import { type ByteDecoder, createByteDecoder, type Encoding } from "./encoding.ts";
import { withTextFormulas } from "./text-formulas.ts";

/** What the user says of a file's form; it goes before what its bytes say. */
export interface GivenShape {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
}

/** The first bytes of a file, understood. */
export interface OpenedHead extends Dialect {
  /** Has decoded the head. */
  readonly decoder: ByteDecoder;
  /** As told before a byte was decoded. */
  readonly encoding: Encoding;
  /** The head in UTF-8 without its byte order mark. */
  readonly text: Uint8Array;
}

/** A file is judged by its first bytes, as many as these or all. */
export const headBytes = 64 * 1024;

/** `head`: the first `headBytes` of the file, or all of it. */
export function openHead(head: Uint8Array, given: GivenShape): OpenedHead {
  const decoder = withTextFormulas(createByteDecoder(head, given.encoding));
  const { encoding } = decoder;
  const text = decoder.decode(head);
  return { decoder, encoding, text, ...sniffDialect(text, given.delimiter, head.length >= headBytes) };
}

/** Bytes of an ASCII character. */
export function unitBytes(encoding: Encoding): number {
  return bytesOfUnit[encoding];
}

const bytesOfUnit = { "utf-8": 1, "utf-16le": 2, "utf-16be": 2, "windows-1252": 1 } as const satisfies Record<
  Encoding,
  number
>;

/** ASCII text, or a byte order mark where the encoding has one. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (unitBytes(encoding) === 1) return Buffer.from(text);
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
