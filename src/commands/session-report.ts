import type { Outcome } from "../reports/exit-codes.ts";
import type { ReportedError } from "../reports/report-types.ts";

/** What `login` and `logout` have done, with --json. */
export interface SessionReport {
  readonly schema: "vzupload.session/1";
  readonly operation: "login" | "logout";
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly endpoint: string;
  /** Of a log-out of nobody it is left out. */
  readonly username?: string;
  /** ISO 8601: since when the session was kept that a log-in has replaced, or a log-out dropped. */
  readonly keptSince?: string;
  /** Of a log-out: what became of the session at the platform; `unknown`: it did not say. Left out where none was kept. */
  readonly atPlatform?: "ended" | "hadEnded" | "unknown";
  /** Of a log-out: failed log-ins that count no more. */
  readonly forgotten?: number;
  readonly errors: readonly ReportedError[];
}
