import type { PlatformNames } from "./platform-names.ts";

/** What every call of the platform needs that is made within a session. */
export interface SessionCall {
  readonly baseUrl: string;
  readonly token: string;
  readonly timeoutMs: number;
  /** Default: those that are inferred. */
  readonly names?: PlatformNames | undefined;
  /** Aborting ends a call that is under way without an answer. */
  readonly signal?: AbortSignal | undefined;
}
