import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { errorCode } from "../errors.ts";
import { isMissing, makeDirectory, makeLevel, storing } from "./durable.ts";
import { here, isGone, type LockHolder } from "./lock-holder.ts";
import { processStart } from "./process-identity.ts";

export interface Lock {
  /** Gives the lock up. Idempotent; never throws (a lock that stays behind is recognised as stale). */
  release(): void;
  /** The same lock after its directory was renamed; this object is then spent. */
  movedTo(directory: string): Lock;
}

export type LockAttempt =
  | { readonly kind: "acquired"; readonly lock: Lock }
  | { readonly kind: "held"; readonly holder: LockHolder | undefined; readonly path: string };

/**
 * Tries once to take the lock kept in `directory` (created when missing), on behalf of process `pid`.
 *
 * A lock is a numbered file; the highest number is the current one, and it is never removed, only marked as released, so that
 * numbers only grow. A lock is free when its mark says so or its process is gone; whoever then creates the next number, which
 * the file system lets only one do, has it. No two can both take over a dead one's lock, because nobody deletes it first.
 */
export function tryLock(directory: string, pid: number): LockAttempt {
  return storing(directory, () => {
    makeDirectory(directory);
    return tryLockIn(directory, pid);
  });
}

/** As `tryLock`, of something whose directory is there, and is not made again where it has just gone: undefined. */
export function tryLockWithin(parent: string, name: string, pid: number): LockAttempt | undefined {
  const directory = join(parent, name);
  try {
    return storing(directory, () => {
      makeLevel(directory);
      return tryLockIn(directory, pid);
    });
  } catch (error) {
    if (isMissing(parent)) return undefined;
    throw error;
  }
}

function tryLockIn(directory: string, pid: number): LockAttempt {
  for (;;) {
    const current = highest(directory);
    const path = lockPath(directory, current);
    const content = current === 0 ? released : readLock(path);
    if (content === undefined) continue;
    if (!content.startsWith(released) && !isStale(content, path))
      return { kind: "held", holder: parseHolder(content), path };
    const mine = current + 1;
    if (!create(lockPath(directory, mine), pid)) continue;
    if (highest(directory) === mine) return { kind: "acquired", lock: hold(directory, mine) };
    rmSync(lockPath(directory, mine), { force: true });
  }
}

/** The live holder of the lock in `directory`, if any; takes nothing. */
export function liveHolder(directory: string): LockHolder | undefined {
  return storing(directory, () => {
    const current = highest(directory);
    const path = lockPath(directory, current);
    const content = current === 0 ? released : (readLock(path) ?? released);
    return content.startsWith(released) || isStale(content, path) ? undefined : parseHolder(content);
  });
}

/** "process 4711 on host-1 since 2026-11-23T21:45:01.000Z". */
export function describeHolder(holder: LockHolder | undefined): string {
  if (holder === undefined) return "another process (its lock file is unreadable)";
  return `process ${holder.pid} on ${holder.host} since ${holder.since}`;
}

const released = "released\n";

function lockPath(directory: string, number: number): string {
  return join(directory, `lock.${number}`);
}

function highest(directory: string): number {
  let found = 0;
  for (const name of namesIn(directory)) {
    const number = /^lock\.(\d+)$/.exec(name)?.[1];
    if (number !== undefined) found = Math.max(found, Number(number));
  }
  return found;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function create(path: string, pid: number): boolean {
  const { host, machine, namespace, boot } = here();
  const since = new Date().toISOString();
  const holder: LockHolder = { pid, host, machine, namespace, boot, start: processStart(pid), since };
  let fd: number;
  try {
    fd = openSync(path, "wx", 0o600);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeFileSync(fd, `${JSON.stringify(holder)}\n`);
    return true;
  } catch (error) {
    // The disk is full, and it is there, empty: ours, and for a while in the way of everybody.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

function hold(directory: string, number: number): Lock {
  for (const name of namesIn(directory)) {
    const older = Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? number);
    if (older < number) rmSync(join(directory, name), { force: true });
  }
  return lockOn(directory, number);
}

function lockOn(directory: string, number: number): Lock {
  return { release: () => release(directory, number), movedTo: (moved) => lockOn(moved, number) };
}

function release(directory: string, number: number): void {
  try {
    // Over its beginning: cut off first, a lock whose process is killed right then would be unreadable.
    if (highest(directory) === number) writeFileSync(lockPath(directory, number), released, { flag: "r+" });
    else unlinkSync(lockPath(directory, number));
  } catch {
    // Left behind, it names a process that will be gone: stale, and recognised as such.
  }
}

/**
 * An unreadable lock is one being written right now, or one whose writer died within that moment: its age tells.
 * (A writer that slept meanwhile does no harm: it looks for a higher number after writing.)
 */
function isStale(content: string, path: string): boolean {
  const holder = parseHolder(content);
  return holder === undefined ? ageMs(path) > maxWritingMs : isGone(holder, here());
}

const maxWritingMs = 10_000;

function ageMs(path: string): number {
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined ? 0 : Date.now() - modified;
}

function parseHolder(content: string): LockHolder | undefined {
  try {
    const parsed: unknown = JSON.parse(content);
    return isHolder(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is LockHolder {
  return typeof value === "object" && value !== null && "pid" in value && "host" in value && "since" in value;
}
