import { hostname } from "node:os";
import { bootedAtMs, bootId, isProcessAlive, machineId, pidNamespace } from "./process-identity.ts";

/** Who holds a lock, as written into it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Hosts may share a name: clones, containers. Undefined where the system does not tell. */
  readonly machine?: string | undefined;
  /** Containers on one host count processes apart; undefined where the system does not tell. */
  readonly namespace?: string | undefined;
  /** Changes at every boot of the machine; undefined where the system does not tell. */
  readonly boot: string | undefined;
  /** Tells a process from a later one with the same pid; undefined where the system does not tell. */
  readonly start: string | undefined;
  /** ISO 8601. */
  readonly since: string;
}

/** Where a lock is looked at: what the system tells of itself, as in LockHolder. */
export interface Here {
  readonly host: string;
  readonly machine: string | undefined;
  readonly namespace: string | undefined;
  readonly boot: string | undefined;
  /** Milliseconds since the epoch. */
  readonly bootedAtMs: number;
}

/** What the system tells now. */
export function here(): Here {
  return {
    host: hostname(),
    machine: machineId(),
    namespace: pidNamespace(),
    boot: bootId(),
    bootedAtMs: bootedAtMs(),
  };
}

/** Whether the holder is known to be gone, from here. Of a process elsewhere that is never known. */
export function isGone(holder: LockHolder, { host, machine, namespace, boot, bootedAtMs }: Here): boolean {
  if (holder.host !== host || holder.machine !== machine) return false;
  const isFromBeforeBoot = Date.parse(holder.since) < bootedAtMs;
  // Before pids and containers: after a boot all of them are others. A foreign boot that is not past is another machine's.
  if (holder.boot !== boot) return isFromBeforeBoot;
  if (boot === undefined && isFromBeforeBoot) return true;
  return holder.namespace === namespace && !isProcessAlive(holder.pid, holder.start);
}
