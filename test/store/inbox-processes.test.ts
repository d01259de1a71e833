import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import type { InboxCursor, Store } from "../../src/store/store.ts";
import { ended, startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const compiled = compiledSources();
const writeInbox = new URL("./children/write-inbox.mjs", import.meta.url);

/** Everything that a reader with a cursor has seen so far: "<request> <bytes>"; twice is an error. */
function followInbox(store: Store) {
  const seen = new Set<string>();
  let cursor: InboxCursor | undefined;
  return {
    seen,
    async readOn() {
      cursor = await store.inbox.read(cursor, ({ requestId, bytes, body }) => {
        const line = `${requestId} ${bytes}`;
        if (seen.has(line)) throw new Error(`${line} came twice`);
        seen.add(line);
        expect(body().toString("latin1")).toBe(`${requestId} ${"x".repeat(bytes - requestId.length - 1)}`);
      });
    },
  };
}

interface Killing {
  readonly name: string;
  /** Killed with no warning once it has said so many. */
  readonly lines: number;
  readonly atOnce: number;
  readonly onLine: () => Promise<void>;
}

/** Starts a writer, kills it, and returns all that it has said. */
async function writeUntilKilled(store: Store, { name, lines, atOnce, onLine }: Killing): Promise<string[]> {
  const words = [compiled("store/file-store"), store.location, name, String(atOnce)];
  const child = startNode(writeInbox, words);
  const closed = once(child, "close");
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line.replace(/^kept /, ""));
    if (said.length === lines) child.kill("SIGKILL");
    await onLine();
  }
  await closed;
  return said;
}

test("100 of 100 writers that are killed right after an append resolved have lost nothing", {
  timeout: 120_000,
}, async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const reader = followInbox(store);
  for (let kill = 0; kill < 100; kill += 4) {
    // Four write at the same time, one or several messages at once; this process reads meanwhile.
    const runs = [0, 1, 2, 3].map((at) =>
      writeUntilKilled(store, {
        name: `w${kill + at}`,
        lines: 1 + ((kill + at) % 17),
        atOnce: 1 + ((kill * 3 + at * 5) % 11),
        onLine: async () => (at === 0 ? reader.readOn() : undefined),
      }),
    );
    const said = await Promise.all(runs);
    await reader.readOn();
    for (const line of said.flat()) expect(reader.seen).toContain(line);
  }
  const again = followInbox(store);
  await again.readOn();
  expect(again.seen).toEqual(reader.seen);
});

test("four processes write at the same time: every message is there, each once", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const names = ["a", "b", "c", "d"];
  const words = (name: string) => [compiled("store/file-store"), store.location, name, "10", "20"];
  const ends = await Promise.all(names.map((name) => ended(startNode(writeInbox, words(name)))));
  const said = ends.flatMap(({ stdout }) => stdout.trimEnd().split("\n"));
  expect(said).toHaveLength(800);
  const reader = followInbox(store);
  await reader.readOn();
  expect([...reader.seen].map((line) => `kept ${line}`).sort()).toEqual(said.sort());
});
