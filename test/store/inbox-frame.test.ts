import fc from "fast-check";
import { expect, test } from "vitest";
import {
  encodeContent,
  encodeFrame,
  frameBytes,
  noContent,
  parseFrame,
} from "../../src/store/inbox-frame.ts";
import { failureOf } from "../support/failure.ts";

const header = { requestId: "id-1", receivedAt: "2026-01-02T03:04:05.678Z", credentials: "checked" } as const;

test("a frame gives back its header and body, wherever it stands and whatever is behind it", () => {
  const behind = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.uint8Array(),
      fc.maxSafeNat(),
      behind,
      (requestId, body, at, more) => {
        const content = encodeContent({ ...header, requestId }, body);
        const frame = parseFrame(Buffer.concat([...encodeFrame(content, at), more]));
        if (frame.kind !== "frame") throw new Error(frame.kind);
        expect([frame.bytes, frame.syncedBytes]).toEqual([frameBytes(content), at]);
        expect(JSON.parse(frame.header.toString())).toEqual({ ...header, requestId });
        expect(frame.body.equals(body)).toBe(true);
      },
    ),
  );
});

test("a frame's form", () => {
  const frame = Buffer.concat(encodeFrame(encodeContent(header, Buffer.from("<a/>")), 0x0102030405));
  expect(frame.subarray(0, 24).toString("hex")).toBe(
    ["ff565a49", "54000000", "04000000", "0504030201000000", "8c9d6de9"].join(""),
  );
  expect(frame.subarray(24).toString()).toBe(
    '{"requestId":"id-1","receivedAt":"2026-01-02T03:04:05.678Z","credentials":"checked"}<a/>',
  );
});

test("the mark is a head alone", () => {
  expect(parseFrame(Buffer.concat(encodeFrame(noContent, 99)))).toMatchObject({
    kind: "frame",
    bytes: 24,
    syncedBytes: 99,
    header: Buffer.alloc(0),
  });
});

test("a frame that is not all there says how long it is, one that cannot be is bad", () => {
  const frame = Buffer.concat(encodeFrame(encodeContent(header, Buffer.from("<a/>")), 0));
  expect(parseFrame(frame.subarray(0, 23))).toEqual({ kind: "short", bytes: 24 });
  expect(parseFrame(frame.subarray(0, -1))).toEqual({ kind: "short", bytes: frame.length });
  const huge = Buffer.from(frame);
  huge.writeUInt32LE(65 << 20, 8);
  expect(parseFrame(huge)).toEqual({ kind: "bad" });
});

test("a message that a reader would have no room for is refused", async () => {
  expect(await failureOf(() => encodeContent(header, Buffer.alloc(64 << 20)))).toEqual({
    kind: "store",
    message: "The message has 67108948 bytes with its header; the inbox takes at most 67108864.",
    hint: undefined,
  });
});
