import type { Readable } from "node:stream";
import { errorCode, VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import type { DeviceSource } from "./read-types.ts";

/** Lets `take` read the source; the stream is closed however this ends. VzuploadError "input" when it cannot be read. */
export async function readBytes(
  name: string,
  { source, signal }: { readonly source: DeviceSource; readonly signal: AbortSignal },
  take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  if (signal.aborted) throw interrupted(name);
  const stream = await opening(name, async () => source.open());
  const stop = () => stream.destroy(interrupted(name));
  signal.addEventListener("abort", stop, { once: true });
  try {
    await take(chunksOf(name, stream));
    if (signal.aborted) throw interrupted(name);
  } finally {
    signal.removeEventListener("abort", stop);
    stream.destroy();
  }
}

/** Errors of the stream become errors of the file; those of whoever takes the chunks stay what they are. */
async function* chunksOf(name: string, stream: Readable): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>; // as: by contract it yields bytes
  try {
    for (;;) {
      const { done, value } = await opening(name, () => chunks.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    stream.destroy();
  }
}

async function opening<Result>(name: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw readError(name, error);
  }
}

function readError(name: string, cause: unknown): unknown {
  const code = errorCode(cause);
  if (cause instanceof VzuploadError || code === undefined) return cause;
  const { why, hint } = systemErrors[code] ?? {
    why: visibleText(cause instanceof Error ? cause.message : code),
    hint: undefined,
  };
  return new VzuploadError("input", `Cannot read ${name}: ${why} (${code}).`, {
    hint: hint ?? "Check the file and its disk.",
    cause,
  });
}

const systemErrors: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  ENOENT: {
    why: "there is no such file",
    hint: "Check the path; relative paths start from the working directory.",
  },
  ENOTDIR: { why: "a part of the path is not a directory", hint: "Check the path." },
  EISDIR: { why: "it is a directory", hint: "Name the CSV files in it." },
  EACCES: { why: "permission denied", hint: "Give this user read access to the file." },
  EPERM: { why: "permission denied", hint: "Give this user read access to the file." },
  EMFILE: {
    why: "too many files are open",
    hint: "Push fewer files at once, or raise the limit (ulimit -n).",
  },
  EBUSY: { why: "another program holds it", hint: "Close it in the spreadsheet program, and try again." },
  EIO: { why: "the disk reported an error", hint: "Copy the file to another disk, and try again." },
};

function interrupted(name: string): VzuploadError {
  return new VzuploadError("interrupted", `Interrupted while reading ${name}; nothing was sent.`);
}
