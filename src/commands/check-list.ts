import { VzuploadError } from "../errors.ts";
import { type CheckName, type CheckResult, checkTitles, type Finding } from "../reports/doctor-report.ts";
import { outcomeOfThrown, reportedError } from "../reports/reported-error.ts";

/** What later checks build on: a value, or the name of the check that has none. */
export type Checked<T> =
  | { readonly kind: "passed"; readonly value: T }
  | { readonly kind: "failed"; readonly at: CheckName };

/** A finding and what later checks build on; without that they are skipped. */
export type Examined<T> =
  | { readonly finding: Exclude<Finding, { readonly state: "failure" }>; readonly value: T }
  | { readonly finding: Extract<Finding, { readonly state: "failure" | "warning" }> };

/** Runs checks one after the other and keeps what they found. */
export interface CheckList {
  readonly results: readonly CheckResult[];
  /**
   * Runs a check within the time limit, unless what it builds on is missing. `signal` is aborted when the time is up or the
   * program is interrupted. What it throws is its failure; a bug is thrown on.
   */
  run<T, U>(
    name: CheckName,
    prior: Checked<T>,
    examine: (value: T, signal: AbortSignal) => Promise<Examined<U>>,
  ): Promise<Checked<U>>;
}

/** What a list needs of the world. */
export interface CheckListOptions {
  readonly limitMs: number;
  readonly interrupt: AbortSignal;
  /** Told of each check that begins. */
  readonly onStart: (name: CheckName) => void;
  /** Told of each result, at once. */
  readonly onResult: (result: CheckResult) => void;
}

/** No check has run yet. */
export function createCheckList({ limitMs, interrupt, onStart, onResult }: CheckListOptions): CheckList {
  const results: CheckResult[] = [];
  const tell = (name: CheckName, finding: Finding): void => {
    const result = { name, ...finding };
    results.push(result);
    onResult(result);
  };
  return {
    results,
    async run(name, prior, examine) {
      if (interrupt.aborted || prior.kind === "failed") {
        const at = prior.kind === "failed" ? prior.at : name;
        tell(name, {
          state: "skipped",
          found: interrupt.aborted ? "interrupted" : `first mend: ${checkTitles[at]}`,
        });
        return { kind: "failed", at };
      }
      onStart(name);
      const examined = await within(limitMs, interrupt, (signal) => examine(prior.value, signal)).catch(
        (error: unknown) => ({ finding: findingOf(error, interrupt) }),
      );
      tell(name, examined.finding);
      return "value" in examined ? { kind: "passed", value: examined.value } : { kind: "failed", at: name };
    },
  };
}

/** Both, or what failed first. */
export function both<A, B>(a: Checked<A>, b: Checked<B>): Checked<readonly [A, B]> {
  if (a.kind === "failed") return a;
  return b.kind === "failed" ? b : { kind: "passed", value: [a.value, b.value] };
}

/** The value made into another one. */
export function map<T, U>(checked: Checked<T>, make: (value: T) => U): Checked<U> {
  return checked.kind === "failed" ? checked : { kind: "passed", value: make(checked.value) };
}

/** What nothing else is built on. */
export const nothing: Checked<undefined> = { kind: "passed", value: undefined };

/** An expected error as a finding; a bug stays what it is. */
function findingOf(error: unknown, interrupt: AbortSignal): Finding {
  if (interrupt.aborted) return { state: "skipped", found: "interrupted" };
  if (!(error instanceof VzuploadError)) throw error;
  const { message, hint = "" } = reportedError(error);
  return {
    state: "failure",
    found: message.replace(/\.$/, ""),
    todo: hint,
    outcome: outcomeOfThrown(error, undefined),
  };
}

/** Whatever does not end by itself is left behind: its signal is aborted. */
async function within<T>(
  limitMs: number,
  interrupt: AbortSignal,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const expire = (): void =>
    ending.abort(
      new VzuploadError("network", `No result within ${limitMs / 1000} s.`, {
        hint: "Check the network, then repeat the command.",
      }),
    );
  const stop = (): void => ending.abort(new VzuploadError("interrupted", "Interrupted."));
  const timer = setTimeout(expire, limitMs);
  interrupt.addEventListener("abort", stop, { once: true });
  try {
    // The rejection first: the action may be interrupted before it waits for anything.
    return await Promise.race([rejection(ending.signal), action(ending.signal)]);
  } finally {
    clearTimeout(timer);
    interrupt.removeEventListener("abort", stop);
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
