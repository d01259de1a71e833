import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { VzuploadError } from "../errors.ts";

/** Keeps the bytes of sources that cannot be read twice, in a directory of its own that goes with it. */
export interface Spool {
  write(source: number, chunk: Uint8Array): void;
  open(source: number): AsyncIterable<Uint8Array>;
  /** Idempotent. */
  close(): void;
}

export function createSpool(): Spool {
  let directory: string | undefined;
  const files = new Map<number, { readonly fd: number; readonly path: string }>();

  function fileOf(source: number) {
    const known = files.get(source);
    if (known !== undefined) return known;
    directory ??= mkdtempSync(join(tmpdir(), "vzupload-input-"));
    const path = join(directory, String(source));
    const file = { path, fd: openSync(path, "wx", 0o600) };
    files.set(source, file);
    return file;
  }

  return {
    write(source, chunk) {
      try {
        const { fd } = fileOf(source);
        for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new VzuploadError("usage", `--rejected: cannot keep standard input in ${tmpdir()}: ${why}.`, {
          hint: "Set TMPDIR to a directory with room for it, or save the input as a file.",
          cause,
        });
      }
    },
    open(source) {
      const file = files.get(source);
      return file === undefined ? Readable.from([]) : createReadStream(file.path);
    },
    close() {
      for (const { fd } of files.values()) closeSync(fd);
      files.clear();
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
      directory = undefined;
    },
  };
}
