import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import type { Callback } from "../../src/uws/callback.ts";
import { readCallback } from "../../src/uws/callback-reader.ts";
import { createInboxFollower, type InboxFollower } from "../../src/watch/inbox-follower.ts";
import { createReadCallbacks, type ReadCallbacks } from "../../src/watch/read-callbacks.ts";
import { callbackXml, keepMessages, type MessageParts, newStore, uploaded } from "./watch-world.ts";

const message = (requestId: string, line = 0) => ({ requestId, lines: { [line]: uploaded } });

test("each callback comes once, whichever process has stored it", async () => {
  const { store, follower, heard } = follow(["a"]);
  await keepMessages(store, [message("a", 0), message("b", 1)]);
  await follower.poll();
  await follower.poll();
  await keepMessages(store, [message("a", 2)]);
  await follower.poll();
  expect(heard()).toEqual(["a 0", "a 2"]);
  expect(follower.passed.strangers(() => false).callbacks).toBe(1);
});

test("a request that is wanted later gets what came before, once, and then what comes", async () => {
  const { store, follower, wanted, heard } = follow(["a"]);
  await keepMessages(store, [message("b", 0), message("a", 1), message("b", 2)]);
  await follower.poll();
  wanted.add("b");
  await follower.catchUp(["b"]);
  await follower.catchUp(["b", "nobody"]);
  await follower.poll();
  await keepMessages(store, [message("b", 3)]);
  await follower.poll();
  expect(heard()).toEqual(["a 1", "b 0", "b 2", "b 3"]);
  expect(follower.passed.strangers(() => false)).toEqual({ callbacks: 0, bytes: 0 });
});

test("what came between the last poll and a catch-up once came twice", async () => {
  const { store, follower, wanted, heard } = follow([]);
  await keepMessages(store, [message("b", 0)]);
  await follower.poll();
  await keepMessages(store, [message("b", 1)]);
  wanted.add("b");
  await keepMessages(store, [message("b", 2)]);
  await follower.catchUp(["b"]);
  await follower.poll();
  expect(heard()).toEqual(["b 0", "b 1", "b 2"]);
});

test("what comes while it catches up comes once, too", async () => {
  const store = newStore();
  const writer = await store.inbox.openWriter();
  const append = (line: number) =>
    writer.append({
      requestId: "b",
      credentials: "checked",
      body: Buffer.from(callbackXml(message("b", line))),
    });
  const { follower, wanted, heard } = follow([], { store });
  for (const line of [0, 1, 2]) await append(line);
  await follower.poll();
  wanted.add("b");
  const appended = Promise.all([append(3), append(4)]);
  await follower.catchUp(["b"]);
  await follower.poll();
  await appended;
  await follower.poll();
  expect(heard()).toEqual(["b 0", "b 1", "b 2", "b 3", "b 4"]);
  await writer.close();
});

test("where credentials are checked, callbacks that came without are passed over", async () => {
  const { store, follower, wanted, heard } = follow(["a"], { onlyChecked: true });
  await keepMessages(store, [message("a", 0), message("b", 1)], "unchecked");
  await keepMessages(store, [message("a", 2)], "checked");
  await follower.poll();
  wanted.add("b");
  await follower.catchUp(["b"]);
  expect(heard()).toEqual(["a 2"]);
});

test("what no longer reads as a callback changes nothing", async () => {
  const { store, follower, heard } = follow(["a"]);
  const writer = await store.inbox.openWriter();
  await writer.append({ requestId: "a", credentials: "checked", body: Buffer.from("<html>") });
  await writer.close();
  await keepMessages(store, [message("a", 1)]);
  await follower.poll();
  expect(heard()).toEqual(["a 1"]);
});

test("what was read at the door is not read again, and counts when the inbox brings it", async () => {
  const read = createReadCallbacks();
  const { store, follower, heard } = follow(["a"], { read });
  const writer = await store.inbox.openWriter();
  const append = (credentials: "checked" | "unchecked") =>
    writer.append({ requestId: "a", credentials, body: Buffer.from("not to be read") });
  read.add(await append("checked"), callbackOf(message("a", 1)), 10);
  read.add("never stored", callbackOf(message("a", 2)), 10);
  expect(heard()).toEqual([]);
  await follower.poll();
  await follower.poll();
  expect([heard(), follower.unreadable, read.places()]).toEqual([["a 1"], [], []]);
  await writer.close();
});

test("what was read at the door counts as little as it would from the inbox", async () => {
  const read = createReadCallbacks();
  const { store, follower, heard } = follow(["a"], { read, onlyChecked: true });
  const writer = await store.inbox.openWriter();
  for (const [requestId, credentials] of [["a", "unchecked"] as const, ["b", "checked"] as const]) {
    const body = Buffer.from(callbackXml(message(requestId)));
    read.add(await writer.append({ requestId, credentials, body }), callbackOf(message(requestId)), 10);
  }
  await follower.poll();
  expect([heard(), follower.unchecked, read.places()]).toEqual([[], 1, []]);
  expect(follower.passed.strangers(() => false).callbacks).toBe(1);
  await writer.close();
});

test("others have their turn while a large callback is read", async () => {
  const { store, follower, heard } = follow(["a"]);
  const writer = await store.inbox.openWriter();
  const body = Buffer.from(callbackXml(message("a")).replace("<Data>", `<Data>${"<x/>".repeat(500_000)}`));
  await writer.append({ requestId: "a", credentials: "checked", body });
  await writer.close();
  let isReading = true;
  const reading = follower.poll().finally(() => {
    isReading = false;
  });
  let turns = 0;
  for (; isReading; turns++) await nextTurn();
  await reading;
  expect(heard()).toEqual(["a 0"]);
  expect(turns).toBeGreaterThan(body.length / 100_000);
});

test("an inbox may come into being later", async () => {
  const { store, follower, heard } = follow(["a"]);
  await follower.poll();
  await keepMessages(store, [message("a", 0)]);
  await follower.poll();
  expect(heard()).toEqual(["a 0"]);
});

interface Following {
  readonly store: Store;
  readonly follower: InboxFollower;
  readonly wanted: Set<string>;
  /** "requestId line" of each callback, sorted: between segments there is no order. */
  heard(): readonly string[];
}

function follow(
  requestIds: readonly string[],
  {
    store = newStore(),
    onlyChecked = false,
    read = createReadCallbacks(),
  }: { readonly store?: Store; readonly onlyChecked?: boolean; readonly read?: ReadCallbacks } = {},
): Following {
  const wanted = new Set(requestIds);
  const callbacks: Callback[] = [];
  const follower = createInboxFollower({
    inbox: store.inbox,
    onlyChecked,
    read,
    taker: { has: (id) => wanted.has(id), take: (callback) => void callbacks.push(callback) },
  });
  const heard = () => callbacks.map(({ requestId, lines }) => `${requestId} ${indexOf(lines)}`).sort();
  return { store, follower, wanted, heard };
}

function callbackOf(parts: MessageParts): Callback {
  const read = readCallback(Buffer.from(callbackXml(parts)));
  if (read.kind === "refused") throw new Error(read.refusal.message);
  return read.callback;
}

/** Messages of these tests have one line. */
function indexOf(lines: Callback["lines"]): number {
  const imei = lines[0]?.identifiers.find(({ kind }) => kind === "IMEI")?.value ?? "";
  return [0, 1, 2, 3, 4].findIndex((index) => callbackXml(message("x", index)).includes(imei));
}
