import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { VzuploadError } from "../errors.ts";
import { frameBytes, readFrame, readHeader } from "./claim-block.ts";
import { storing } from "./durable.ts";
import { windowOver } from "./file-window.ts";
import type { ClaimBlock, ClaimCursor } from "./store.ts";

/**
 * A claims file: a 16-byte head (magic, committed length as two 32-bit words, CRC-32 of these) and a sequence of blocks.
 * An append writes and syncs blocks behind the committed length, then moves that length: what stands behind it is a crash's
 * remainder, what stands before it must be whole.
 */
export interface ClaimsFile {
  readonly fd: number;
  readonly path: string;
}

/** Runs `action` with the file open; `flags` as `openSync` takes them. */
export function withClaimsFile<Result>(
  path: string,
  flags: number,
  action: (file: ClaimsFile) => Result,
): Result {
  const fd = storing(path, () => openSync(path, flags, 0o600));
  try {
    return action({ fd, path });
  } finally {
    closeSync(fd);
  }
}

/** Puts blocks behind those that count; durable when it returns. */
export function appendBlocks(file: ClaimsFile, blocks: readonly Buffer[]): void {
  let at = committedLength(file) ?? headBytes;
  storing(file.path, () => {
    for (const block of blocks) at = writeAt(file, block, at);
    // The remainder of a crash may be longer than these blocks.
    ftruncateSync(file.fd, at);
    fsyncSync(file.fd);
    writeAt(file, encodeHead(at), 0);
    fsyncSync(file.fd);
  });
}

/** A block that counts. */
export interface ReadBlock {
  readonly block: ClaimBlock;
  /** The packed identifiers of its devices; valid until the next block is read. */
  readonly words: Uint32Array;
  /** As its frame has it: of all that is in it. */
  readonly crc: number;
  /** Where the next one begins. */
  readonly next: ClaimCursor;
}

/** The blocks that count, each read where it begins. What is not whole there is an error. */
export interface BlockReader {
  /** Where they end. */
  readonly end: ClaimCursor;
  readAt(at: ClaimCursor): ReadBlock;
  /** What the frame says that begins there; undefined: none does. */
  frameAt(at: ClaimCursor): Pick<ReadBlock, "crc" | "next"> | undefined;
}

export function openBlocks(file: ClaimsFile): BlockReader {
  const end = committedLength(file) ?? headBytes;
  const window = windowOver(file.fd, file.path, end);
  const frameAt = (at: ClaimCursor) => {
    const frame = at + frameBytes > end ? undefined : readFrame(window.bytesAt(at, frameBytes));
    if (frame === undefined) return undefined;
    const next = at + frameBytes + frame.headerBytes + frame.payloadBytes;
    return next > end ? undefined : { ...frame, next };
  };
  return {
    end,
    frameAt,
    readAt(at) {
      const frame = frameAt(at) ?? damagedClaims(file.path, at);
      const bodyBytes = frame.headerBytes + frame.payloadBytes;
      const body = window.bytesAt(at + frameBytes, bodyBytes).subarray(0, bodyBytes);
      const block = readHeader(frame, body) ?? damagedClaims(file.path, at);
      const words = wordsOf(body.subarray(frame.headerBytes)) ?? damagedClaims(file.path, at);
      return { block, words, crc: frame.crc, next: frame.next };
    },
  };
}

/** Reads blocks from `from` on; returns where the last one ends. `words` are valid until `visit` returns. */
export function readBlocks(
  file: ClaimsFile,
  from: ClaimCursor,
  visit: (block: ClaimBlock, words: Uint32Array) => void,
): ClaimCursor {
  const { end, readAt } = openBlocks(file);
  if (from > end) damagedClaims(file.path, end);
  let at = Math.max(from, firstBlock);
  while (at < end) {
    const { block, words, next } = readAt(at);
    visit(block, words);
    at = next;
  }
  return at;
}

/** Whether it ends where its head says; ending before that is an error. If not, an append is under way or was cut short, or the file is not what was written. */
export function isSettled(file: ClaimsFile): boolean {
  // In this order: an append in between only makes the file longer.
  const committed = committedLength(file);
  const { size } = storing(file.path, () => fstatSync(file.fd));
  if (committed !== undefined && size < committed) damagedClaims(file.path, size);
  return size === committed;
}

export function damagedClaims(path: string, at: number): never {
  throw new VzuploadError("store", `The claims file ${path} is damaged at byte ${at}.`, {
    hint: "Nothing was sent. Restore it from a backup: it knows which devices were sent before.",
  });
}

const magic = 0x31435a56; // "VZC1"
const headBytes = 16;

/** Where the first block begins. */
export const firstBlock: ClaimCursor = headBytes;

/** Where the blocks that count end. Undefined: there is no head, as when the first append was cut short. */
function committedLength(file: ClaimsFile): number | undefined {
  const head = Buffer.alloc(headBytes);
  if (storing(file.path, () => readSync(file.fd, head, 0, headBytes, 0)) < headBytes) return undefined;
  // A first append that was cut short leaves a hole where its head would be.
  if (head.equals(Buffer.alloc(headBytes))) return undefined;
  const valid = head.readUInt32LE(0) === magic && crc32(head.subarray(0, 12)) === head.readUInt32LE(12);
  return valid ? Number(head.readBigUInt64LE(4)) : damagedClaims(file.path, 0);
}

function encodeHead(committed: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(magic, 0);
  head.writeBigUInt64LE(BigInt(committed), 4);
  head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
  return head;
}

function writeAt(file: ClaimsFile, bytes: Buffer, position: number): number {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file.fd, bytes, done, bytes.length - done, position + done);
  }
  return position + bytes.length;
}

/** The same bytes as words. Undefined: they do not stand where words can, so nobody wrote them as such. */
function wordsOf(bytes: Buffer): Uint32Array | undefined {
  if (bytes.byteOffset % 4 !== 0 || bytes.length % 4 !== 0) return undefined;
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
