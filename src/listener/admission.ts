import type { IncomingMessage } from "node:http";
import type { AllowList } from "./allow-list.ts";
import { type Refusal, refusal } from "./refusals.ts";

/** What a request must be before its body is read. */
export interface AdmissionRules {
  /** Undefined: all addresses may send. */
  readonly allow: AllowList | undefined;
  /** Exact; a request's query does not matter. */
  readonly path: string;
  readonly maxBodyBytes: number;
  readonly maxHeaders: number;
}

/**
 * Judges a request by its address and headers; undefined: its body may come. The content type is not judged: the platform
 * documents none.
 */
export function admit(request: IncomingMessage, rules: AdmissionRules): Refusal | undefined {
  const { headers, method, rawHeaders, socket } = request;
  if (rules.allow?.allows(socket.remoteAddress) === false) return refusal("address");
  if (pathOf(request) !== rules.path) return refusal("path");
  if (method !== "POST") return refusal("method");
  if (rawHeaders.length / 2 > rules.maxHeaders) return refusal("headers");
  if (!isExpectation(headers.expect)) return refusal("expectation");
  if (!isPlain(headers["content-encoding"], "identity")) return refusal("encoding");
  if (!isPlain(headers["transfer-encoding"], "chunked")) return refusal("encoding");
  if (Number(headers["content-length"] ?? 0) > rules.maxBodyBytes) return refusal("tooLarge");
  return undefined;
}

/** Proxies may send the whole URL. */
function pathOf({ url = "" }: IncomingMessage): string | undefined {
  return url.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
}

function isExpectation(value: string | undefined): boolean {
  return value === undefined || value.toLowerCase() === "100-continue";
}

function isPlain(value: string | undefined, allowed: string): boolean {
  return value === undefined || value.trim().toLowerCase() === allowed;
}
