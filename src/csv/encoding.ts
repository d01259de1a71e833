import { createUtf8Decoder } from "./utf8-decoder.ts";
import { createWindows1252Decoder } from "./windows-1252.ts";

/** Without a byte order mark a file is UTF-8, until a byte is not: then it is Windows-1252. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;

export type Encoding = (typeof encodings)[number];

/** Turns the bytes of a file into UTF-8, chunk by chunk, without the byte order mark. */
export interface ByteDecoder {
  /** As far as it is known: any byte may turn UTF-8 into Windows-1252. */
  readonly encoding: Encoding;
  /** Undefined, or the first byte that is not of the encoding that the user named: what is decoded ends before it. */
  readonly oddByte: OddByte | undefined;
  decode(chunk: Uint8Array): Uint8Array;
  /** What a cut-off last character leaves. */
  end(): Uint8Array;
}

export interface OddByte {
  readonly byte: number;
  /** In the file. */
  readonly offset: number;
}

/** `head` is the beginning of the file, at least 3 bytes of it where it has them; it is to be decoded first. `given`: by the user. */
export function createByteDecoder(head: Uint8Array, given?: Encoding): ByteDecoder {
  const mark = markOf(head);
  const encoding = given ?? mark?.encoding ?? "utf-8";
  const markBytes = mark?.encoding === encoding ? mark.bytes.length : 0;
  if (encoding === "utf-8") return createUtf8Decoder(markBytes, given === undefined);
  return encoding === "windows-1252" ? createWindows1252Decoder() : transcoder(encoding);
}

/** The byte order mark that a file begins with. */
export function markOf(
  head: Uint8Array,
): { readonly encoding: Encoding; readonly bytes: readonly number[] } | undefined {
  return marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
}

const marks = [
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
] as const;

function transcoder(encoding: "utf-16le" | "utf-16be"): ByteDecoder {
  const decoder = new TextDecoder(encoding);
  return {
    encoding,
    oddByte: undefined,
    decode: (chunk) => Buffer.from(decoder.decode(chunk, { stream: true })),
    end: () => Buffer.from(decoder.decode()),
  };
}
