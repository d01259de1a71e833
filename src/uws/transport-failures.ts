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

/** What failed, as text for people: begins small, no full stop; a hint where there is one. */
export interface FailureWords {
  readonly code: string;
  readonly text: string;
  readonly hint: string | undefined;
  /** The other side was not reached at all. */
  readonly isConnecting: boolean;
}

/** Puts an error of a connection into words; never credentials. */
export function failureWords(error: unknown): FailureWords {
  const code = failureCode(error);
  const known = isKnown(code) ? failureTexts[code] : undefined;
  return {
    code,
    text: `${known?.text ?? unknownText(error)} (${code})`,
    hint: known?.hint,
    isConnecting: connecting.has(code),
  };
}

/** Puts a failure into words: method, URL, proxy, what failed; never credentials. */
export function describeFailure({ url, proxy, error, hasBegun }: Failure): NotSent | Lost {
  const { code, text, hint, isConnecting } = failureWords(error);
  const through = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const reason = `POST ${withoutSecrets(url)}${through}: ${text}`;
  return hasBegun
    ? { kind: "lost", reason, code }
    : { kind: "notSent", reason, hint: hintFor({ hint, isConnecting }, proxy), code };
}

/** Through a proxy, what could not be connected to is the proxy. */
function hintFor(
  { hint, isConnecting }: Pick<FailureWords, "hint" | "isConnecting">,
  proxy: string | undefined,
): string {
  if (proxy !== undefined && isConnecting) return `Check HTTPS_PROXY: is the proxy ${proxy} there?`;
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
