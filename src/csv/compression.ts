import { once } from "node:events";
import { createGunzip, type Gunzip } from "node:zlib";
import { errorCode, VzuploadError } from "../errors.ts";

/**
 * The bytes of a file, decompressed if its first bytes are gzip's, whatever its name is; `onGzip` is called then. Memory is bounded
 * whatever comes out. VzuploadError "input" when the compressed data is damaged, cut off, or has something else behind it.
 */
export async function* decompressed(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  onGzip: () => void = () => {},
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  let isDone = false;
  while (first.length < magic.length && !isDone) {
    const { done = false, value } = await iterator.next();
    isDone = done;
    if (!done) first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  const all = replayed(first, iterator);
  if (magic.some((byte, at) => first[at] !== byte)) return yield* all;
  onGzip();
  yield* gunzipped(name, all);
}

const magic = [0x1f, 0x8b];

async function* replayed(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* gunzipped(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 65_536 });
  const failed = feed(name, gunzip, chunks).then(
    () => undefined,
    (error: unknown) => {
      gunzip.destroy();
      return { error };
    },
  );
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array; // as: zlib yields bytes
  } catch (error) {
    if (!hasZlibCode(error)) throw (await failed)?.error ?? error;
    throw gzipError(name, error);
  } finally {
    gunzip.destroy();
  }
  const failure = await failed;
  if (failure !== undefined) throw failure.error;
}

/** Gives it everything, and judges what it leaves. */
async function feed(name: string, gunzip: Gunzip, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const over = once(gunzip, "close").catch(() => {});
  const ended = new Promise((resolve) => gunzip.once("end", resolve));
  let fed = 0;
  let isBehind = false;
  for await (const chunk of chunks) {
    fed += chunk.length;
    if (gunzip.destroyed && !gunzip.readableEnded) return;
    if (isBehind) refuseRest(name, chunk);
    else {
      const written = new Promise((resolve) => gunzip.write(chunk, resolve));
      await Promise.race([written, over, ended]);
      isBehind = gunzip.bytesWritten < fed;
      if (isBehind && gunzip.errored === null)
        refuseRest(name, chunk.subarray(chunk.length - (fed - gunzip.bytesWritten)));
    }
  }
  if (!isBehind) gunzip.end();
}

/** Zeros fill up the blocks of a tape; anything else would be lost without a word. */
function refuseRest(name: string, rest: Uint8Array): void {
  if (rest.some((byte) => byte !== 0)) throw somethingBehind(name);
}

function somethingBehind(name: string, cause?: unknown): VzuploadError {
  return new VzuploadError(
    "input",
    `${name}: the compressed data is followed by something that is not gzip.`,
    {
      hint: "Compress each file by itself, and compare the sizes with the originals'.",
      cause,
    },
  );
}

function hasZlibCode(error: unknown): boolean {
  return errorCode(error)?.startsWith("Z_") === true;
}

function gzipError(name: string, cause: unknown): VzuploadError {
  const text = cause instanceof Error ? cause.message : "";
  if (text === "incorrect header check") return somethingBehind(name, cause);
  if (errorCode(cause) === "Z_BUF_ERROR")
    return new VzuploadError("input", `${name}: the compressed data ends too early: the file is cut off.`, {
      hint: "Copy it again, and compare its size with the original's.",
      cause,
    });
  return new VzuploadError("input", `${name}: the compressed data is damaged (${text}).`, {
    hint: "Copy it again, in binary mode, and compare its checksum with the original's.",
    cause,
  });
}
