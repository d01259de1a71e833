import type { Context } from "../context.ts";
import { createPushReport, reportedInput } from "../reports/push-report.ts";
import { sentBeforeLines } from "../reports/push-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { type PushResult, pushDevices } from "../upload/push-devices.ts";
import { check, onlySku } from "./check.ts";
import { finishWatching } from "./finish-watching.ts";
import type { Invocation } from "./invocation.ts";
import { openStore } from "./open-store.ts";
import { jobLines, rehearsalLine, warnOfWipedState } from "./push-lines.ts";
import { type PushOptions, pushOptions } from "./push-options.ts";
import { stepsAfterPush } from "./push-steps.ts";
import { beginPushWatch, hasLinesToWatch, type PushWatch, putPush, refuseWatchFlags } from "./push-watch.ts";
import { openRehearsal, type Rehearsal } from "./rehearsal.ts";
import { printEarlierIds, printerOptions, printInput, printReport } from "./report-output.ts";
import { withSending } from "./with-sending.ts";

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
    if (invocation.values.watch) {
      const { activates } = asked;
      const inputs = invocation.operands;
      watching = await beginPushWatch({ invocation, printer, context, activates, inputs });
    }
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
    return await finishWatching(putPush(result), {
      ...run,
      watching,
      sent: report,
      reportSent: (more) => reportPush({ ...result, ...more, error: more.error ?? result.error }, run),
      printSent: (sent) => printPush(sent, run),
    });
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
  warnOfWipedState(invocation, options, printer, context);
  let problemsShown: number | undefined;
  let sentBefore = 0;
  const { endpoint } = options;
  return withSending({ store, endpoint, watching, invocation, printer, context }, (tools) =>
    pushDevices({
      ...options,
      ...tools,
      onInspected: (inspection) => {
        problemsShown = printInput(inspection, printer, problemsShown);
        sentBefore = inspection.sentBefore;
      },
      onJob: ({ record, facts }) => {
        for (const line of jobLines(record, facts, options, invocation)) printer.line(line);
        for (const line of sentBeforeLines(sentBefore)) printer.line(line);
      },
    }),
  );
}

function reportPush(result: PushResult, run: PushRun): PushReport {
  const { options, invocation, context } = run;
  const bare = createPushReport({
    ...options,
    ...result,
    job: result.job?.id,
    input: result.inspection && reportedInput(result.inspection),
    signal: context.interrupt.reason,
    operation: "push",
    account: options.accountName,
    sku: onlySku(result.inspection, options),
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
