import { PassThrough, Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decompressed } from "../../src/csv/compression.ts";
import { readDevices } from "../../src/upload/read-devices.ts";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The text, or the message of the error. */
async function textOf(bytes: Uint8Array, size: number): Promise<string> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of decompressed("a.gz", chunksOf(bytes, size))) parts.push(part);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return Buffer.concat(parts).toString();
}

const long = "IMEI,ICCID\n".repeat(20_000);
const behind = "a.gz: the compressed data is followed by something that is not gzip.";

describe.each([1, 2, 7, 65_536])("in chunks of %i bytes", (size) => {
  test.each([
    ["plain text", Buffer.from("a,b\n1,2\n"), "a,b\n1,2\n"],
    ["one byte", Buffer.from("a"), "a"],
    ["nothing", Buffer.alloc(0), ""],
    ["the first byte of gzip alone", Buffer.from([0x1f]), "\u001f"],
    ["one member", gzipSync(long), long],
    ["three members", Buffer.concat([gzipSync("a"), gzipSync(""), gzipSync("b")]), "ab"],
    ["zeros behind", Buffer.concat([gzipSync("a,b\n"), Buffer.alloc(20)]), "a,b\n"],
    ["text behind", Buffer.concat([gzipSync("a,b\n"), Buffer.from("1,2\n")]), behind],
    ["text behind zeros", Buffer.concat([gzipSync("a,b\n"), Buffer.alloc(9), Buffer.from("1,2\n")]), behind],
    ["a member behind zeros", Buffer.concat([gzipSync("a,b\n"), Buffer.alloc(9), gzipSync("1,2\n")]), behind],
    [
      "a cut-off end",
      gzipSync("a,b\n").subarray(0, -1),
      "a.gz: the compressed data ends too early: the file is cut off.",
    ],
    [
      "the beginning alone",
      gzipSync("a,b\n").subarray(0, 2),
      "a.gz: the compressed data ends too early: the file is cut off.",
    ],
  ])("%s", async (_, bytes, text) => {
    expect((await textOf(bytes, size)) === text).toBe(true);
  });
});

test("another method of compression is told", async () => {
  expect(await textOf(Buffer.from([0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0]), 3)).toBe(
    "a.gz: the compressed data is damaged (unknown compression method).",
  );
});

test("a decompression bomb is refused at the first long line, and not held", async () => {
  const bomb = gzipSync(Buffer.alloc(300 << 20, "a"));
  const before = process.memoryUsage().rss;
  let taken = 0;
  const source = { name: "bomb.gz", open: () => Readable.from(chunksOf(bomb, 4096)) };
  const { signal } = new AbortController();
  const tee = (_: number, chunk: Uint8Array) => {
    taken += chunk.length;
  };
  await expect(readDevices({ sources: [source], checkDigits: "off", tee, signal })).rejects.toThrow(
    "bomb.gz:1: the record that begins here is longer than 128 KiB.",
  );
  expect(taken).toBeLessThan(20_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(50 << 20);
});

test("what is refused early does not wait for the rest of a pipe that stays open", async () => {
  const pipe = new PassThrough();
  pipe.write(gzipSync(`Serial\n${"1\n".repeat(100_000)}`).subarray(0, -20));
  const source = { name: "-", open: () => pipe };
  const { signal } = new AbortController();
  await expect(readDevices({ sources: [source], checkDigits: "off", signal })).rejects.toThrow(
    "<stdin>:1: no column holds an identifier",
  );
  expect(pipe.destroyed).toBe(true);
});

test("an abort ends the reading of a compressed pipe", async () => {
  const pipe = new PassThrough();
  pipe.write(gzipSync("IMEI\n358755110000012\n").subarray(0, -9));
  const abort = new AbortController();
  const source = { name: "-", open: () => pipe };
  const tee = () => setImmediate(() => abort.abort());
  await expect(
    readDevices({ sources: [source], checkDigits: "off", tee, signal: abort.signal }),
  ).rejects.toMatchObject({ kind: "interrupted" });
});

test("a file that cannot be read to its end is no damaged gzip", async () => {
  async function* failing() {
    yield gzipSync(long).subarray(0, 100);
    throw Object.assign(new Error("i/o error"), { code: "EIO" });
  }
  const source = { name: "a.gz", open: () => Readable.from(failing()) };
  const { signal } = new AbortController();
  await expect(readDevices({ sources: [source], checkDigits: "off", signal })).rejects.toThrow(
    "Cannot read a.gz: the disk reported an error (EIO).",
  );
});
