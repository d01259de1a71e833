import { crc32 } from "node:zlib";
import type { DeviceTable } from "../devices/device-table.ts";
import { wordsPerRow } from "../devices/packed-columns.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import type { ClaimBlock, NewClaim } from "./store.ts";

/**
 * One append to a claims file: a frame of four little-endian 32-bit words (magic, header bytes, payload bytes, CRC-32 of
 * both), the header as JSON padded with spaces to whole words, then the devices' packed identifiers (devices/packing.ts).
 */
export const frameBytes = 16;

const magic = 0x31425a56; // "VZB1"

export interface BlockFrame {
  readonly headerBytes: number;
  readonly payloadBytes: number;
  readonly crc: number;
}

/** Undefined: this is not the beginning of a block. */
export function readFrame(bytes: Buffer): BlockFrame | undefined {
  if (bytes.readUInt32LE(0) !== magic) return undefined;
  return {
    headerBytes: bytes.readUInt32LE(4),
    payloadBytes: bytes.readUInt32LE(8),
    crc: bytes.readUInt32LE(12),
  };
}

/** Undefined: the CRC does not match. `body` is header and payload. */
export function readHeader(frame: BlockFrame, body: Buffer): ClaimBlock | undefined {
  if (crc32(body) !== frame.crc) return undefined;
  return JSON.parse(body.toString("utf8", 0, frame.headerBytes)) as ClaimBlock; // as: the CRC says that we wrote it
}

/** 32-bit words of one device of an upload type. */
export function wordsPerDevice(block: ClaimBlock): number {
  return wordsPerRow(uploadTypes[block.uploadType].identifiers);
}

/** The bytes to append for devices of `table`. */
export function encodeBlock(table: DeviceTable, { block, rows }: NewClaim): Buffer {
  const header = Buffer.from(padToWords(JSON.stringify(block)));
  const payload = new Uint32Array(rows.length * table.wordsPerDevice);
  for (let index = 0; index < rows.length; index++) {
    table.packRow(rows[index] ?? 0, payload, index * table.wordsPerDevice);
  }
  const body = Buffer.concat([header, Buffer.from(payload.buffer)]);
  const frame = Buffer.alloc(frameBytes);
  [magic, header.length, payload.byteLength, crc32(body)].forEach((word, index) => {
    frame.writeUInt32LE(word, index * 4);
  });
  return Buffer.concat([frame, body]);
}

function padToWords(json: string): string {
  const bytes = Buffer.byteLength(json);
  return json + " ".repeat((4 - (bytes % 4)) % 4);
}
