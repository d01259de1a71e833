import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Desk } from "./desk.ts";

/** Closes a server as `Listener.close` says. `requests`: those under way; it shrinks as they are done. */
export async function shutDown(
  server: Server,
  { connections, limits }: Desk,
  requests: ReadonlySet<Promise<void>>,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.drop();
  await within(limits.untrustedDrainMs, Promise.all(requests));
  connections.drop("untrusted");
  await within(limits.drainMs - limits.untrustedDrainMs, Promise.all(requests));
  connections.drop("trusted");
  await Promise.all(requests); // what is being stored
  await within(limits.lingerMs, closed); // what is being acknowledged
  connections.drop("stored");
  await closed;
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  await Promise.race([done, delay(ms, undefined, { ref: false })]);
}
