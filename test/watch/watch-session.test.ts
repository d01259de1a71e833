import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Inbox, Store } from "../../src/store/store.ts";
import { openWatchSession, type SessionListening, type WatchSession } from "../../src/watch/watch-session.ts";
import { post } from "../listener/clients.ts";
import { freePort } from "../support/watch-processes.ts";
import { callbackXml, keepMessages, newStore, pushPairs, uploaded } from "./watch-world.ts";

const about = (requestId: string, device: number) =>
  callbackXml({ requestId, lines: { [device]: uploaded } });

test("hears what came before, what comes, and what comes until it has closed; once not without anybody to tell", async () => {
  const store = newStore();
  await keepMessages(store, [{ requestId: "a", lines: { 0: uploaded } }]);
  const { session, states } = open(store);
  await session.put((board) => board.addRequest("a"));
  expect(states("a")).toEqual({ uploaded: 1 });
  const { port } = await listen(session);
  await post(port, about("a", 1));
  await session.close();
  expect(states("a")).toEqual({ uploaded: 2 });
});

test("a callback is read once: what its listener has read, the inbox only brings", async () => {
  const store = newStore();
  const readAgain: string[] = [];
  const inbox: Inbox = {
    ...store.inbox,
    read: (from, visit) =>
      store.inbox.read(from, (message) =>
        visit({
          ...message,
          body() {
            readAgain.push(message.requestId);
            return message.body();
          },
        }),
      ),
  };
  const { session, states } = open({ ...store, inbox });
  await session.put((board) => board.addRequest("a"));
  const { port } = await listen(session);
  for (const id of ["a", "later"])
    for (const device of [0, 1]) expect(await post(port, about(id, device))).toMatchObject({ status: 200 });
  await session.put((board) => board.addRequest("later"));
  await session.close();
  expect([states("a"), states("later")]).toEqual([{ uploaded: 2 }, { uploaded: 2 }]);
  expect(readAgain).toEqual(["later", "later"]);
});

test("callbacks of other jobs here are kept, and are no strangers", async () => {
  const store = newStore();
  await pushPairs(store, { end: 2, name: "ours" });
  await keepMessages(store, [{ requestId: "ours-1", lines: { 0: uploaded } }]);
  const { session } = open(store);
  await session.put((board) => board.addRequest("a"));
  const { port } = await listen(session);
  for (const id of ["ours-1", "theirs", "a"])
    expect(await post(port, about(id, 1))).toMatchObject({ status: 200 });
  await session.close();
  expect(session.otherCallbacks).toBe(1);
});

test("wrong credentials: of a job here they are set aside, of a stranger they are not", async () => {
  const store = newStore();
  await pushPairs(store, { end: 2, name: "ours" });
  const { session } = open(store);
  await session.put((board) => board.addRequest("a"));
  const { port } = await listen(session, { credentials: { username: "u", password: "right" } });
  for (const id of ["ours-1", "theirs", "a"])
    expect(await post(port, about(id, 1))).toMatchObject({ status: 401 });
  await session.close();
  expect(session.turnedAway).toEqual({ ownCredentials: 2, credentials: 1 });
  expect(readdirSync(join(store.location, "quarantine"))).toHaveLength(2);
});

test("a second one on its port follows it, and takes over when it has ended", async () => {
  const store = newStore();
  const port = await freePort();
  const [first, second] = [open(store), open(createFileStore(store.location, process.pid))];
  await listen(first.session, { port });
  await second.session.put((board) => board.addRequest("a"));
  const intake = await second.session.listen(listening({ port }));
  expect([intake.listener, intake.followed]).toEqual([
    undefined,
    expect.stringContaining(`process ${process.pid} `),
  ]);
  expect(await intake.takeOver()).toBe(false);
  await post(port, about("a", 0));
  await first.session.close();
  expect(await intake.takeOver()).toBe(true);
  expect([intake.listener?.port, intake.followed]).toEqual([port, undefined]);
  expect(await post(port, about("a", 1))).toMatchObject({ status: 200 });
  await second.session.close();
  expect(second.states("a")).toEqual({ uploaded: 2 });
});

function open(store: Store) {
  const session = openWatchSession({
    store,
    until: "uploaded",
    onlyChecked: false,
    quietPeriodMs: 0,
    nowMs: () => performance.now(),
  });
  onTestFinished(() => session.stop());
  const states = (id: string) => {
    const request = session.board.requests.get(id);
    return request && session.board.judge(request).states;
  };
  return { session, states };
}

async function listen(session: WatchSession, more: Partial<SessionListening> = {}) {
  const { listener } = await session.listen(listening(more));
  if (listener === undefined) throw new Error("another process listens");
  return listener;
}

function listening(more: Partial<SessionListening>): SessionListening {
  return { host: "127.0.0.1", port: 0, onTurnedAway: () => undefined, ...more };
}
