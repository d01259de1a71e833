import { errorCode } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import { type FailureCode, failureTexts } from "./failure-texts.ts";
import type { Lost, NotSent } from "./transport.ts";

/** A failure of our own making, named by a code of the table. */
export class TransportFailure extends Error {
  override readonly name = "TransportFailure";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface Failure {
  readonly url: string;
  /** The proxy's URL without credentials. */
  readonly proxy?: string | undefined;
  readonly error: unknown;
  /** Whether the writing of the request had begun. */
  readonly hasBegun: boolean;
}

/** Puts a failure into words: method, URL, proxy, what failed; never credentials. */
export function describeFailure({ url, proxy, error, hasBegun }: Failure): NotSent | Lost {
  const code = failureCode(error);
  const known = isKnown(code) ? failureTexts[code] : undefined;
  const through = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const reason = `POST ${withoutSecrets(url)}${through}: ${known?.text ?? unknownText(error)} (${code})`;
  return hasBegun
    ? { kind: "lost", reason, code }
    : { kind: "notSent", reason, hint: hintFor(code, known?.hint, proxy), code };
}

/** Through a proxy, what could not be connected to is the proxy. */
function hintFor(code: string, hint: string | undefined, proxy: string | undefined): string {
  if (proxy !== undefined && connecting.has(code)) return `Check HTTPS_PROXY: is the proxy ${proxy} there?`;
  return hint ?? unknownHint;
}

const connecting: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const unknownHint = "Check --endpoint, the network and HTTPS_PROXY; nothing was sent.";

/** The first code that the table knows, from the error down its causes; else the first of all. */
function failureCode(error: unknown): string {
  const codes = [...causes(error)].map(codeOf).filter((code) => code !== undefined);
  return codes.find(isKnown) ?? codes[0] ?? "UNKNOWN";
}

function* causes(error: unknown): Generator<unknown> {
  let next = error;
  for (let depth = 0; next instanceof Error && depth < 5; depth++) {
    yield next;
    next = next.cause;
  }
}

/** undici names a refused tunnel in the message only. */
function codeOf(error: unknown): string | undefined {
  const status = error instanceof Error ? /^Proxy response \((\d+)\)/.exec(error.message)?.[1] : undefined;
  if (status === undefined) return errorCode(error);
  return isKnown(`PROXY_${status}`) ? `PROXY_${status}` : "PROXY_REFUSED";
}

function isKnown(code: string): code is FailureCode {
  return Object.hasOwn(failureTexts, code);
}

function unknownText(error: unknown): string {
  return visibleText((error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim());
}

function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
