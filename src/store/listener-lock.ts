import { createHash } from "node:crypto";
import { join } from "node:path";
import { createDirectory } from "./durable.ts";
import { tryLock } from "./lock.ts";
import { here } from "./lock-holder.ts";
import type { PortAttempt } from "./store.ts";

/**
 * `inbox/port-<port>-<here>.lock/`: who listens on a port. A port belongs to one machine, and on it to a container: elsewhere the
 * same number is another port, and of a process elsewhere it could never be told that it has ended. So the name says where.
 */
export function tryListenerLock(stateDirectory: string, port: number, pid: number): PortAttempt {
  const { host, machine, namespace } = here();
  const place = createHash("sha256")
    .update(JSON.stringify([host, machine, namespace]))
    .digest("hex");
  const inbox = join(stateDirectory, "inbox");
  // Before the lock's directory is made, and this one with it: its name must be durable.
  createDirectory(inbox);
  const attempt = tryLock(join(inbox, `port-${port}-${place.slice(0, 8)}.lock`), pid);
  if (attempt.kind === "held") return { kind: "held", holder: attempt.holder };
  return { kind: "acquired", lock: { release: async () => attempt.lock.release() } };
}
