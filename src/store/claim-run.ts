import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { forEachHash, hashBits, hashVersion } from "../devices/identifier-hashes.ts";
import type { IdentifierKind } from "../devices/identifiers.ts";
import { identifierPlaces } from "../devices/packing.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { wordsPerDevice } from "./claim-block.ts";
import type { ReadBlock } from "./claims-file.ts";
import type { ClaimBlock, ClaimCursor } from "./store.ts";

/**
 * A sorted run: the hashes of all identifiers in a stretch of a claims file, ascending, and whose they are. It says where to look, the
 * claims file says what is there. A file of three parts: a frame of four little-endian 32-bit words (magic, bytes of the head, CRC-32 of
 * the head, CRC-32 of the rest), the head as JSON padded with spaces to whole words, and 32-bit words: for each block its place behind
 * `from` and the number of its first device, then for each column all hashes, then all numbers of devices.
 */
export interface ClaimRun extends ClaimRunHead {
  /** Of each block: where it begins, counted from `from`, and the number of its first device. */
  readonly blocks: Uint32Array;
  readonly columns: readonly SortedColumn[];
}

export interface ClaimRunHead {
  /** The stretch of the claims file. */
  readonly from: ClaimCursor;
  readonly to: ClaimCursor;
  /** Its last block: by that it is known whether the run is of this claims file, and not of one that a backup has replaced. */
  readonly last: { readonly at: ClaimCursor; readonly crc: number };
}

/** The identifiers of one kind. */
export interface SortedColumn {
  readonly kind: IdentifierKind;
  readonly hashes: Int32Array;
  /** Of the device that has it: counted over all blocks of the run. */
  readonly devices: Uint32Array;
}

/** Gathers the blocks of a run, in their order. */
export interface ClaimRunBuilder {
  add(at: ClaimCursor, block: ReadBlock): void;
  /** The file's bytes. */
  encode(): Buffer;
}

export function buildClaimRun(from: ClaimCursor): ClaimRunBuilder {
  const blocks: number[] = [];
  const columns = new Map<IdentifierKind, Float64Array[]>();
  let devices = 0;
  let to = from;
  let last: ClaimRunHead["last"] = { at: from, crc: 0 };
  return {
    add(at, { block, words, crc, next }) {
      blocks.push(at - from, devices);
      for (const [kind, keys] of keysOf(block, words, devices)) {
        const column = columns.get(kind) ?? [];
        columns.set(kind, column);
        column.push(keys);
      }
      devices += words.length / wordsPerDevice(block);
      if (devices > deviceRange) throw new RangeError(`a run of ${devices} devices`);
      to = next;
      last = { at, crc };
    },
    encode: () => encodeRun({ from, to, last, blocks: Uint32Array.from(blocks), columns: sortAll(columns) }),
  };
}

/** A hash and a device number in one number, sorted as a number: so many devices can a run have. */
const deviceBits = 53 - hashBits;
const deviceRange = 2 ** deviceBits;

function* keysOf(
  block: ClaimBlock,
  words: Uint32Array,
  firstDevice: number,
): Generator<readonly [IdentifierKind, Float64Array]> {
  const stride = wordsPerDevice(block);
  for (const place of identifierPlaces(uploadTypes[block.uploadType].identifiers)) {
    const keys = new Float64Array(words.length / stride);
    forEachHash({ words, stride }, place, (hash, device) => {
      keys[device] = hash * deviceRange + firstDevice + device;
    });
    yield [place.kind, keys];
  }
}

function sortAll(columns: ReadonlyMap<IdentifierKind, readonly Float64Array[]>): readonly SortedColumn[] {
  return [...columns].map(([kind, parts]) => {
    const keys = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      keys.set(part, at);
      at += part.length;
    }
    keys.sort();
    const hashes = new Int32Array(keys.length);
    const devices = new Uint32Array(keys.length);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] ?? 0;
      const hash = Math.floor(key / deviceRange);
      hashes[index] = hash;
      devices[index] = key - hash * deviceRange;
    }
    return { kind, hashes, devices };
  });
}

