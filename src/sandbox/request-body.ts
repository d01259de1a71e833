import type { IncomingMessage } from "node:http";
import type { ElementRule } from "./element-rule.ts";
import { collectMessage, type Message } from "./message.ts";
import { createMessageReader, type MessageReader } from "./message-reader.ts";

/** A request's body, read to its end or as far as it came. */
export type RequestBody =
  | { readonly kind: "message"; readonly message: Message; readonly raw: Buffer | undefined }
  | { readonly kind: "unreadable"; readonly problem: string; readonly raw: Buffer | undefined }
  | { readonly kind: "tooLarge" }
  | { readonly kind: "aborted" };

/** How to read a body. */
export interface BodyOptions {
  readonly schema: ElementRule;
  readonly maxBytes: number;
  /** Whether to keep the bytes. */
  readonly keepRaw: boolean;
}

/** A body beyond the limit is still read, so that its sender hears the answer, but not beyond this multiple of it. */
const patience = 4;

/** Reads a body as it comes; apart from `raw`, memory is needed for what it says only. */
export async function readBody(request: IncomingMessage, options: BodyOptions): Promise<RequestBody> {
  const { message, sink } = collectMessage();
  const text = createTextReader(createMessageReader(options.schema, sink));
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request) {
      const chunk: Buffer = piece;
      bytes += chunk.length;
      if (bytes > options.maxBytes * patience) return { kind: "aborted" };
      if (bytes > options.maxBytes) continue;
      text.write(chunk);
      if (options.keepRaw) kept.push(chunk);
    }
  } catch {
    return { kind: "aborted" };
  }
  if (bytes > options.maxBytes) return { kind: "tooLarge" };
  const raw = options.keepRaw ? Buffer.concat(kept) : undefined;
  const problem = text.end();
  return problem === undefined ? { kind: "message", message, raw } : { kind: "unreadable", problem, raw };
}

interface TextReader {
  write(bytes: Buffer): void;
  end(): string | undefined;
}

function createTextReader(reader: MessageReader): TextReader {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let problem: string | undefined;
  const decode = (bytes: Buffer | undefined): void => {
    if (problem !== undefined) return;
    try {
      reader.write(bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      problem = "The message is not UTF-8.";
    }
  };
  return {
    write: decode,
    end() {
      decode(undefined);
      return problem ?? reader.end();
    },
  };
}
