import { rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, VzuploadError } from "../errors.ts";
import { createDirectory, storeError, storing, syncDirectory, syncDirectoryIfAllowed } from "./durable.ts";
import { encodeFrame, type FrameContent, noContent } from "./inbox-frame.ts";
import { createJobId, isJobId } from "./job-record.ts";

/** A file of the inbox with one writer that only appends. After a failure it takes nothing more. */
export interface Segment {
  readonly path: string;
  /** Its length. */
  readonly bytes: number;
  /** All of them are durable when it resolves. When it rejects, any of them may be there, now or later. */
  append(contents: readonly FrameContent[]): Promise<void>;
  /**
   * Says behind the last frame that all before is durable, so that a damage there is not taken for what a crash left behind.
   * Itself it need not be durable.
   */
  mark(): Promise<void>;
  /** Never throws: what was acknowledged is durable. A segment in which nothing was is taken away. */
  close(): Promise<void>;
}

/** "20261125-133000-k7qd.inbox": sorts by time, as jobs do. */
export function isSegmentName(name: string): boolean {
  return name.endsWith(suffix) && isJobId(name.slice(0, -suffix.length));
}

/** The place of the message whose frame begins at a byte of a segment. */
export function placeOf(segment: string, at: number): string {
  return `${segment} ${at}`;
}

/** Makes a new segment; its name is durable when this resolves. */
export async function createSegment(directory: string): Promise<Segment> {
  createDirectory(directory);
  const { path, handle } = await openNew(directory);
  const segment = segmentOn(path, handle);
  try {
    syncDirectory(directory);
    // Another process may have made the directory a moment ago and not synced its name yet.
    syncDirectoryIfAllowed(dirname(directory));
    return segment;
  } catch (error) {
    await segment.close();
    throw error;
  }
}

const suffix = ".inbox";

async function openNew(directory: string): Promise<{ readonly path: string; readonly handle: FileHandle }> {
  for (;;) {
    const path = join(directory, createJobId(new Date()) + suffix);
    try {
      return { path, handle: await open(path, "ax", 0o600) };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw storeError(path, error);
    }
  }
}

function segmentOn(path: string, handle: FileHandle): Segment {
  let bytes = 0;
  let syncedBytes = 0;
  const write = async (contents: readonly FrameContent[]) => {
    bytes += await writeAll(
      handle,
      contents.flatMap((content) => encodeFrame(content, syncedBytes)),
    );
  };
  return {
    path,
    get bytes() {
      return bytes;
    },
    async append(contents) {
      await write(contents);
      await handle.datasync();
      // Taken away meanwhile, nobody would ever read what has just been written.
      if ((await handle.stat()).nlink === 0) throw removed(path);
      syncedBytes = bytes;
    },
    mark: () => write([noContent]),
    async close() {
      await handle.close().catch(() => undefined);
      if (syncedBytes === 0) removeIfPossible(path);
    },
  };
}

function removed(path: string): VzuploadError {
  return new VzuploadError("store", `The inbox file ${path} was removed while it was written.`, {
    hint: "Leave the state directory alone while callbacks come in.",
  });
}

/** Writes everything, a short write goes on where it stopped; returns how many bytes that were. */
async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<number> {
  let total = 0;
  for (let rest = pieces; rest.length > 0; ) {
    const { bytesWritten } = await handle.writev([...rest]);
    total += bytesWritten;
    rest = piecesBehind(rest, bytesWritten);
  }
  return total;
}

/** The pieces without their first `bytes`. */
export function piecesBehind(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skipped = 0;
  let left = bytes;
  for (const { length } of pieces) {
    if (left < length) break;
    left -= length;
    skipped++;
  }
  const [cut, ...rest] = pieces.slice(skipped);
  return cut === undefined ? [] : [cut.subarray(left), ...rest];
}

function removeIfPossible(path: string): void {
  try {
    storing(path, () => rmSync(path, { force: true }));
  } catch {
    // Harmless where it is.
  }
}
