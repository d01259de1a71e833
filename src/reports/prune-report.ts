import { visibleText } from "../visible-text.ts";
import type { Outcome } from "./exit-codes.ts";
import type { ReportedError } from "./report-types.ts";
import { formatAge, formatCount, formatNumber, formatRows } from "./text.ts";

/** What `jobs prune` says: `--json` prints it as it is, the text says the same. */
export interface PruneReport {
  readonly schema: "vzupload.prune/1";
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly dryRun: boolean;
  /** Of what has something recorded since then nothing is removed, ISO 8601. */
  readonly cutoff: string;
  /** Or would be, in a dry run. Newest first. */
  readonly removed: readonly RemovedJob[];
  /** Old jobs that stay, and why. */
  readonly kept: readonly KeptJobs[];
  readonly younger: number;
  readonly damaged: readonly { readonly job: string; readonly error: ReportedError }[];
  readonly errors: readonly ReportedError[];
}

export interface RemovedJob {
  readonly job: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly rows: number;
  readonly sources: readonly string[];
}

export interface KeptJobs {
  /** A stable word. */
  readonly reason: string;
  /** The same for people. */
  readonly text: string;
  readonly jobs: readonly string[];
}

export function pruneText(report: PruneReport, nowMs: number): readonly string[] {
  const { removed, kept, younger, damaged, dryRun } = report;
  const verb = dryRun ? "would remove" : "removed";
  const shown = removed.slice(0, shownJobs);
  const rest = removed.length - shown.length;
  return [
    ...shown.map(({ job, createdAt, rows, sources }) => {
      const age = formatAge(nowMs - Date.parse(createdAt));
      return `${verb} ${job}, ${age}: ${formatRows(rows)} of ${sources.map(visibleText).join(", ")}`;
    }),
    ...(rest > 0 ? [`and ${formatCount(rest)} more`] : []),
    ...kept.map(({ text, jobs }) => `kept ${namesText(jobs)}: ${text}`),
    `${verb} ${jobsText(removed.length)}; ${stayText(kept, younger)}${damaged.length > 0 ? `, ${formatCount(damaged.length)} damaged` : ""}`,
  ];
}

const shownJobs = 20;
const shownNames = 3;

function namesText(jobs: readonly string[]): string {
  const more = jobs.length - shownNames;
  return `${jobs.slice(0, shownNames).join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}

function stayText(kept: readonly KeptJobs[], younger: number): string {
  const old = kept.reduce((sum, { jobs }) => sum + jobs.length, 0);
  return `${formatCount(old)} old enough and kept, ${formatCount(younger)} younger`;
}

function jobsText(count: number): string {
  return formatNumber(count, "job", "jobs");
}
