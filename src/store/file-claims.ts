import { closeSync, constants, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { DeviceTable } from "../devices/device-table.ts";
import { VzuploadError } from "../errors.ts";
import { encodeBlock, frameBytes, readFrame, readHeader } from "./claim-block.ts";
import { matchBlock } from "./claim-matches.ts";
import { createDirectory, storing, syncDirectory } from "./durable.ts";
import type { ClaimBlock, ClaimCursor, Claims, NewClaim } from "./store.ts";
import { withLock } from "./wait-for-lock.ts";

/**
 * The claims of one endpoint. `<name>.claims` is a 16-byte head (magic, committed length as two 32-bit words, CRC-32 of these)
 * and a sequence of blocks; `<name>.lock/` guards appends. An append writes and syncs blocks behind the committed length,
 * then moves that length: what stands behind it is a crash's remainder, what stands before it must be whole.
 */
export function fileClaims(directory: string, name: string, pid: number): Claims {
  const path = join(directory, `${name}.claims`);
  return {
    find: async (devices, from, visit) =>
      isMissing(path)
        ? from
        : withFile(path, constants.O_RDONLY, (fd) =>
            readBlocks({ fd, path }, from, (block, words) => matchBlock(devices, block, words, visit)),
          ),
    async exclusively(action) {
      // Before the lock's directory is made, and this one with it: its name must be durable.
      createDirectory(directory);
      return withLock(join(directory, `${name}.lock`), pid, action);
    },
    append: async (devices, blocks) => {
      withFile(path, constants.O_RDWR | constants.O_CREAT, (fd) => append({ fd, path }, devices, blocks));
      syncDirectory(directory);
    },
  };
}

interface OpenFile {
  readonly fd: number;
  readonly path: string;
}

const magic = 0x31435a56; // "VZC1"
const headBytes = 16;

function append(file: OpenFile, devices: DeviceTable, blocks: readonly NewClaim[]): void {
  let at = committedLength(file);
  storing(file.path, () => {
    for (const claim of blocks) at = writeAt(file, encodeBlock(devices, claim), at);
    fsyncSync(file.fd);
    writeAt(file, encodeHead(at), 0);
    fsyncSync(file.fd);
  });
}

/** Reads blocks from `from` on; returns where the last one ends. */
function readBlocks(
  file: OpenFile,
  from: ClaimCursor,
  visit: (block: ClaimBlock, words: Uint32Array) => void,
): ClaimCursor {
  const end = committedLength(file);
  let at = Math.max(from, headBytes);
  while (at < end) {
    const frame = readFrame(readAt(file, at, frameBytes)) ?? damaged(file, at);
    const bodyBytes = frame.headerBytes + frame.payloadBytes;
    if (at + frameBytes + bodyBytes > end) damaged(file, at);
    const body = readAt(file, at + frameBytes, bodyBytes);
    const block = readHeader(frame, body) ?? damaged(file, at);
    visit(block, new Uint32Array(body.buffer, frame.headerBytes, frame.payloadBytes / 4));
    at += frameBytes + body.length;
  }
  return at;
}

/** Where the blocks that count end. A file too short for a head has none: its first append was cut short. */
function committedLength(file: OpenFile): number {
  const head = Buffer.alloc(headBytes);
  if (storing(file.path, () => readSync(file.fd, head, 0, headBytes, 0)) < headBytes) return headBytes;
  // A first append that was cut short leaves a hole where its head would be.
  if (head.equals(Buffer.alloc(headBytes))) return headBytes;
  const valid = head.readUInt32LE(0) === magic && crc32(head.subarray(0, 12)) === head.readUInt32LE(12);
  return valid ? Number(head.readBigUInt64LE(4)) : damaged(file, 0);
}

function encodeHead(committed: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(magic, 0);
  head.writeBigUInt64LE(BigInt(committed), 4);
  head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
  return head;
}

function writeAt(file: OpenFile, bytes: Buffer, position: number): number {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file.fd, bytes, done, bytes.length - done, position + done);
  }
  return position + bytes.length;
}

/** In an ArrayBuffer of its own, so that it can be seen as 32-bit words. */
function readAt(file: OpenFile, position: number, length: number): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(length));
  storing(file.path, () => {
    for (let done = 0; done < length; ) {
      const count = readSync(file.fd, bytes, done, length - done, position + done);
      if (count === 0) damaged(file, position);
      done += count;
    }
  });
  return bytes;
}

/** Anything but a plain "no such file" (no permission, a failing disk) is an error: it may hide claims. */
function isMissing(path: string): boolean {
  return storing(path, () => statSync(path, { throwIfNoEntry: false })) === undefined;
}

function withFile<Result>(path: string, flags: number, action: (fd: number) => Result): Result {
  const fd = storing(path, () => openSync(path, flags, 0o600));
  try {
    return action(fd);
  } finally {
    closeSync(fd);
  }
}

function damaged(file: OpenFile, at: number): never {
  throw new VzuploadError("store", `The claims file ${file.path} is damaged at byte ${at}.`, {
    hint: "Nothing was sent. Restore it from a backup: it knows which devices were sent before.",
  });
}
