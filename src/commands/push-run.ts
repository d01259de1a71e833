import type { Context } from "../context.ts";
import { createPushReport, reportedInput } from "../reports/push-report.ts";
import { sentBeforeLines, strangerLines } from "../reports/push-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { type PushResult, pushDevices } from "../upload/push-devices.ts";
import { finishWatching } from "./finish-watching.ts";
import { type InputFileOptions, type InputFileWriter, openInputFiles } from "./input-files.ts";
import { annotateFindings, inputFindings } from "./input-findings.ts";
import type { Invocation } from "./invocation.ts";
import { onlySku } from "./only-sku.ts";
import { openStore } from "./open-store.ts";
import { jobLines, rehearsalLine, warnOfWipedState } from "./push-lines.ts";
import type { PushOptions } from "./push-options.ts";
import { stepsAfterPush } from "./push-steps.ts";
import { beginPushWatch, hasLinesToWatch, type PushWatch, putPush } from "./push-watch.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { maxProblems, printEarlierIds, printerOptions, printInput, printReport } from "./report-output.ts";
import { withErrors } from "./with-errors.ts";
import { withSending } from "./with-sending.ts";

/** What is to be sent, and which files about the input are asked for. */
export interface AskedPush {
  readonly options: PushOptions;
  readonly asked: InputFileOptions;
}

/** Against a platform of its own. */
export interface RehearsedPush extends Pick<Rehearsal, "start"> {
  /** The options when that platform has started. */
  readonly optionsOf: (ready: Invocation) => PushOptions;
}

/** Sends the devices of an input (a push, or the activation of what was pushed), and watches what becomes of them where that is asked for. */
export async function runPush(
  { options, asked }: AskedPush,
  invocation: Invocation,
  context: Context,
  rehearsal?: RehearsedPush,
): Promise<number> {
  const printer = await createPrinter(printerOptions(invocation), context);
  let watching: PushWatch | undefined;
  let files: InputFileWriter | undefined;
  try {
    files = await openInputFiles(asked, invocation, context);
    if (invocation.values.watch) {
      const activates = options.operation === "UploadDevices" && options.activates;
      const inputs = invocation.operands;
      const asked = { invocation, printer, context, activates, inputs };
      watching = await beginPushWatch({ ...asked, platform: options });
    }
    const ready = (await rehearsal?.start(watching?.url)) ?? invocation;
    const run: PushRun = {
      options: rehearsal?.optionsOf(ready) ?? options,
      invocation: ready,
      printer,
      context,
      files,
    };
    const result = await send(run, watching);
    const report = reportPush(result, run);
    printEarlierIds(report, invocation, printer);
    const findings = () => inputFindings(invocation, context, result.inspection, result.error);
    if (watching === undefined || !hasLinesToWatch(result, report) || watching.couldNotRegister()) {
      const errors = (await watching?.putBack()) ?? [];
      const exitCode = printPush(withErrors(report, errors, context), run);
      await annotateFindings(findings, context);
      return exitCode;
    }
    // Of refused rows the watch tells.
    await annotateFindings(() => ({ ...findings(), errors: [], errorCount: 0 }), context);
    return await finishWatching(putPush(result), {
      ...run,
      watching,
      sent: report,
      reportSent: (more) => reportPush({ ...result, ...more, error: more.error ?? result.error }, run),
      printSent: (sent) => printPush(sent, run),
    });
  } finally {
    printer.close();
    files?.abandon();
    await watching?.close();
  }
}

interface PushRun {
  readonly options: PushOptions;
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
  readonly files: InputFileWriter;
}

async function send(
  { options, invocation, printer, context, files }: PushRun,
  watching: PushWatch | undefined,
): Promise<PushResult> {
  const store = openStore(options.stateDirectory, context.pid);
  warnOfWipedState(invocation, options, printer, context);
  let problemsShown: number | undefined;
  let [sentBefore, strangers] = [0, 0];
  const { endpoint } = options;
  const shown = maxProblems(invocation);
  const sending = { store, endpoint, watching, invocation, printer, context };
  const result = await withSending(sending, (tools) =>
    pushDevices({
      ...options,
      ...tools,
      reading: { ...options.reading, onProblem: files.onProblem },
      beforePublish: (inspection, draft) => files.write(inspection, draft.openSource),
      onInspected: (inspection) => {
        problemsShown = printInput(inspection, { printer, maxProblems: shown, problemsShown });
        sentBefore = inspection.sentBefore;
        strangers = inspection.uploads?.strangers ?? 0;
      },
      onJob: ({ record, facts }) => {
        for (const line of jobLines(record, facts, options, invocation)) printer.line(line);
        for (const line of sentBeforeLines(sentBefore)) printer.line(line);
        for (const line of strangerLines(strangers)) printer.line(line);
      },
    }),
  );
  return writeRest(result, files);
}

/** What ended a push before its plan is no reason to keep back what is wrong with the input. */
async function writeRest(result: PushResult, files: InputFileWriter): Promise<PushResult> {
  try {
    await files.writeRest(result.inspection, result.error);
    return result;
  } catch (error) {
    return { ...result, error: result.error ?? error };
  }
}

function reportPush(result: PushResult, run: PushRun): PushReport {
  const { options, invocation, context, files } = run;
  const bare = createPushReport({
    ...options,
    ...result,
    job: result.job?.id,
    input: result.inspection && reportedInput(result.inspection),
    signal: context.interrupt.reason,
    operation: options.operation === "UploadDevices" ? "push" : "activate",
    request: options.operation,
    written: files.written,
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
