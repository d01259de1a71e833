import type { Callback } from "../uws/callback.ts";
import { readCallback } from "../uws/callback-reader.ts";

/** A message that came to a callback URL, read. */
export type ParsedCallback =
  | { readonly kind: "callback"; readonly callback: Callback }
  | {
      readonly kind: "refused";
      /** A stable word. */
      readonly reason: string;
      /** One sentence; nothing in it is quoted from the message. */
      readonly message: string;
      /** What to answer with: 400 not readable, 413 beyond a limit, 422 of no use. */
      readonly status: 400 | 413 | 422;
    };

/**
 * Reads one callback, in any of the forms and encodings that docs/platform.md has; never throws, whatever the bytes are. Anybody can post to a callback
 * URL: believe a callback only if its `username` and `password` are those that were registered.
 */
export function parseCallback(message: Uint8Array | string): ParsedCallback {
  const read = readCallback(typeof message === "string" ? Buffer.from(message) : message);
  return read.kind === "callback"
    ? { kind: "callback", callback: read.callback }
    : { kind: "refused", ...read.refusal };
}