/** As JSON. */
interface WrittenHead extends ClaimRunHead {
  /** By which identifiers are hashed: runs of another one say nothing. */
  readonly hash: number;
  /** How many. */
  readonly blocks: number;
  readonly columns: readonly { readonly kind: IdentifierKind; readonly entries: number }[];
}

const magic = 0x31525a56; // "VZR1"
const frameBytes = 16;

function encodeRun({ blocks, columns, ...stretch }: ClaimRun): Buffer {
  const written: WrittenHead = {
    ...stretch,
    hash: hashVersion,
    blocks: blocks.length / 2,
    columns: columns.map(({ kind, hashes }) => ({ kind, entries: hashes.length })),
  };
  const json = JSON.stringify(written);
  const head = Buffer.from(json + " ".repeat((4 - (json.length % 4)) % 4));
  const rest = Buffer.concat(
    [blocks, ...columns.flatMap(({ hashes, devices }) => [hashes, devices])].map(bytesOf),
  );
  const frame = Buffer.alloc(frameBytes);
  [magic, head.length, crc32(head), crc32(rest)].forEach((word, index) => {
    frame.writeUInt32LE(word, index * 4);
  });
  return Buffer.concat([frame, head, rest]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Int32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A run's file, opened. */
export interface OpenClaimRun {
  readonly head: ClaimRunHead;
  /** Undefined: it is damaged. It is read into `room(bytes)`, at least so many bytes, which are its as long as it is used. */
  read(room: (bytes: number) => ArrayBuffer): ClaimRun | undefined;
}

/** Runs `action` with a run's file; undefined where there is none that can be read, whatever the cause. */
export function withClaimRun<Result>(
  path: string,
  action: (run: OpenClaimRun) => Result | undefined,
): Result | undefined {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    return undefined;
  }
  try {
    const frame = readWords(fd, 0, frameBytes);
    const [found, headBytes = 0, headCrc, restCrc] = frame ?? [];
    if (found !== magic || headBytes > maxHeadBytes) return undefined;
    const head = readBytes(fd, frameBytes, Buffer.alloc(headBytes));
    if (head === undefined || crc32(head) !== headCrc) return undefined;
    const written = JSON.parse(head.toString()) as WrittenHead; // as: the CRC says that we wrote it
    if (written.hash !== hashVersion) return undefined;
    return action({
      head: written,
      read(room) {
        const bytes = 4 * restWords(written);
        const rest = readBytes(fd, frameBytes + headBytes, Buffer.from(room(bytes), 0, bytes));
        return rest === undefined || crc32(rest) !== restCrc ? undefined : decodeRun(written, rest);
      },
    });
  } finally {
    closeSync(fd);
  }
}

const maxHeadBytes = 4_096;

function restWords({ blocks, columns }: WrittenHead): number {
  return 2 * (blocks + columns.reduce((sum, { entries }) => sum + entries, 0));
}

function decodeRun({ from, to, last, blocks, columns }: WrittenHead, rest: Buffer): ClaimRun {
  let at = 0;
  const take = (words: number) => {
    const start = rest.byteOffset + at * 4;
    at += words;
    return start;
  };
  return {
    from,
    to,
    last,
    blocks: new Uint32Array(rest.buffer, take(2 * blocks), 2 * blocks),
    columns: columns.map(({ kind, entries }) => ({
      kind,
      hashes: new Int32Array(rest.buffer, take(entries), entries),
      devices: new Uint32Array(rest.buffer, take(entries), entries),
    })),
  };
}

function readWords(fd: number, at: number, bytes: number): readonly number[] | undefined {
  const read = readBytes(fd, at, Buffer.alloc(bytes));
  return read && Array.from({ length: bytes / 4 }, (_, index) => read.readUInt32LE(index * 4));
}

/** Undefined: there are not so many, or they cannot be read. */
function readBytes(fd: number, at: number, target: Buffer): Buffer | undefined {
  try {
    for (let done = 0; done < target.length; ) {
      const read = readSync(fd, target, done, target.length - done, at + done);
      if (read === 0) return undefined;
      done += read;
    }
    return target;
  } catch {
    return undefined;
  }
}
