import { passingFailure } from "../uws/passing-failures.ts";
import type { NotSent } from "../uws/transport.ts";
import type { UploadOutcome } from "../uws/upload-devices.ts";

/** How often a request is tried again of which nothing can have been applied, and how long is waited before. */
export interface RetryPolicy {
  /** 0: never. */
  readonly retries: number;
  /** Before the first repeat, the second ...; the last one repeats. */
  readonly delaysMs: readonly number[];
}

/** A wait, and the try behind it. */
export interface Wait {
  readonly ms: number;
  /** What failed, in a few words. */
  readonly reason: string;
  /** Counted from 1, the first that failed. */
  readonly nextTry: number;
  readonly tries: number;
}

export const throttledText = "the platform asked to slow down (HTTP 429)";

/** However long the platform asks for: somebody is waiting, and repeating the command is harmless. */
const maxAskedMs = 120_000;

/**
 * The wait after the try number `failed`; undefined: no more tries, or waiting would not mend it. Only for outcomes that prove that
 * nothing was applied.
 */
export function waitAfter(
  outcome: NotSent | Extract<UploadOutcome, { readonly kind: "throttled" }>,
  failed: number,
  { retries, delaysMs }: RetryPolicy,
): Wait | undefined {
  const reason = outcome.kind === "throttled" ? throttledText : passingFailure(outcome.code);
  if (reason === undefined || failed > retries) return undefined;
  const asked = outcome.kind === "throttled" ? outcome.retryAfterMs : undefined;
  const listed = delaysMs[Math.min(failed, delaysMs.length) - 1] ?? 0;
  const ms = asked === undefined ? listed : Math.min(asked, maxAskedMs);
  return { ms, reason, nextTry: failed + 1, tries: retries + 1 };
}
