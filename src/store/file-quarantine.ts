import { type FileHandle, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../errors.ts";
import { createDirectory, isMissing, storeError, syncDirectory } from "./durable.ts";
import { createJobId, isJobId } from "./job-record.ts";
import type { Quarantine } from "./store.ts";

/** How much stays; what came first goes first. */
export interface QuarantineBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** A batch's callbacks where the platform sends one for each device, or twenty of the largest batch. */
const defaultBounds: QuarantineBounds = { maxMessages: 10_000, maxBytes: 64 << 20 };

/** Messages as files of `quarantine/`, named by their time: 20261125-133000-k7qd.xml. One is written at a time. */
export function fileQuarantine(stateDirectory: string, bounds = defaultBounds): Quarantine {
  const directory = join(stateDirectory, "quarantine");
  let kept: KeptMessage[] | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const keep = async (body: Uint8Array): Promise<void> => {
    try {
      createDirectory(directory);
      kept ??= await listMessages(directory);
      kept.push({ path: await writeMessage(directory, body), bytes: body.length });
      for (const { path } of kept.splice(0, excess(kept, bounds))) await rm(path, { force: true });
    } catch (error) {
      throw storeError(directory, error);
    }
  };
  return {
    location: directory,
    keep(body) {
      const turn = last.then(() => keep(body));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

interface KeptMessage {
  readonly path: string;
  readonly bytes: number;
}

const suffix = ".xml";

async function listMessages(directory: string): Promise<KeptMessage[]> {
  const names = (await readdir(directory)).filter(
    (name) => name.endsWith(suffix) && isJobId(name.slice(0, -suffix.length)),
  );
  const paths = names.sort().map((name) => join(directory, name));
  const messages: KeptMessage[] = [];
  for (const path of paths) if (!isMissing(path)) messages.push({ path, bytes: (await stat(path)).size });
  return messages;
}

async function writeMessage(directory: string, body: Uint8Array): Promise<string> {
  const { path, handle } = await openNew(directory);
  try {
    await handle.writeFile(body);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  syncDirectory(directory);
  return path;
}

async function openNew(directory: string): Promise<{ readonly path: string; readonly handle: FileHandle }> {
  for (;;) {
    const path = join(directory, createJobId(new Date()) + suffix);
    try {
      return { path, handle: await open(path, "ax", 0o600) };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

/** How many of the oldest are too many; the newest always stays. */
function excess(kept: readonly KeptMessage[], { maxMessages, maxBytes }: QuarantineBounds): number {
  let bytes = kept.reduce((sum, message) => sum + message.bytes, 0);
  let count = 0;
  while (count < kept.length - 1 && (bytes > maxBytes || kept.length - count > maxMessages)) {
    bytes -= kept[count]?.bytes ?? 0;
    count++;
  }
  return count;
}
