import type { ErrorKind } from "../errors.ts";

/** What can be said of a finished command, strongest first; the first that holds gives the exit code. */
export const exitCodes = {
  interruptedBySigint: {
    code: 130,
    meaning: "interrupted (Ctrl-C)",
    todo: "push again or resume (safe in a loop)",
  },
  interruptedBySigterm: {
    code: 143,
    meaning: "interrupted (SIGTERM)",
    todo: "push again or resume (safe in a loop)",
  },
  bug: { code: 1, meaning: "unexpected error (a bug)", todo: "report it" },
  usage: { code: 2, meaning: "usage, configuration or state directory", todo: "fix what is named" },
  inputRefused: { code: 3, meaning: "input refused here, nothing sent", todo: "fix the file" },
  inDoubt: {
    code: 7,
    meaning: "in doubt: sent without a usable answer, or a line's verdict is unknown or contradictory",
    todo: "watch for a callback, or ask and resolve",
  },
  credentials: { code: 4, meaning: "credentials or session", todo: "fix them, then push again or resume" },
  refused: {
    code: 5,
    meaning: "the platform refused a batch as a whole, or a registration",
    todo: "read its words",
  },
  notAllSent: {
    code: 6,
    meaning: "not all was sent (network, another push), nothing in doubt",
    todo: "push again or resume (safe in a loop)",
  },
  notComplete: { code: 9, meaning: "the wait ended before all lines had reported", todo: "watch again" },
  someFailed: {
    code: 8,
    meaning: "finished, some lines failed or were skipped as invalid",
    todo: "fix and push those lines",
  },
  success: { code: 0, meaning: "all done as asked", todo: "" },
} as const satisfies Record<
  string,
  { readonly code: number; readonly meaning: string; readonly todo: string }
>;

export type Outcome = keyof typeof exitCodes;

/** The outcome that counts when several hold; none: success. */
export function strongestOutcome(outcomes: readonly Outcome[]): Outcome {
  const order = Object.keys(exitCodes) as readonly Outcome[]; // as: the table's own keys, in its order
  return order.find((outcome) => outcomes.includes(outcome)) ?? "success";
}

/** The outcome of a command that failed with an expected error. `signal`: the reason of the interrupt. */
export function outcomeOfError(kind: ErrorKind, signal: unknown): Outcome {
  if (kind === "interrupted") return signal === "SIGTERM" ? "interruptedBySigterm" : "interruptedBySigint";
  return outcomeOfKind[kind];
}

const outcomeOfKind = {
  usage: "usage",
  store: "usage",
  input: "inputRefused",
  credentials: "credentials",
  refused: "refused",
  network: "notAllSent",
} as const satisfies Record<Exclude<ErrorKind, "interrupted">, Outcome>;
