/**
 * What went wrong, in the terms of who can mend it. `reports/exit-codes.ts` maps each kind to an exit code.
 * - `usage`: the command line or the configuration is wrong
 * - `input`: a file cannot be read as a device list
 * - `credentials`: no, rejected, locked or expired credentials or session
 * - `refused`: the platform refused what was asked for
 * - `network`: nothing can have been applied by the platform
 * - `store`: the state directory cannot be read or written as needed
 * - `interrupted`: a signal asked us to stop
 */
export type ErrorKind = "usage" | "input" | "credentials" | "refused" | "network" | "store" | "interrupted";

export interface ErrorDetails {
  /** The command or flag to try, one sentence; no secrets. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An expected failure: its message says what failed, on what and why. Anything else that is thrown is a bug. */
export class VzuploadError extends Error {
  override readonly name = "VzuploadError";
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.hint = details.hint;
  }
}

/** The `code` of a Node.js system error ("ENOENT", "UND_ERR_SOCKET"), else undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
