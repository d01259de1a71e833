import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { VzuploadError } from "../errors.ts";
import { isMissing, storing } from "./durable.ts";
import { type FileWindow, openFileWindow } from "./file-window.ts";
import { type Frame, type FrameHeader, frameHeadBytes, frameMagic, parseFrame } from "./inbox-frame.ts";
import { isSegmentName, placeOf } from "./inbox-segment.ts";
import type { InboxCursor, InboxMessage } from "./store.ts";

type Visit = (message: InboxMessage) => unknown;

/**
 * Reads what the cursor has not of all segments below `directory`. A segment that has gone holds nothing more to read, whatever
 * was read of it: its writer has taken it away because nothing in it was acknowledged, or somebody else has.
 */
export async function readInbox(
  directory: string,
  from: InboxCursor | undefined,
  visit: Visit,
): Promise<InboxCursor> {
  const cursor = new Map<string, number>();
  if (isMissing(directory)) return cursor;
  const names = storing(directory, () => readdirSync(directory)).filter(isSegmentName);
  for (const name of names.sort()) {
    const end = await readSegment(join(directory, name), from?.get(name) ?? 0, visit);
    if (end !== undefined) cursor.set(name, end);
  }
  return cursor;
}

/** Undefined: there is no such file. */
async function readSegment(path: string, from: number, visit: Visit): Promise<number | undefined> {
  const size = storing(path, () => statSync(path, { throwIfNoEntry: false }))?.size;
  if (size === undefined || size === from) return size;
  if (size < from) throw damagedAt(path, size, `it had ${from} bytes before and is only ever appended to`);
  const window = openFileWindow(path, size);
  try {
    return window && (await readFrames(path, window, from, visit));
  } finally {
    window?.close();
  }
}

/** Visits the frames from `from` on; returns where the last whole one ends. Others have their turn now and then. */
async function readFrames(path: string, window: FileWindow, from: number, visit: Visit): Promise<number> {
  let at = from;
  let turnAt = from;
  for (let frame = frameAt(window, at); frame !== undefined; frame = frameAt(window, at)) {
    if (frame.header.length > 0) await visitFrame({ frame, segment: basename(path), at }, visit);
    at += frame.bytes;
    if (at < turnAt) continue;
    await nextTurn();
    turnAt = at + turnBytes;
  }
  if (!hasDurableFrameBehind(window, at)) return at;
  throw damagedAt(path, at, "what stands there does not match its checksum");
}

const turnBytes = 1 << 20;

function frameAt(window: FileWindow, at: number): Frame | undefined {
  for (let needed = frameHeadBytes; at + needed <= window.size; ) {
    const frame = parseFrame(window.bytesAt(at, needed));
    if (frame.kind === "frame") return frame;
    if (frame.kind === "bad") return undefined;
    needed = frame.bytes;
  }
  return undefined;
}

interface StandingFrame {
  readonly frame: Frame;
  readonly segment: string;
  readonly at: number;
}

async function visitFrame({ frame, segment, at }: StandingFrame, visit: Visit): Promise<void> {
  const header = JSON.parse(frame.header.toString("utf8")) as FrameHeader; // as: the CRC says that we wrote it
  const { requestId, receivedAt, credentials } = header;
  let body: Buffer | undefined = frame.body;
  await visit({
    segment,
    place: placeOf(segment, at),
    requestId,
    receivedAt,
    credentials,
    bytes: body.length,
    body() {
      if (body === undefined)
        throw new Error("a message of the inbox was asked for its body after its visit");
      return body;
    },
  });
  body = undefined;
}

/**
 * What a crash or a writer at work leaves is no whole frame, and nothing behind it was ever acknowledged: frames of the same
 * write may be there, but none that says that its segment was durable beyond `at`.
 */
function hasDurableFrameBehind(window: FileWindow, at: number): boolean {
  for (let next = findMagic(window, at + 1); next !== undefined; ) {
    const frame = frameAt(window, next);
    if (frame !== undefined && frame.syncedBytes > at) return true;
    next = findMagic(window, next + (frame?.bytes ?? 1));
  }
  return false;
}

function findMagic(window: FileWindow, from: number): number | undefined {
  for (let at = from; at + frameHeadBytes <= window.size; ) {
    const bytes = window.bytesAt(at, frameHeadBytes);
    const found = bytes.indexOf(frameMagic);
    if (found >= 0) return at + found;
    at += bytes.length - frameMagic.length + 1;
  }
  return undefined;
}

function damagedAt(path: string, at: number, why: string): VzuploadError {
  return new VzuploadError("store", `The inbox file ${path} is damaged at byte ${at}: ${why}.`, {
    hint: "Restore the file from a backup. Moved out of the inbox, its messages count no more: devices that they speak of stay open.",
  });
}
