import type { Readable } from "node:stream";

/** A place that text goes to: the process's stdout or stderr, or a test's. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Its reader has gone; what is written is lost. */
  readonly destroyed?: boolean | undefined;
  write(text: string): boolean;
}

/** The outside world as commands see it; `bin/` builds the real one. */
export interface Context {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  /** Results only. */
  readonly stdout: OutputStream;
  /** Everything else. */
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths are resolved against it. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** What a second SIGINT or SIGTERM prints before it ends the process at once: what is left to do, a line each. */
  readonly lastWords?: Set<string>;
  /** Aborted by the first SIGINT or SIGTERM; its reason is that name. */
  readonly interrupt: AbortSignal;
}
