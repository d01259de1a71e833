import { setImmediate as nextTurn } from "node:timers/promises";
import { SaxesParser } from "saxes";
import type { Callback, CallbackHead } from "./callback.ts";
import { createCallbackContent } from "./callback-content.ts";
import { type CallbackLimits, callbackLimits } from "./callback-limits.ts";
import { createRedaction } from "./callback-redaction.ts";
import { type CallbackRefusal, type RefusalSlot, refuse } from "./callback-refusal.ts";
import { createLineMemory, type LineMemory } from "./callback-repeats.ts";
import { createTextSource } from "./callback-text.ts";
import { walkCallback } from "./callback-walk.ts";

/** Reads one message as its bytes come. It never throws, whatever they are, and how they are cut makes no difference. */
export interface CallbackReader {
  /** Undefined: go on. A refusal is final, and what comes after it is passed over. */
  write(chunk: Uint8Array): CallbackRefusal | undefined;
  /** What is known by now of who sent it, and for which request. */
  head(): CallbackHead;
  /** To be called once. */
  end(): CallbackResult;
}

export type CallbackResult =
  | {
      readonly kind: "callback";
      readonly callback: Callback;
      /** The message as it came, in UTF-8 without byte order mark, each Password replaced by `***`; it reads to the same callback. */
      body(): Buffer;
    }
  | { readonly kind: "refused"; readonly refusal: CallbackRefusal };

/**
 * Memory is that of the body and of what it says. A message that is refused in the middle was read to at most 192 Ki characters
 * behind what it is refused for; in ASCII these are as many bytes.
 */
export function createCallbackReader(limits: Partial<CallbackLimits> = {}): CallbackReader {
  const all = { ...callbackLimits, ...limits };
  const slot: RefusalSlot = { refusal: undefined };
  const content = createCallbackContent(all, slot);
  const redaction = createRedaction();
  const parser = new SaxesParser({ defaultXMLVersion: "1.0", forceXMLVersion: true });
  const lines = createLineMemory();
  const progress = walkCallback({ parser, limits: all, slot, content, redaction, lines });
  const walk = { content, maxTextLength: all.maxTextLength, count: progress.count };
  let quietLength = 0;
  const source = createTextSource({
    maxBytes: all.maxBytes,
    slot,
    take(piece) {
      const before = progress.elements;
      redaction.begin(piece);
      lines.begin(piece);
      for (let at = 0; at < piece.length && slot.refusal === undefined; ) {
        const repeated = lines.repeat(at, walk);
        at = repeated.at;
        parser.line += repeated.lineFeeds;
        const stop = lines.nextStop(at);
        parse(parser, piece.slice(at, stop), slot, lines);
        at = stop;
      }
      redaction.finish();
      quietLength = progress.elements === before ? quietLength + piece.length : 0;
      if (quietLength >= all.maxQuietLength) refuse(slot, "quietTooLong", all.maxQuietLength);
    },
  });
  return {
    write(chunk) {
      if (slot.refusal === undefined) source.write(chunk);
      return slot.refusal;
    },
    head: content.head,
    end() {
      source.end();
      parse(parser, null, slot, lines);
      const refusal = slot.refusal ?? content.problem();
      if (refusal !== undefined) return { kind: "refused", refusal };
      return { kind: "callback", callback: content.callback(), body: redaction.body };
    },
  };
}

/** Reads a whole message. */
export function readCallback(body: Uint8Array, limits?: Partial<CallbackLimits>): CallbackResult {
  const reader = createCallbackReader(limits);
  reader.write(body);
  return reader.end();
}

/** The same, in pieces between which others have their turn; the body must stay as it is until then. */
export async function readCallbackInTurns(
  body: Uint8Array,
  limits?: Partial<CallbackLimits>,
): Promise<CallbackResult> {
  const reader = createCallbackReader(limits);
  for (let at = 0; at < body.length; at += turnBytes) {
    if (at > 0) await nextTurn();
    reader.write(body.subarray(at, at + turnBytes));
  }
  return reader.end();
}

const turnBytes = 64 * 1024;

/** `null` ends the message. */
function parse(parser: SaxesParser, piece: string | null, slot: RefusalSlot, { skipped }: LineMemory): void {
  if (slot.refusal !== undefined) return;
  try {
    parser.write(piece);
  } catch (error) {
    // Anything but a plain Error is not the parser's: a bug.
    if (!(error instanceof Error) || error.name !== "Error") throw error;
    refuse(slot, "notXml", parserProblem(error.message, skipped === 0));
  }
}

/** Of "3:14: unclosed tag: Foo" what is the parser's own: its quotations may be of a password. Columns it knows as long as it has seen all. */
function parserProblem(message: string, knowsColumn: boolean): string {
  const [line, column, problem = ""] = message.split(":");
  const where = knowsColumn ? `line ${line}, column ${column}` : `line ${line}`;
  return `${problem.trim().replace(/\.$/, "")} (${where})`;
}
