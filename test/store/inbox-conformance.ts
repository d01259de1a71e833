import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { InboxCursor, InboxWriter, NewInboxMessage, Store } from "../../src/store/store.ts";

/** The part of the conformance suite (store-conformance.ts) that is about the inbox and who listens for it. */
export function describeInbox(name: string, createStore: (location?: string) => Store): void {
  describe(`${name}: inbox`, () => {
    test("a new one has nothing to read, before and after a writer that wrote nothing", async () => {
      const store = createStore();
      expect(await textsIn(store)).toEqual([]);
      await (await store.inbox.openWriter()).close();
      expect(await textsIn(store)).toEqual([]);
    });

    test("what was appended is there for every reader once that has resolved, in full", async () => {
      const store = createStore();
      const writer = await store.inbox.openWriter();
      const before = new Date().toISOString();
      const body = Buffer.from("<Envelope>– \u{1f600} & so on</Envelope>");
      await writer.append({ requestId: 'id – "1"', credentials: "unchecked", body });
      const after = new Date().toISOString();
      let visits = 0;
      await createStore(store.location).inbox.read(undefined, (message) => {
        visits++;
        expect(message).toMatchObject({
          requestId: 'id – "1"',
          credentials: "unchecked",
          bytes: body.length,
        });
        expect(message.body().equals(body)).toBe(true);
        expect([before, message.receivedAt, after].sort()).toEqual([before, message.receivedAt, after]);
      });
      expect(visits).toBe(1);
      await writer.close();
    });

    test("an empty body, one of three million bytes, many at once", async () => {
      const store = createStore();
      const writer = await store.inbox.openWriter();
      const sizes = [0, 3_000_000, 1, ...Array.from({ length: 100 }, (_, at) => at * 37 + 1)];
      const bodies = sizes.map((size, at) => (size === 0 ? "" : `${at}:${"x".repeat(size)}`));
      await Promise.all(bodies.map((body) => writer.append(messageOf(body))));
      await writer.close();
      expect((await textsIn(store)).sort()).toEqual(bodies.sort());
    });

    test("a cursor skips what was read, and an old one reads it again", async () => {
      const store = createStore();
      const writers = [await store.inbox.openWriter(), await store.inbox.openWriter()] as const;
      let cursor: InboxCursor | undefined;
      for (let round = 0; round < 5; round++) {
        const texts = writers.map((_, at) => `${round} by ${at}`);
        await Promise.all(writers.map((writer, at) => writer.append(messageOf(texts[at] ?? ""))));
        const found: string[] = [];
        cursor = await store.inbox.read(cursor, (message) => found.push(message.body().toString()));
        expect(found.sort()).toEqual(texts);
        expect(await textsIn(store, cursor)).toEqual([]);
      }
      expect(await textsIn(store)).toHaveLength(10);
      await Promise.all(writers.map((writer) => writer.close()));
    });

    test("many writers at once, and a reader beside them: every message is read, each once", async () => {
      const store = createStore();
      const writers = await Promise.all(
        Array.from({ length: 8 }, () => createStore(store.location).inbox.openWriter()),
      );
      const appends = writers.map((writer, at) => appendInTurn(writer, at, 25));
      let atWork = true;
      const done = Promise.all(appends).then(() => {
        atWork = false;
      });
      const found: string[] = [];
      let cursor: InboxCursor | undefined;
      const readOn = async () => {
        cursor = await store.inbox.read(cursor, (message) => found.push(message.body().toString()));
      };
      for (; atWork; await nextTurn()) await readOn();
      await readOn();
      await done;
      const all = writers.flatMap((_, at) => Array.from({ length: 25 }, (__, round) => `${at}/${round}`));
      expect(found.sort()).toEqual(all.sort());
      await Promise.all(writers.map((writer) => writer.close()));
    });

    test("what was appended is read under the place that its append has named, again and again", async () => {
      const store = createStore();
      const writers = [await store.inbox.openWriter(), await store.inbox.openWriter()];
      const named = new Map<string, string>();
      const append = async (writer: InboxWriter, text: string) =>
        named.set(await writer.append(messageOf(text)), text);
      const texts = ["a", "", "c".repeat(3_000_000), "d", "a"];
      await Promise.all(writers.flatMap((writer) => texts.map((text) => append(writer, text))));
      for (const writer of writers) await append(writer, "later");
      await Promise.all(writers.map((writer) => writer.close()));
      expect(named.size).toBe(12);
      for (let round = 0; round < 2; round++) {
        const found = new Map<string, string>();
        await store.inbox.read(undefined, ({ place, body }) => found.set(place, body().toString()));
        expect(found).toEqual(named);
      }
    });

    test("closing waits for what is under way, once or twice; then nothing more is taken", async () => {
      const store = createStore();
      const writer = await store.inbox.openWriter();
      const appends = ["a", "b"].map((text) => writer.append(messageOf(text)));
      await Promise.all([writer.close(), writer.close()]);
      expect((await textsIn(store)).sort()).toEqual(["a", "b"]);
      await Promise.all(appends);
      await expect(writer.append(messageOf("c"))).rejects.toMatchObject({ kind: "store" });
      expect(await textsIn(store)).toHaveLength(2);
    });

    test("a message has its body while it is visited, and not after", async () => {
      const store = createStore();
      const writer = await store.inbox.openWriter();
      await writer.append(messageOf("a"));
      await writer.close();
      const late: (() => Buffer)[] = [];
      await store.inbox.read(undefined, (message) => late.push(message.body));
      expect(late).toHaveLength(1);
      for (const body of late) expect(body).toThrow("after its visit");
    });

    test("a visit that takes its time is waited for, and has its body until it ends", async () => {
      const store = createStore();
      const writer = await store.inbox.openWriter();
      const texts = ["a", "b".repeat(3_000_000), "c".repeat(2_000_000), "d"];
      for (const text of texts) await writer.append(messageOf(text));
      await writer.close();
      const found: string[] = [];
      let visits = 0;
      await store.inbox.read(undefined, async (message) => {
        expect(++visits).toBe(1);
        await nextTurn();
        found.push(message.body().toString());
        visits--;
      });
      expect(found).toEqual(texts);
    });

    test("what a visitor throws ends the reading, and is thrown as it is", async () => {
      const store = createStore();
      const writer = await store.inbox.openWriter();
      await writer.append(messageOf("a"));
      await writer.append(messageOf("b"));
      await writer.close();
      const thrown = new Error("no");
      let visits = 0;
      const reading = store.inbox.read(undefined, () => {
        visits++;
        throw thrown;
      });
      await expect(reading).rejects.toBe(thrown);
      expect(visits).toBe(1);
    });
  });

  describe(`${name}: listeners`, () => {
    test("a port is one's at a time; others are free; given up, it is free again", async () => {
      const store = createStore();
      const other = createStore(store.location);
      const first = await store.listenOn(50_551);
      expect(await other.listenOn(50_551)).toMatchObject({ kind: "held", holder: { pid: process.pid } });
      expect(await other.listenOn(50_552)).toMatchObject({ kind: "acquired" });
      if (first.kind !== "acquired") throw new Error("not acquired");
      await first.lock.release();
      await first.lock.release();
      const second = await other.listenOn(50_551);
      expect([second.kind, (await store.listenOn(50_551)).kind]).toEqual(["acquired", "held"]);
      await first.lock.release();
      expect((await store.listenOn(50_551)).kind).toBe("held");
      expect((await createStore().listenOn(50_551)).kind).toBe("acquired");
    });

    test("that listen put nothing into the inbox", async () => {
      const store = createStore();
      await store.listenOn(50_551);
      expect(await textsIn(store)).toEqual([]);
    });
  });
}

/** A message with this text as its body. */
export function messageOf(text: string): NewInboxMessage {
  return { requestId: "id-1", credentials: "checked", body: Buffer.from(text) };
}

/** The bodies of all messages behind the cursor. */
export async function textsIn({ inbox }: Pick<Store, "inbox">, from?: InboxCursor): Promise<string[]> {
  const found: string[] = [];
  await inbox.read(from, (message) => found.push(message.body().toString()));
  return found;
}

async function appendInTurn(writer: InboxWriter, name: number, count: number): Promise<void> {
  for (let round = 0; round < count; round++) await writer.append(messageOf(`${name}/${round}`));
}
