import type { PlannedFact, RecordedFact } from "../store/facts.ts";

/** Why a batch is not sent yet, and for how long. */
export interface Hold {
  readonly ms: number;
  /** A clause. */
  readonly reason: string;
}

/** The platform's page on ChangeDeviceState: activate no sooner than so long behind the answer to the upload. */
export const uploadTakesMs = 5 * 60_000;

/** The platform's REST page: so many activations a minute. */
const maxRequests = 100;
const minuteMs = 60_000;

/**
 * How long the activation of a batch is to wait, by the job's ledger, so that a resume goes on with the same wait. Undefined: not at all.
 * `nowMs`: milliseconds since the Unix epoch.
 */
export function holdActivation(
  { notBefore }: Pick<PlannedFact, "notBefore">,
  facts: readonly RecordedFact[],
  nowMs: number,
): Hold | undefined {
  // A clock that was set back must not make it longer.
  const settling = Math.min(notBefore === undefined ? 0 : Date.parse(notBefore) - nowMs, uploadTakesMs);
  if (settling > 0) return { ms: settling, reason: settlingText };
  const sentAt = facts.flatMap(({ kind, at }) => (kind === "sending" ? [Date.parse(at)] : []));
  const first = sentAt.at(-maxRequests);
  const pausing = first === undefined ? 0 : Math.min(first + minuteMs - nowMs, minuteMs);
  return pausing > 0 ? { ms: pausing, reason: pausingText } : undefined;
}

const settlingText = "the platform wants five minutes between the answer to an upload and the activation";
const pausingText = `the platform takes ${maxRequests} activations a minute`;
