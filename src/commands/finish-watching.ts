import type { Context } from "../context.ts";
import { exitCodes, strongestOutcome } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { sendingLines } from "../reports/push-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import type { Printer } from "../terminal/printer.ts";
import { type BatchVerdict, foldLedger } from "../verdict/batch-states.ts";
import type { Board } from "../watch/board.ts";
import type { Invocation } from "./invocation.ts";
import { rehearsalLine } from "./push-lines.ts";
import type { PushWatch } from "./push-watch.ts";
import { printWatchReport, type ReportedWatch, reportWatch, type WatchResult } from "./watch-result.ts";

/** What was sent, and the watch of it. */
export interface SentAndWatched {
  readonly watching: PushWatch;
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
  /** As it was when the sending had ended. */
  readonly sent: PushReport;
  /** The same with what is known by now. */
  readonly reportSent: (now: SentNow) => PushReport;
  /** Prints it where nothing can be watched; the number is the exit code. */
  readonly printSent: (sent: PushReport) => number;
}

export interface SentNow {
  readonly batches?: readonly BatchVerdict[];
  readonly error?: unknown;
}

/** Waits for the verdicts; one report and one exit code for the whole. */
export async function finishWatching(
  put: (board: Board) => Promise<void>,
  run: SentAndWatched,
): Promise<number> {
  const { watching, invocation, printer } = run;
  let watched: ReportedWatch;
  let { sent } = run;
  try {
    for (const line of sendingLines(sent)) printer.line(line);
    // A wait may be long, and what is left can be sent meanwhile.
    if (sent.lines.notSent > 0 && sent.next[0] !== undefined)
      printer.line({ level: "info", text: `next: ${sent.next[0]}` });
    const result = await watching.finish(put);
    sent = run.reportSent(sentNow(result));
    watched = await reportWatch(result, { ...run, options: watching.options, sent });
  } catch (error) {
    // What was sent must not be lost for what cannot be read or listened to any more.
    return run.printSent(run.reportSent({ error }));
  }
  const { report } = watched;
  const outcome = strongestOutcome([sent.outcome, report.outcome]);
  const { code } = exitCodes[outcome];
  printWatchReport(watched, run);
  if (invocation.values.json) {
    const { rows, lines, next } = report;
    const errors = [...sent.errors, ...report.errors];
    const whole = { ...sent, outcome, exitCode: code, rows, lines, errors, next, watch: report };
    printer.result(jsonDocument(whole));
  }
  if (invocation.values.sandbox) printer.line(rehearsalLine);
  return code;
}

/** A callback may have settled a doubt meanwhile. */
function sentNow({ board }: WatchResult): SentNow {
  const [input] = board.inputs;
  return input?.job === undefined ? {} : { batches: foldLedger(input.job.facts) };
}
