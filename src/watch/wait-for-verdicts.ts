/** How a wait came to its end. */
export type WaitEnd = "complete" | "timedOut" | "interrupted";

export interface WaitOptions {
  /** Brings in what is new. Called before each look. */
  readonly update: () => Promise<void>;
  /** Whether every line is final by now, and since when it has been quiet. */
  readonly look: () => Look;
  readonly waitMs: number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly interrupt: AbortSignal;
  /** Called after each look. */
  readonly onLook: (leftMs: number) => void;
}

export interface Look {
  readonly isComplete: boolean;
  /** How long nothing may have come until that is believed. */
  readonly settleMs: number;
  /** When the last callback came; undefined: none did while this process has been waiting. */
  readonly lastNewsMs: number | undefined;
}

/** Looks a few times a second until all is complete and settled, the time is up, or a signal asks to stop. */
export async function waitForVerdicts(options: WaitOptions): Promise<WaitEnd> {
  const { update, look, nowMs, interrupt } = options;
  const deadlineMs = nowMs() + options.waitMs;
  for (;;) {
    await update();
    const seen = look();
    const quietMs = nowMs() - (seen.lastNewsMs ?? Number.NEGATIVE_INFINITY);
    options.onLook(deadlineMs - nowMs());
    if (seen.isComplete && quietMs >= seen.settleMs) return "complete";
    if (interrupt.aborted) return "interrupted";
    if (nowMs() >= deadlineMs) return seen.isComplete ? "complete" : "timedOut";
    await options.sleep(Math.min(pauseMs, Math.max(deadlineMs - nowMs(), 1)), interrupt);
  }
}

const pauseMs = 250;
