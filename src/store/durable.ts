import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { platform } from "node:os";
import { dirname } from "node:path";
import { errorCode, VzuploadError } from "../errors.ts";

/** Writes all of `bytes` at the end of an open file; a short write goes on where it stopped. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** Creates or replaces a file so that after a crash either the old or the new one is there, whole. */
export function replaceFileDurably(path: string, bytes: Uint8Array, mode = 0o600): void {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeNewFileDurably(temporary, bytes, mode);
    renameDurably(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Gives a file or directory its final name; the name is durable when this returns. */
export function renameDurably(from: string, to: string): void {
  storing(to, () => {
    renameWithPatience(from, to);
    syncDirectory(dirname(to));
  });
}

/** On Windows a virus scanner or indexer may hold a fresh file for a moment; a rename then fails and succeeds soon after. */
export function renameWithPatience(
  from: string,
  to: string,
  triesLeft = platform() === "win32" ? 20 : 0,
): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (triesLeft === 0 || !["EPERM", "EACCES", "EBUSY"].includes(errorCode(error) ?? "")) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    renameWithPatience(from, to, triesLeft - 1);
  }
}

/** Creates a file (it must not exist) and syncs its content; its directory entry is the caller's to sync. */
export function writeNewFileDurably(path: string, bytes: Uint8Array, mode = 0o600): void {
  storing(path, () => {
    const fd = openSync(path, "wx", mode);
    try {
      writeAll(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** Makes the names in a directory durable. Windows has no such call and needs none: NTFS journals its names. */
export function syncDirectory(path: string): void {
  if (platform() === "win32") return;
  storing(path, () => syncAndClose(openSync(path, "r")));
}

/** Creates a directory and its parents, readable by its owner only; what was created is durable when this returns. */
export function createDirectory(path: string): void {
  const first = makeDirectory(path);
  if (first === undefined || platform() === "win32") return;
  const top = dirname(first);
  for (let parent = dirname(path); parent.length > top.length; parent = dirname(parent))
    syncDirectory(parent);
  syncDirectoryIfAllowed(top);
}

/**
 * As `createDirectory`, but not durable. Returns the topmost directory that it made, if any. Level by level, for the recursive
 * mkdir of Node.js hides what the system said, and never returns where nothing can be made (below /proc).
 */
export function makeDirectory(path: string): string | undefined {
  return storing(path, () => {
    if (!isMissing(path)) return undefined;
    const top = topmostMissing(path);
    const levels = [path];
    for (let level = path; level !== top; ) {
      level = dirname(level);
      levels.unshift(level);
    }
    for (const level of levels) makeLevel(level);
    return top;
  });
}

/** Makes one directory in another that is there; another process may make it at the same moment. */
export function makeLevel(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

function topmostMissing(path: string): string {
  const parent = dirname(path);
  return parent === path || !isMissing(parent) ? path : topmostMissing(parent);
}

/** As `syncDirectory`; somebody else's directory may be entered and not read: then it cannot be opened to be synced. */
export function syncDirectoryIfAllowed(path: string): void {
  if (platform() === "win32") return;
  storing(path, () => {
    const fd = openIfAllowed(path);
    if (fd !== undefined) syncAndClose(fd);
  });
}

function openIfAllowed(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (["EACCES", "EPERM"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

function syncAndClose(fd: number): void {
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Anything but a plain "no such file" (no permission, a failing disk) is an error: it may hide what is there. */
export function isMissing(path: string): boolean {
  return storing(path, () => statSync(path, { throwIfNoEntry: false })) === undefined;
}

/** Runs file operations on `path`; a system error becomes a `store` error that says what to do. */
export function storing<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw storeError(path, error);
  }
}

/** What to throw for an error of a file operation on `path`: a system error becomes a `store` error, others stay what they are. */
export function storeError(path: string, cause: unknown): unknown {
  if (cause instanceof VzuploadError) return cause;
  const code = errorCode(cause);
  if (code === undefined) return cause;
  const known = systemErrors[code];
  const reason = known?.reason ?? (cause instanceof Error ? cause.message : code);
  const hint = known?.hint ?? "Choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.";
  return new VzuploadError("store", `Cannot use ${path} in the state directory: ${reason} (${code}).`, {
    hint,
    cause,
  });
}

const otherDirectory = "choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.";

const systemErrors: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  ENOSPC: { reason: "the disk is full", hint: `Free some space, or ${otherDirectory}` },
  EDQUOT: { reason: "the disk quota is used up", hint: `Free some space, or ${otherDirectory}` },
  EROFS: { reason: "the file system is read-only", hint: `Make it writable, or ${otherDirectory}` },
  EACCES: { reason: "permission denied", hint: `Give this user write access, or ${otherDirectory}` },
  EPERM: { reason: "not permitted", hint: `Give this user write access, or ${otherDirectory}` },
  EIO: { reason: "the disk reported an error", hint: `Check the disk; until then ${otherDirectory}` },
  ENOTDIR: { reason: "a part of the path is a file", hint: `Remove that file, or ${otherDirectory}` },
};
