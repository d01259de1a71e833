import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { createInboxWriter } from "../../src/store/inbox-writer.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { messageOf, textsIn } from "./inbox-conformance.ts";

const openStore = () => createFileStore(join(temporaryDirectory(), "state"), process.pid);
const filesOf = (location: string) => readdirSync(join(location, "inbox")).sort();

test("nothing is made before the first append: not by reading, nor by a writer that writes nothing", async () => {
  const store = openStore();
  await store.inbox.read(undefined, () => {});
  await (await store.inbox.openWriter()).close();
  expect(existsSync(store.location)).toBe(false);
});

test.skipIf(process.platform === "win32")("is its owner's alone: directories 0700, files 0600", async () => {
  const store = openStore();
  const writer = await store.inbox.openWriter();
  await writer.append(messageOf("a"));
  await writer.close();
  await store.listenOn(50_551);
  const modes = readdirSync(store.location, { recursive: true }).map((path) => {
    const stat = statSync(join(store.location, String(path)));
    return `${stat.isDirectory() ? "directory" : "file"} ${(stat.mode & 0o777).toString(8)}`;
  });
  expect(modes.sort()).toEqual(["directory 700", "directory 700", "file 600", "file 600"]);
});

test("each writer has files of its own, named by time", async () => {
  const store = openStore();
  const writers = await Promise.all(Array.from({ length: 5 }, () => store.inbox.openWriter()));
  await Promise.all(writers.map((writer, at) => writer.append(messageOf(String(at)))));
  const names = filesOf(store.location);
  expect(names).toHaveLength(5);
  for (const name of names) expect(name).toMatch(/^\d{8}-\d{6}-[a-z0-9]{4}\.inbox$/);
  await Promise.all(writers.map((writer) => writer.append(messageOf("more"))));
  expect(filesOf(store.location)).toEqual(names);
  await Promise.all(writers.map((writer) => writer.close()));
});

describe("a segment that is full", () => {
  /** Appends these by a writer of small segments, some at once; says what is read, and how each segment ends. */
  const writeSmall = async (rounds: readonly (readonly string[])[]) => {
    const store = openStore();
    const directory = join(store.location, "inbox");
    const writer = createInboxWriter(directory, 1_000);
    for (const texts of rounds) await Promise.all(texts.map((text) => writer.append(messageOf(text))));
    await writer.close();
    const segments = filesOf(store.location).map((name) => readFileSync(join(directory, name)));
    return { texts: await textsIn(store), marked: segments.map(isMarked) };
  };
  /** The mark is a head without header and body. */
  const isMarked = (bytes: Buffer) => {
    const mark = bytes.subarray(-24);
    const at = Number(mark.readBigUInt64LE(12));
    return mark.readUInt32LE(4) + mark.readUInt32LE(8) === 0 && at === bytes.length - 24;
  };

  test("is marked at its end and followed by the next", async () => {
    const texts = Array.from({ length: 20 }, (_, at) => `${at}:${"x".repeat(300)}`);
    const written = await writeSmall([...texts.slice(0, 10).map((text) => [text]), texts.slice(10)]);
    expect(written.texts.sort()).toEqual([...texts].sort());
    expect(written.marked).toEqual([true, true, true, true]);
  });

  test("also while more is waiting than goes into one write", async () => {
    const texts = Array.from({ length: 8 }, (_, at) => String(at).repeat(5_000_000));
    const written = await writeSmall([texts]);
    expect(written.texts.map((text) => `${text[0]} ${text.length}`).sort()).toEqual(
      texts.map((text) => `${text[0]} 5000000`),
    );
    expect(written.marked).toEqual([true, true]);
  });
});

test("what is no segment is not looked at", async () => {
  const store = openStore();
  const writer = await store.inbox.openWriter();
  await writer.append(messageOf("a"));
  await writer.close();
  for (const name of ["README", ".inbox", "20260102-030405-abcd.inbox.bak", "20260102-030405-abcde.inbox"])
    writeFileSync(join(store.location, "inbox", name), "noise");
  expect(await textsIn(store)).toEqual(["a"]);
});

test("messages larger than what is read at once, among small ones", async () => {
  const store = openStore();
  const writer = await store.inbox.openWriter();
  const texts = [1, 1_048_576, 10, 5_000_000, 1_048_400, 2_000_000, 3].map((size, at) =>
    String(at).repeat(size),
  );
  for (const text of texts) await writer.append(messageOf(text));
  await writer.close();
  const found = await textsIn(store);
  expect(found.map((text) => `${text[0]} ${text.length}`)).toEqual(
    texts.map((text) => `${text[0]} ${text.length}`),
  );
  expect(found.every((text, at) => text === texts[at])).toBe(true);
});

test("a message that is too large is refused alone; those beside it are kept", async () => {
  const store = openStore();
  const writer = await store.inbox.openWriter();
  const huge = { ...messageOf(""), body: Buffer.alloc(64 << 20) };
  const ends = await Promise.allSettled(
    [messageOf("a"), huge, messageOf("b")].map((each) => writer.append(each)),
  );
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  await writer.close();
  expect(await textsIn(store)).toEqual(["a", "b"]);
});

test("within a segment, messages are in the order in which they were appended", async () => {
  const store = openStore();
  const writer = await store.inbox.openWriter();
  const texts = Array.from({ length: 200 }, (_, at) => String(at));
  await Promise.all(texts.map((text) => writer.append(messageOf(text))));
  await writer.close();
  expect(await textsIn(store)).toEqual(texts);
});
