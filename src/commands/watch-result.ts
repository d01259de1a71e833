import type { Context } from "../context.ts";
import type { CallbackServiceReport } from "../reports/callback-report.ts";
import { githubAnnotations } from "../reports/github-annotations.ts";
import { jsonDocument } from "../reports/json-document.ts";
import type { JunitSuite } from "../reports/junit.ts";
import type { PushReport } from "../reports/report-types.ts";
import { optional } from "../reports/reported-error.ts";
import type { ReportedLine } from "../reports/reported-line.ts";
import { createWatchReport } from "../reports/watch-report.ts";
import type { WatchedRequest, WatchReport } from "../reports/watch-report-types.ts";
import { watchClosingLines } from "../reports/watch-text.ts";
import type { Printer } from "../terminal/printer.ts";
import type { Board, BoardRequest } from "../watch/board.ts";
import { summariseLines } from "../watch/line-counts.ts";
import { groupLines, type LineGroup } from "../watch/reported-lines.ts";
import type { WatchSession } from "../watch/watch-session.ts";
import { writeReports } from "../watch/write-reports.ts";
import type { Invocation } from "./invocation.ts";
import type { WaitingOptions } from "./watch-options.ts";
import { stepsAfterWatch } from "./watch-steps.ts";

/** What a watch has found, whatever ended it. */
export interface WatchResult {
  readonly board: Board;
  readonly otherCallbacks: number;
  readonly unchecked: WatchReport["unchecked"];
  readonly turnedAway: WatchReport["turnedAway"];
  readonly errors: readonly unknown[];
  /** Of --register: what became of each service. */
  readonly registrations?: readonly CallbackServiceReport[] | undefined;
  /** Of the interrupt that ended it before all was told. */
  readonly signal: unknown;
}

/** What a session has found by now. */
export function resultOf(
  session: WatchSession,
  { errors, signal }: Pick<WatchResult, "errors" | "signal">,
): WatchResult {
  const { board, otherCallbacks, unchecked, turnedAway } = session;
  return { board, otherCallbacks, unchecked, turnedAway, errors: [...errors, ...session.errors], signal };
}

export interface ReportingOptions {
  readonly options: Pick<WaitingOptions, "until" | "files"> & { readonly stateDirectory: string };
  readonly printer: Printer;
  readonly context: Context;
  readonly invocation: Invocation;
  /** Of a push: what it said of the sending. */
  readonly sent: PushReport | undefined;
}

/** Writes the files that were asked for, prints the report; the number is the exit code. */
export async function printWatch(result: WatchResult, reporting: ReportingOptions): Promise<number> {
  const watched = await reportWatch(result, reporting);
  const { printer, invocation } = reporting;
  printWatchReport(watched, reporting);
  if (invocation.values.json) printer.result(jsonDocument(watched.report));
  return watched.report.exitCode;
}

/** Prints the report for people, and for GitHub where it runs there. */
export function printWatchReport(
  { report, groups }: ReportedWatch,
  { printer, context }: Pick<ReportingOptions, "printer" | "context">,
): void {
  printer.close();
  const last = report.lastCallbackAt;
  const sinceLastMs = last === undefined ? undefined : Math.max(0, Date.now() - Date.parse(last));
  for (const line of watchClosingLines(report, sinceLastMs)) printer.line(line);
  annotate(groups, report, context);
}

export interface ReportedWatch {
  readonly report: WatchReport;
  readonly groups: readonly LineGroup[];
}

/** The report, with its files written. */
export async function reportWatch(result: WatchResult, reporting: ReportingOptions): Promise<ReportedWatch> {
  const { options, invocation } = reporting;
  const { board } = result;
  const groups = await groupLines(board);
  const summary = summariseLines(groups, board);
  // Of an earlier job's request only some devices are lines of this one; what it says of them is told by the lines.
  const requests = [...board.requests.values()].filter(({ isEarlier }) => !isEarlier);
  const suites = groups.map((group) => junitSuite(group, board));
  const written = await writeReports(options.files, {
    groups,
    suites,
    until: options.until,
  });
  const jobs = board.inputs.flatMap(({ job }) => (job === undefined ? [] : [job.record.id]));
  const bare = createWatchReport({
    ...summary,
    rehearsal: invocation.values.sandbox ?? false,
    until: options.until,
    requests: requests.map((request) => watchedRequest(request, board)),
    otherCallbacks: result.otherCallbacks,
    unchecked: result.unchecked,
    turnedAway: result.turnedAway,
    files: written.files,
    job: jobs.length === 1 ? jobs[0] : undefined,
    lastCallbackAt: board.lastCallbackAt,
    errors: [...result.errors, ...written.errors],
    registrations: result.registrations,
    signal: result.signal,
  });
  const { stateDirectory } = options;
  const { context, sent } = reporting;
  const next = stepsAfterWatch(bare, { board, invocation, context, stateDirectory, sent });
  return { report: { ...bare, next }, groups };
}

function watchedRequest(request: BoardRequest, board: Board): WatchedRequest {
  const { batch } = request;
  const by = batch === undefined || batch.by === "answer" ? {} : { by: batch.by };
  const where =
    batch === undefined
      ? {}
      : { job: batch.record.id, batch: batch.batch, ...by, ...optional("twice", batch.twice) };
  return { ...board.judge(request), ...where };
}

function junitSuite(group: LineGroup, board: Board): JunitSuite {
  switch (group.kind) {
    case "rejected":
      return { name: "refused before sending", className: "input", lines: group.lines };
    case "alreadySent":
      return { name: "sent by earlier jobs", className: "input", lines: group.lines };
    case "batch": {
      const { batch, sku } = group.batch.planned;
      return { name: `batch ${batch}`, className: sku ?? "activation", lines: group.lines };
    }
    case "request": {
      const { requestId, batch } = group.request;
      const which = batch === undefined ? "" : `batch ${batch.batch}, `;
      return {
        name: `${which}RequestId ${requestId}`,
        className: batch?.sku ?? requestId,
        lines: group.lines,
        request: watchedRequest(group.request, board),
      };
    }
  }
}

/** Straight to stderr: GitHub looks at the beginning of lines, and colour would come before it. */
function annotate(groups: readonly LineGroup[], { until }: WatchReport, { env, stderr }: Context): void {
  if (env["GITHUB_ACTIONS"] !== "true") return;
  for (const text of githubAnnotations(linesOf(groups), until)) stderr.write(`${text}\n`);
}

function* linesOf(groups: readonly LineGroup[]): Generator<ReportedLine> {
  for (const { lines } of groups) yield* lines;
}
