import type { Context } from "../context.ts";
import { exitCodes, strongestOutcome } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { createPushReport } from "../reports/push-report.ts";
import { sendingLines, sentBeforeLines } from "../reports/push-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { type PushResult, pushDevices } from "../upload/push-devices.ts";
import { check } from "./check.ts";
import { connectPlatform } from "./connect-platform.ts";
import { createEnvelopes } from "./envelopes.ts";
import type { Invocation } from "./invocation.ts";
import { openStore } from "./open-store.ts";
import { jobLines, rehearsalLine, showEvent, stoppingLine, warnOfWipedState } from "./push-lines.ts";
import { type PushOptions, pushOptions } from "./push-options.ts";
import { stepsAfterPush } from "./push-steps.ts";
import { beginPushWatch, hasLinesToWatch, type PushWatch, refuseWatchFlags } from "./push-watch.ts";
import { openRehearsal, type Rehearsal } from "./rehearsal.ts";
import { printerOptions, printInput, printReport } from "./report-output.ts";
import { printWatchReport, type ReportedWatch, reportWatch } from "./watch-result.ts";

/** `vzupload push`: the exit code says what became of every line. */
export async function push(invocation: Invocation, context: Context): Promise<number> {
  if (invocation.values.dryRun) return check(invocation, context);
  // Before anything is started: what is wrong with the command line is said at once.
  const options = pushOptions(invocation, context);
  if (!invocation.values.watch) refuseWatchFlags(invocation);
  if (!invocation.values.sandbox) return runPush(options, invocation, context);
  const rehearsal = openRehearsal(invocation);
  try {
    return await runPush(options, rehearsal.invocation, context, rehearsal);
  } finally {
    await rehearsal.close();
  }
}

async function runPush(
  asked: PushOptions,
  invocation: Invocation,
  context: Context,
  rehearsal?: Rehearsal,
): Promise<number> {
  const printer = await createPrinter(printerOptions(invocation), context);
  let watching: PushWatch | undefined;
  try {
    if (invocation.values.watch) watching = await beginPushWatch(invocation, printer, context);
    const ready = (await rehearsal?.start(watching?.url)) ?? invocation;
    const run: PushRun = {
      options: rehearsal === undefined ? asked : pushOptions(ready, context),
      invocation: ready,
      printer,
      context,
    };
    const result = await send(run, watching);
    const report = reportPush(result, run);
    printEarlierIds(report, invocation, printer);
    if (watching === undefined || !hasLinesToWatch(result, report)) return printPush(report, run);
    return await finishWatching(watching, result, report, run);
  } finally {
    printer.close();
    await watching?.close();
  }
}

interface PushRun {
  readonly options: PushOptions;
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
}

async function send(
  { options, invocation, printer, context }: PushRun,
  watching: PushWatch | undefined,
): Promise<PushResult> {
  const store = openStore(options.stateDirectory, context.pid);
  const platform = connectPlatform(invocation, options.endpoint, store.sessions, context);
  warnOfWipedState(invocation, options, printer, context);
  const calm = () => printer.line(stoppingLine);
  context.interrupt.addEventListener("abort", calm, { once: true });
  let problemsShown: number | undefined;
  let sentBefore = 0;
  try {
    return await pushDevices({
      ...options,
      store,
      envelopesFor: (record) => createEnvelopes(record, invocation, context),
      session: platform.session,
      post: platform.postUpload,
      sleep: context.sleep,
      interrupt: context.interrupt,
      onInspected: (inspection) => {
        problemsShown = printInput(inspection, printer, problemsShown);
        sentBefore = inspection.sentBefore;
      },
      onJob: ({ record, facts }) => {
        for (const line of jobLines(record, facts.length, options, invocation)) printer.line(line);
        for (const line of sentBeforeLines(sentBefore)) printer.line(line);
      },
      onEvent: (event) => {
        if (event.kind === "accepted") watching?.accepted(event.requestId);
        showEvent(event, printer, invocation.values.json ?? false);
      },
    });
  } finally {
    context.interrupt.removeEventListener("abort", calm);
    await platform.close();
  }
}

function reportPush(result: PushResult, run: PushRun): PushReport {
  const { options, invocation, context } = run;
  const facts = { ...result, job: result.job?.id, signal: context.interrupt.reason };
  const bare = createPushReport({
    ...options,
    ...facts,
    operation: "push",
    account: options.accountName,
    rehearsal: invocation.values.sandbox ?? false,
  });
  return { ...bare, next: stepsAfterPush(bare, run) };
}

function printPush(report: PushReport, { invocation, printer }: PushRun): number {
  printer.close();
  printReport(report, invocation, printer);
  if (invocation.values.sandbox) printer.line(rehearsalLine);
  return report.exitCode;
}

function printEarlierIds({ earlier }: PushReport, { values }: Invocation, printer: Printer): void {
  if (values.json) return;
  for (const { requestId } of earlier) if (requestId !== undefined) printer.result(`${requestId}\n`);
}

/** Waits for the verdicts; one report and one exit code for the whole. */
async function finishWatching(
  watching: PushWatch,
  result: PushResult,
  sent: PushReport,
  run: PushRun,
): Promise<number> {
  const { invocation, printer } = run;
  let watched: ReportedWatch;
  try {
    for (const line of sendingLines(sent)) printer.line(line);
    watched = await reportWatch(await watching.finish(result), { ...run, options: watching.options, sent });
  } catch (error) {
    // What was sent must not be lost for what cannot be read or listened to any more.
    return printPush(reportPush({ ...result, error: result.error ?? error }, run), run);
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
