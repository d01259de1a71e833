import type { PlannedFact, RecordedFact } from "../store/facts.ts";

/** Why a batch is not sent yet, and for how long. */
export interface Pause {
  readonly ms: number;
  /** A clause. */
  readonly reason: string;
}

/** The platform's page on ChangeDeviceState: activate no sooner than so long behind the answer to the upload. */
export const uploadTakesMs = 5 * 60_000;

/** The platform's REST page: so many activations a minute. */
const maxRequests = 100;
const minuteMs = 60_000;

export interface PaceClock {
  /** Milliseconds since the Unix epoch; may be set back and forth. */
  readonly now: () => number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
}

/** How long one batch's activation is to wait yet; to be asked again until it is undefined. */
export type ActivationPace = (
  planned: Pick<PlannedFact, "notBefore">,
  facts: readonly RecordedFact[],
) => Pause | undefined;

/**
 * The pace of one batch, by the job's ledger, so that a resume goes on with the same wait. It ends by whichever clock is first: one that is
 * set back makes no wait longer than five minutes, or one.
 */
export function createActivationPace({ now, elapsed }: PaceClock): ActivationPace {
  const [settling, pausing] = [createCountdown(elapsed), createCountdown(elapsed)];
  return ({ notBefore }, facts) => {
    const untilSettled = notBefore === undefined ? 0 : Date.parse(notBefore) - now();
    const settlingMs = settling(Math.min(untilSettled, uploadTakesMs));
    if (settlingMs > 0) return { ms: settlingMs, reason: settlingText };
    const sentAt = facts.flatMap(({ kind, at }) => (kind === "sending" ? [Date.parse(at)] : []));
    const first = sentAt.at(-maxRequests);
    const pausingMs = pausing(first === undefined ? 0 : Math.min(first + minuteMs - now(), minuteMs));
    return pausingMs > 0 ? { ms: pausingMs, reason: pausingText } : undefined;
  };
}

/** What is left of a wait, where the same wait is asked for again and again: never more than was left by the steady clock. */
function createCountdown(elapsed: () => number): (wantedMs: number) => number {
  let end: number | undefined;
  return (wantedMs) => {
    if (!(wantedMs > 0)) return 0;
    end ??= elapsed() + wantedMs;
    return Math.min(wantedMs, Math.max(0, end - elapsed()));
  };
}

const settlingText = "the platform wants five minutes between the answer to an upload and the activation";
const pausingText = `the platform takes ${maxRequests} activations a minute`;
