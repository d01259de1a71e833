import type { Refusal, TurnAwayReason } from "./refusals.ts";

/** A callback, or what came instead of one, that was not taken; one line of a log. */
export interface TurnedAway {
  readonly reason: TurnAwayReason;
  /** The HTTP status that was answered; undefined: no answer was possible. */
  readonly status: number | undefined;
  /** One sentence without secrets and without anything of the body. */
  readonly message: string;
  /** The connection's address; "unknown": its peer had gone. */
  readonly remote: string;
  /** How many there were for this reason, this one included. Not all of them are told. */
  readonly count: number;
  /** Of `store` and `failed`: the error behind it, for the operator alone. */
  readonly cause?: unknown;
}

/** How many were turned away, by reason. */
export type TurnedAwayCounts = Readonly<Partial<Record<TurnAwayReason, number>>>;

/** Counts all and tells few. */
export interface Teller {
  turnAway(refusal: Refusal, remote: string | undefined): void;
  counts(): TurnedAwayCounts;
}

/** Of each reason the first three are told, then the 10th, the 100th and so on: whatever comes in, a log stays short. */
export function createTeller(tell: (turnedAway: TurnedAway) => void): Teller {
  const counts: Partial<Record<TurnAwayReason, number>> = {};
  return {
    turnAway({ reason, status, sentence, cause }, remote = "unknown") {
      const count = (counts[reason] ?? 0) + 1;
      counts[reason] = count;
      if (!isTold(count)) return;
      tell({ reason, status, message: sentence, remote, count, ...(cause === undefined ? {} : { cause }) });
    },
    counts: () => ({ ...counts }),
  };
}

const toldAtOnce = 3;

function isTold(count: number): boolean {
  return count <= toldAtOnce || /^10+$/.test(String(count));
}
