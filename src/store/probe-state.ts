import { randomBytes } from "node:crypto";
import { readFileSync, rmdirSync, rmSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "../errors.ts";
import { isMissing, makeDirectory, replaceFileDurably, storing, syncDirectory } from "./durable.ts";

/** What a state directory is good for. */
export interface StateProbe {
  /** Whether it was there before; if not, it is not there afterwards either. */
  readonly existed: boolean;
  /** What this user may still write to its disk. */
  readonly freeBytes: number;
}

/**
 * Does with a file of its own what the store does with its files: creates, writes, syncs, renames, reads, removes. Leaves nothing
 * behind. Errors: VzuploadError "store".
 */
export function probeState(directory: string): StateProbe {
  const existed = !isMissing(directory);
  const made = makeDirectory(directory);
  try {
    const { bavail, bsize } = storing(directory, () => statfsSync(directory));
    const path = join(directory, `doctor-${randomBytes(4).toString("hex")}`);
    const content = randomBytes(32);
    replaceFileDurably(path, content);
    const read = storing(path, () => readFileSync(path));
    storing(path, () => rmSync(path));
    syncDirectory(directory);
    if (!read.equals(content)) throw new Error(`${path} did not hold what was written to it`);
    return { existed, freeBytes: bavail * bsize };
  } finally {
    if (made !== undefined) removeEmpty(directory, made);
  }
}

/** From the directory up to the topmost that was made; another process may have begun to use them. */
function removeEmpty(directory: string, top: string): void {
  for (let level = directory; level.length >= top.length; level = dirname(level)) {
    try {
      rmdirSync(level);
    } catch (error) {
      if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorCode(error) ?? "")) return;
      throw error;
    }
  }
}
