import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** A whole text, or why there is none to be had: follows "cannot read ...: ", no full stop. */
export type BoundedText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unsuitable"; readonly why: string };

/**
 * Reads a regular file of at most 1 MiB, as UTF-8: what stands at a well-known name may be anything, a link to an endless device or a
 * FIFO that nobody writes to. Errors: those of the system.
 */
export function readBounded(path: string): BoundedText {
  // Without waiting: opening a FIFO would else wait for its writer, deaf to signals.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) return unsuitable("it is a directory");
    if (!found.isFile()) return unsuitable("it is no regular file");
    const bytes = readAtMost(file, maxBytes + 1);
    if (bytes.length > maxBytes) return unsuitable("it is longer than 1 MiB");
    return { kind: "text", text: bytes.toString("utf8") };
  } finally {
    closeSync(file);
  }
}

const maxBytes = 2 ** 20;

/** Its size is no bound: it may grow, and some systems' own files have none. */
function readAtMost(file: number, limit: number): Buffer {
  const bytes = Buffer.alloc(limit);
  let length = 0;
  for (;;) {
    const read = readSync(file, bytes, length, limit - length, null);
    length += read;
    if (read === 0 || length === limit) return bytes.subarray(0, length);
  }
}

function unsuitable(why: string): BoundedText {
  return { kind: "unsuitable", why };
}
