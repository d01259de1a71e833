import { readFileSync, readlinkSync } from "node:fs";
import { platform, uptime } from "node:os";
import { kill } from "node:process";
import { errorCode } from "../errors.ts";

/** Changes at every boot; undefined where the system does not tell (only Linux does). */
export function bootId(): string | undefined {
  return readSmall("/proc/sys/kernel/random/boot_id");
}

/** When the machine was started, milliseconds since the epoch, by the clock as it is set now. */
export function bootedAtMs(): number {
  return Date.now() - uptime() * 1000;
}

/** Tells machines apart that share a host name; undefined where the system does not tell (only Linux does). */
export function machineId(): string | undefined {
  if (platform() !== "linux") return undefined;
  return readSmall("/etc/machine-id") || undefined;
}

/** Within it pids mean the same processes: containers have their own. Linux only, else undefined. */
export function pidNamespace(): string | undefined {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return undefined;
  }
}

/** When a process started, in the system's own unit; tells it from a later one with its pid. Linux only, else undefined. */
export function processStart(pid: number): string | undefined {
  return statFields(pid)?.[19];
}

/** Behind the command name, which stands in parentheses and may contain spaces. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readSmall(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Whether the process that had this pid and start still runs on this machine. */
export function isProcessAlive(pid: number, start: string | undefined): boolean {
  try {
    kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (errorCode(error) !== "EPERM") return false;
  }
  const fields = statFields(pid);
  // Dead, but nobody has asked how it ended: in containers without an init process that lasts.
  if (fields?.[0] === "Z") return false;
  const now = fields?.[19];
  return start === undefined || now === undefined || start === now;
}

function readSmall(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
