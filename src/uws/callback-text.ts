import { isUtf8 } from "node:buffer";
import { type RefusalSlot, refuse } from "./callback-refusal.ts";

/** Turns the bytes of a message into text. */
export interface TextSource {
  write(chunk: Uint8Array): void;
  end(): void;
}

interface TextSourceOptions {
  readonly maxBytes: number;
  readonly slot: RefusalSlot;
  /** Hears the text in pieces of whole characters, without byte order mark, until the message is refused. */
  readonly take: (piece: string) => void;
}

const blockBytes = 64 * 1024;

/** Who sent a message stands at its beginning, and so does what shows that it is none. */
const firstBlockBytes = 4 * 1024;

/**
 * Reads UTF-8, or UTF-16 with a byte order mark. Bytes are gathered to blocks of one size first, so that neither pieces nor
 * refusals depend on how they came, and a message that comes byte by byte costs no more than another.
 */
export function createTextSource({ maxBytes, slot, take }: TextSourceOptions): TextSource {
  let block = Buffer.allocUnsafe(firstBlockBytes);
  let filled = 0;
  let room = maxBytes;
  let decode: Decoder | undefined;
  const flush = (isLast: boolean): void => {
    const isFirst = decode === undefined;
    decode ??= createDecoder(block.subarray(0, filled));
    const decoded = decode(block.subarray(0, filled), isLast);
    if (decoded === undefined) {
      refuse(slot, "encoding", "is neither UTF-8 nor UTF-16 with its mark");
      return;
    }
    const rest = block.subarray(filled - decoded.left, filled);
    // Most messages are of a line or two, and need no more than the first.
    if (isFirst && !isLast) block = Buffer.allocUnsafe(blockBytes);
    block.set(rest);
    filled = decoded.left;
    take(isFirst ? withoutMark(decoded.text) : decoded.text);
  };
  return {
    write(chunk) {
      const fitting = chunk.subarray(0, room);
      room -= fitting.length;
      for (let at = 0; at < fitting.length && slot.refusal === undefined; ) {
        const part = fitting.subarray(at, at + block.length - filled);
        block.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === block.length) flush(false);
      }
      if (fitting.length < chunk.length) refuse(slot, "tooLarge", maxBytes);
    },
    end() {
      if (room === maxBytes) refuse(slot, "empty");
      if (slot.refusal === undefined) flush(true);
    },
  };
}

/** Undefined: these are no such characters. `left`: bytes at the end of a character that is not whole yet. */
type Decoder = (
  bytes: Buffer,
  isLast: boolean,
) => { readonly text: string; readonly left: number } | undefined;

function createDecoder(head: Buffer): Decoder {
  if (head[0] === 0xff && head[1] === 0xfe) return utf16Decoder("utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) return utf16Decoder("utf-16be");
  return decodeUtf8;
}

/** Quicker than a TextDecoder that is given a stream, and its strings take a byte for each ASCII character, not two. */
function decodeUtf8(bytes: Buffer, isLast: boolean): ReturnType<Decoder> {
  const left = isLast ? 0 : cutCharacterBytes(bytes);
  const whole = bytes.subarray(0, bytes.length - left);
  return isUtf8(whole) ? { text: whole.toString("utf8"), left } : undefined;
}

/** How many bytes at the end begin a UTF-8 character and do not end it. */
function cutCharacterBytes(bytes: Buffer): number {
  for (let count = 1; count <= 3; count++) {
    const byte = bytes[bytes.length - count] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return count < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? count : 0;
  }
  return 0;
}

function utf16Decoder(encoding: "utf-16le" | "utf-16be"): Decoder {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes, isLast) => {
    try {
      return { text: decoder.decode(bytes, { stream: !isLast }), left: 0 };
    } catch {
      return undefined;
    }
  };
}

/**
 * The copy of a message is UTF-8, and .NET's StringWriter declares UTF-16 whatever the bytes are: the two cannot be taken for each
 * other, so the declaration is set right instead of refused.
 */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF+/, "").replace(declaredUtf16, "$1UTF-8");
}

const declaredUtf16 = /^(<\?xml\s[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}["'])utf-16(?:le|be)?(?=["'])/i;
