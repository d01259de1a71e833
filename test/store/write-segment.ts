import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFileStore } from "../../src/store/file-store.ts";
import { encodeContent, encodeFrame, frameBytes, noContent } from "../../src/store/inbox-frame.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A segment as a writer would have left it. */
export interface WrittenSegment {
  readonly store: Store;
  readonly path: string;
  readonly name: string;
  readonly bytes: Buffer;
  /** Where each frame begins, the mark's too, and the length of all. */
  readonly starts: readonly number[];
}

export const segmentName = "20260102-030405-abcd.inbox";

/**
 * Puts a segment of these messages into a new inbox. Each group was one write and one fsync; "marked": the writer had time to
 * say that the last of them was durable.
 */
export function writeSegment(
  groups: readonly (readonly string[])[],
  end: "marked" | "unmarked",
  location = temporaryDirectory(),
): WrittenSegment {
  const pieces: Uint8Array[] = [];
  const starts: number[] = [];
  let at = 0;
  const add = (content: ReturnType<typeof contentOf>, syncedBytes: number) => {
    pieces.push(...encodeFrame(content, syncedBytes));
    starts.push(at);
    at += frameBytes(content);
  };
  for (const group of groups) {
    const syncedBytes = at;
    for (const text of group) add(contentOf(text), syncedBytes);
  }
  if (end === "marked") add(noContent, at);
  return put(location, Buffer.concat(pieces), [...starts, at]);
}

/** The only segment of an inbox. */
export function onlySegment(store: Store): { readonly path: string; readonly bytes: Buffer } {
  const directory = join(store.location, "inbox");
  const [name = "", ...others] = readdirSync(directory);
  if (others.length > 0) throw new Error(`there are more: ${others.join(", ")}`);
  return { path: join(directory, name), bytes: readFileSync(join(directory, name)) };
}

function contentOf(text: string) {
  const receivedAt = "2026-01-02T03:04:05.678Z";
  return encodeContent({ requestId: "id-1", receivedAt, credentials: "checked" }, Buffer.from(text));
}

function put(location: string, bytes: Buffer, starts: readonly number[]): WrittenSegment {
  const store = createFileStore(location, process.pid);
  mkdirSync(join(location, "inbox"), { recursive: true });
  const path = join(store.location, "inbox", segmentName);
  writeFileSync(path, bytes);
  return { store, path, name: segmentName, bytes, starts };
}
