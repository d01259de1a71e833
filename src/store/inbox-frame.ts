import { crc32 } from "node:zlib";
import { VzuploadError } from "../errors.ts";
import type { InboxMessage } from "./store.ts";

/**
 * A frame of an inbox segment, little-endian: magic (4 bytes), header bytes (32 bits), body bytes (32 bits), synced bytes (64 bits),
 * CRC-32 of header, body and the three numbers; then the header (JSON) and the body. Synced bytes: how much of the segment
 * was durable before this frame was written. A frame without header and body says that only.
 */
export interface Frame {
  readonly kind: "frame";
  /** Of all of it. */
  readonly bytes: number;
  readonly syncedBytes: number;
  readonly header: Buffer;
  readonly body: Buffer;
}

/** A message on its way into a frame: what does not depend on where it will stand. */
export interface FrameContent {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly crc: number;
}

/** What stands in a frame's header, as JSON. */
export type FrameHeader = Pick<InboxMessage, "requestId" | "credentials" | "receivedAt">;

export const frameHeadBytes = 24;

/** No text in UTF-8 has the byte 0xFF: nothing in a message looks like the beginning of a frame. */
export const frameMagic = Buffer.from([0xff, 0x56, 0x5a, 0x49]);

/** No message: of this is the frame that only says what is durable. */
export const noContent: FrameContent = frameContent(new Uint8Array(0), new Uint8Array(0));

/** Readies a message; fails when it is larger than a reader has room for (64 MiB). */
export function encodeContent(header: FrameHeader, body: Uint8Array): FrameContent {
  const content = frameContent(Buffer.from(JSON.stringify(header)), body);
  const bytes = contentBytes(content);
  if (bytes <= maxContentBytes) return content;
  throw new VzuploadError(
    "store",
    `The message has ${bytes} bytes with its header; the inbox takes at most ${maxContentBytes}.`,
  );
}

/** Length of the frame that a content will be. */
export function frameBytes(content: FrameContent): number {
  return frameHeadBytes + contentBytes(content);
}

/** The frame, in pieces to be written one behind the other; none is copied. */
export function encodeFrame(content: FrameContent, syncedBytes: number): readonly Uint8Array[] {
  const head = Buffer.alloc(frameHeadBytes);
  frameMagic.copy(head);
  head.writeUInt32LE(content.header.length, 4);
  head.writeUInt32LE(content.body.length, 8);
  head.writeBigUInt64LE(BigInt(syncedBytes), 12);
  head.writeUInt32LE(crc32(head.subarray(4, 20), content.crc), 20);
  return [head, content.header, content.body].filter(({ length }) => length > 0);
}

/** The frame at the start of `bytes`; "short": it would take so many bytes; "bad": there is none. */
export function parseFrame(
  bytes: Buffer,
): Frame | { readonly kind: "short"; readonly bytes: number } | { readonly kind: "bad" } {
  if (bytes.length < frameHeadBytes) return { kind: "short", bytes: frameHeadBytes };
  const bodyAt = frameHeadBytes + bytes.readUInt32LE(4);
  const end = bodyAt + bytes.readUInt32LE(8);
  if (end - frameHeadBytes > maxContentBytes || bytes.compare(frameMagic, 0, 4, 0, 4) !== 0)
    return { kind: "bad" };
  if (bytes.length < end) return { kind: "short", bytes: end };
  const crc = crc32(bytes.subarray(4, 20), crc32(bytes.subarray(frameHeadBytes, end)));
  if (crc !== bytes.readUInt32LE(20)) return { kind: "bad" };
  return {
    kind: "frame",
    bytes: end,
    syncedBytes: Number(bytes.readBigUInt64LE(12)),
    header: bytes.subarray(frameHeadBytes, bodyAt),
    body: bytes.subarray(bodyAt, end),
  };
}

const maxContentBytes = 64 << 20;

function frameContent(header: Uint8Array, body: Uint8Array): FrameContent {
  return { header, body, crc: crc32(body, crc32(header)) };
}

function contentBytes({ header, body }: FrameContent): number {
  return header.length + body.length;
}
