/** Encodings told from the byte order mark; without one it is UTF-8. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Turns the bytes of a file into UTF-8, chunk by chunk, without the byte order mark. */
export interface ByteDecoder {
  readonly encoding: Encoding;
  decode(chunk: Uint8Array): Uint8Array;
  /** What a cut-off last character leaves. */
  end(): Uint8Array;
}

/** `head` is the beginning of the file, at least 3 bytes of it where it has them; it is to be decoded first. */
export function createByteDecoder(head: Uint8Array): ByteDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return transcoder("utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) return transcoder("utf-16be");
  const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return plain(hasMark ? 3 : 0);
}

function plain(markLength: number): ByteDecoder {
  let skip = markLength;
  return {
    encoding: "utf-8",
    decode(chunk) {
      const text = chunk.subarray(skip);
      skip = 0;
      return text;
    },
    end: () => new Uint8Array(0),
  };
}

function transcoder(encoding: "utf-16le" | "utf-16be"): ByteDecoder {
  const decoder = new TextDecoder(encoding);
  return {
    encoding,
    decode: (chunk) => Buffer.from(decoder.decode(chunk, { stream: true })),
    end: () => Buffer.from(decoder.decode()),
  };
}
