import { VzuploadError } from "../errors.ts";
import { type Outcome, outcomeOfError } from "./exit-codes.ts";
import type { ReportedError } from "./report-types.ts";

/** An error as a report has it: what is not expected keeps its stack. */
export function reportedError(error: unknown): ReportedError {
  if (error instanceof VzuploadError) {
    return { kind: error.kind, message: error.message, ...optional("hint", error.hint) };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "bug", message: `unexpected: ${stack}`, hint: "Please report this." };
}

/** What an error means for the exit code. `signal`: the reason of the interrupt, if there was one. */
export function outcomeOfThrown(error: unknown, signal: unknown): Outcome {
  return error instanceof VzuploadError ? outcomeOfError(error.kind, signal) : "bug";
}

/** A property to spread into a document, left out where it has no value. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }; // as: a computed key widens
}
