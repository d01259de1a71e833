import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { messageOf, textsIn } from "./inbox-conformance.ts";
import { onlySegment, segmentName, writeSegment } from "./write-segment.ts";

const isDamaged = (path: string, at: number, why = "what stands there does not match its checksum") => ({
  kind: "store",
  message: `The inbox file ${path} is damaged at byte ${at}: ${why}.`,
  hint: "Restore the file from a backup. Moved out of the inbox, its messages count no more: devices that they speak of stay open.",
});
const flip = (bytes: Buffer, at: number) => {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
  return changed;
};

describe("a segment cut at any byte", () => {
  test("has the messages of its whole frames; the others come when they are whole", async () => {
    const groups = [["first"], ["second", ""], ["fourth"]];
    const texts = groups.flat();
    const { store, path, bytes, starts } = writeSegment(groups, "marked");
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      const whole = starts.slice(1, texts.length + 1).filter((end) => end <= length).length;
      const found: string[] = [];
      const cursor = await store.inbox.read(undefined, (message) => found.push(message.body().toString()));
      expect(found).toEqual(texts.slice(0, whole));
      writeFileSync(path, bytes);
      expect(await textsIn(store, cursor)).toEqual(texts.slice(whole));
    }
  });
});

describe("a segment with any one bit changed", () => {
  test("names the frame, as long as one behind it or the mark says that it was durable", async () => {
    const { store, path, bytes, starts } = writeSegment([["first"], ["second", "third"]], "marked");
    const markAt = starts[3] ?? 0;
    for (let at = 0; at < markAt; at++) {
      writeFileSync(path, flip(bytes, at));
      const frame = starts.filter((start) => start <= at).at(-1) ?? 0;
      expect(await failureOf(() => textsIn(store))).toEqual(isDamaged(path, frame));
    }
    for (let at = markAt; at < bytes.length; at++) {
      writeFileSync(path, flip(bytes, at));
      expect(await textsIn(store)).toEqual(["first", "second", "third"]);
    }
  });

  test("says so of the last message, too, when its writer had time to mark the end", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const writer = await store.inbox.openWriter();
    await writer.append(messageOf("first"));
    await writer.append(messageOf("second"));
    await writer.close();
    const { path, bytes } = onlySegment(store);
    writeFileSync(path, flip(bytes, bytes.indexOf("second")));
    expect((await failureOf(() => textsIn(store))).message).toMatch(/ is damaged at byte [1-9]\d*: /);
  });
});

describe("what a crash may leave of the last write", () => {
  const groups = [["a"], ["b", "c", "d"]];
  const without = (bytes: Buffer, from: number, to: number, byte: number) =>
    Buffer.from(bytes).fill(byte, from, to);

  test.each([0, 0xff])("is no damage, whatever of it reached the disk (filled with %i)", async (byte) => {
    const { store, path, bytes, starts } = writeSegment(groups, "unmarked");
    for (const [lost, whole] of [
      [1, ["a"]],
      [2, ["a", "b"]],
      [3, ["a", "b", "c"]],
    ] as const) {
      writeFileSync(path, without(bytes, starts[lost] ?? 0, starts[lost + 1] ?? 0, byte));
      const found: string[] = [];
      const cursor = await store.inbox.read(undefined, (message) => found.push(message.body().toString()));
      expect(found).toEqual(whole);
      expect(cursor).toEqual(new Map([[segmentName, starts[lost]]]));
      expect(await textsIn(store, cursor)).toEqual([]);
    }
  });

  test("is damage when it was in a write that was durable", async () => {
    const { store, path, bytes, starts } = writeSegment(groups, "unmarked");
    writeFileSync(path, without(bytes, 0, starts[1] ?? 0, 0));
    expect(await failureOf(() => textsIn(store))).toEqual(isDamaged(path, 0));
  });

  test("is an empty file, or one of zeros, or of noise", async () => {
    const noise = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * at * 7 + (at >> 3)) & 0xff));
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(70_000), noise]) {
      const { store, path, bytes: whole } = writeSegment([["a"]], "unmarked");
      writeFileSync(path, bytes);
      expect(await textsIn(store)).toEqual([]);
      writeFileSync(path, Buffer.concat([whole, bytes]));
      expect(await textsIn(store)).toEqual(["a"]);
    }
  });
});

test("whatever is overwritten: messages are read up to there, or the place is named, and never a wrong one", async () => {
  const groupsOf = fc.array(fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  });
  const changes = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
  });
  const directory = temporaryDirectory();
  await fc.assert(
    fc.asyncProperty(
      groupsOf,
      changes,
      fc.constantFrom("marked", "unmarked"),
      async (groups, change, end) => {
        const { store, path, bytes } = writeSegment(groups, end, directory);
        const over = change.bytes.subarray(0, bytes.length);
        bytes.set(over, Math.floor(change.at * (bytes.length - over.length)));
        writeFileSync(path, bytes);
        const found: string[] = [];
        const reading = store.inbox.read(undefined, (message) => found.push(message.body().toString()));
        await reading.catch((error) => expect(error).toMatchObject({ kind: "store" }));
        expect(found).toEqual(groups.flat().slice(0, found.length));
      },
    ),
    { numRuns: 200 },
  );
});

describe("a segment that was read before", () => {
  test("and is shorter now is damaged: it is only ever appended to", async () => {
    const { store, path, bytes } = writeSegment([["a"], ["b"]], "marked");
    const cursor = await store.inbox.read(undefined, () => {});
    truncateSync(path, 30);
    expect(await failureOf(() => textsIn(store, cursor))).toEqual(
      isDamaged(path, 30, `it had ${bytes.length} bytes before and is only ever appended to`),
    );
  });

  test("and has gone is forgotten: what was read of it is with who read it", async () => {
    const { store, path } = writeSegment([["a"]], "marked");
    const cursor = await store.inbox.read(undefined, () => {});
    rmSync(path);
    expect(await store.inbox.read(cursor, () => {})).toEqual(new Map());
    rmSync(join(store.location, "inbox"), { recursive: true });
    expect(await store.inbox.read(cursor, () => {})).toEqual(new Map());
  });
});

describe("while it is read", () => {
  test("a segment that goes away holds nothing", async () => {
    const { store, path, bytes, name } = writeSegment([["a"]], "marked");
    const later = join(store.location, "inbox", "20260102-030406-abcd.inbox");
    writeFileSync(later, bytes);
    const found: string[] = [];
    const cursor = await store.inbox.read(undefined, (message) => {
      found.push(message.body().toString());
      rmSync(later);
    });
    expect([found, [...cursor.keys()]]).toEqual([["a"], [name]]);
    rmSync(path);
  });

  test("a segment that is cut short is said to be", async () => {
    const { store, path } = writeSegment([["x".repeat(1_500_000)], ["y".repeat(1_500_000)]], "marked");
    const reading = () => store.inbox.read(undefined, () => truncateSync(path, 10));
    expect((await failureOf(reading)).message).toMatch(
      /^The file .*\.inbox was cut off at byte \d+ while it was read\.$/,
    );
  });

  test("a segment that cannot be opened is no empty one", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    mkdirSync(join(store.location, "inbox", segmentName), { recursive: true });
    expect(await failureOf(() => textsIn(store))).toMatchObject({ kind: "store" });
  });
});
