import { basename } from "node:path";
import { VzuploadError } from "../errors.ts";
import { storeError } from "./durable.ts";
import { encodeContent, type FrameContent, frameBytes } from "./inbox-frame.ts";
import { createSegment, placeOf, type Segment } from "./inbox-segment.ts";
import type { InboxWriter } from "./store.ts";

/** Appends to segments of its own below `directory`; one that has `maxSegmentBytes` is followed by the next. */
export function createInboxWriter(directory: string, maxSegmentBytes = 256 << 20): InboxWriter {
  const waiting: Append[] = [];
  let working: Promise<void> | undefined;
  let segment: Segment | undefined;
  let closing: Promise<void> | undefined;

  const drop = async () => {
    const dropped = segment;
    segment = undefined;
    await dropped?.close();
  };
  const write = async (group: readonly Append[]) => {
    try {
      segment ??= await createSegment(directory);
      let at = segment.bytes;
      await segment.append(group.map(({ content }) => content));
      for (const { content, resolve } of group) {
        resolve(placeOf(basename(segment.path), at));
        at += frameBytes(content);
      }
    } catch (error) {
      // What the file holds is now unknown, and a second fsync could report success for what the first one lost.
      const failure = storeError(segment?.path ?? directory, error);
      await drop();
      for (const { reject } of group) reject(failure);
    }
  };
  const work = async () => {
    // Appends of this very moment belong to the first group, too.
    await Promise.resolve();
    while (waiting.length > 0) {
      await write(takeGroup(waiting));
      const isFull = segment !== undefined && segment.bytes >= maxSegmentBytes;
      if (isFull || waiting.length === 0) await segment?.mark().catch(drop);
      if (isFull) await drop();
    }
    working = undefined;
  };
  const finish = async () => {
    await working;
    await drop();
  };
  return {
    async append({ requestId, credentials, body }) {
      if (closing !== undefined)
        throw new VzuploadError("store", `The writer of the inbox ${directory} is closed.`);
      const receivedAt = new Date().toISOString();
      const content = encodeContent({ requestId, receivedAt, credentials }, body);
      return new Promise<string>((resolve, reject) => {
        waiting.push({ content, resolve, reject });
        working ??= work();
      });
    },
    close() {
      closing ??= finish();
      return closing;
    },
  };
}

interface Append {
  readonly content: FrameContent;
  readonly resolve: (place: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes the first few: at least one, and no more than are written without much delay. */
function takeGroup(waiting: Append[]): readonly Append[] {
  let bytes = 0;
  let count = 0;
  for (const { content } of waiting) {
    bytes += frameBytes(content);
    if (count > 0 && bytes > maxGroupBytes) break;
    count++;
  }
  return waiting.splice(0, count);
}

const maxGroupBytes = 32 << 20;
