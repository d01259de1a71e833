import { join } from "node:path";
import type { Context } from "../context.ts";
import { formatCommand } from "../reports/command-line.ts";
import { nextSteps } from "../reports/next-steps.ts";
import { createPushReport } from "../reports/push-report.ts";
import { sentBeforeLines } from "../reports/push-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import { formatCount, formatDevices, type TextLine } from "../reports/text.ts";
import { batchFileName, jobFiles, sourceFileName } from "../store/file-jobs.ts";
import { createFileStore } from "../store/file-store.ts";
import type { JobRecord } from "../store/job-record.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { type PushResult, pushDevices } from "../upload/push-devices.ts";
import type { SendEvent } from "../upload/send-job.ts";
import { check } from "./check.ts";
import { wordsWithoutOperands } from "./command-words.ts";
import { connectPlatform } from "./connect-platform.ts";
import { createEnvelopes } from "./envelopes.ts";
import type { Invocation } from "./invocation.ts";
import { type PushOptions, pushOptions } from "./push-options.ts";
import { openRehearsal } from "./rehearsal.ts";
import { printerOptions, printInput, printReport } from "./report-output.ts";

/** `vzupload push`: the exit code says what became of every line. */
export async function push(invocation: Invocation, context: Context): Promise<number> {
  if (invocation.values.dryRun) return check(invocation, context);
  if (!invocation.values.sandbox) return runPush(pushOptions(invocation, context), invocation, context);
  const rehearsal = await openRehearsal(invocation);
  try {
    return await runPush(pushOptions(rehearsal.invocation, context), rehearsal.invocation, context);
  } finally {
    await rehearsal.close();
  }
}

async function runPush(options: PushOptions, invocation: Invocation, context: Context): Promise<number> {
  const store = createFileStore(options.stateDirectory, context.pid);
  const platform = connectPlatform(invocation, options.endpoint, store.sessions, context);
  const printer = await createPrinter(printerOptions(invocation), context);
  warnOfWipedState(invocation, options, printer, context);
  const calm = () => printer.line(stoppingLine);
  context.interrupt.addEventListener("abort", calm, { once: true });
  let problemsShown: number | undefined;
  let sentBefore = 0;
  try {
    const result = await pushDevices({
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
      onEvent: (event) => showEvent(event, printer, invocation.values.json ?? false),
    });
    return report(result, options, invocation, printer, context);
  } finally {
    context.interrupt.removeEventListener("abort", calm);
    printer.close();
    await platform.close();
  }
}

/** What is about to be asked of the platform: a setting may have come from a file. */
function jobLines(
  record: JobRecord,
  batches: number,
  { sku, stateDirectory }: PushOptions,
  { values }: Invocation,
): readonly TextLine[] {
  const state = values.sandbox ? "throwaway state" : `state in ${stateDirectory}`;
  const { accountName, activate, emailAddress, id, uploadType } = record;
  const plan = `${formatCount(batches)} ${batches === 1 ? "batch" : "batches"} of ${uploadType}, SKU ${sku}`;
  const account = accountName === undefined ? "the user's only account" : `account ${accountName}`;
  const service =
    activate === undefined
      ? "no activation"
      : `activation with plan ${activate.servicePlan} in ${activate.mdnZipCode}`;
  return [
    { level: "info", text: `job ${id}: ${plan}, ${state}` },
    { level: "info", text: `for ${account}, ${service}, report to ${emailAddress}` },
  ];
}

const rehearsalLine: TextLine = {
  level: "warning",
  text: "this was a rehearsal: Verizon was not contacted, and nothing counts as sent",
};

const stoppingLine: TextLine = {
  level: "warning",
  text: "stopping: a request in flight is finished and recorded first; a second signal ends at once and leaves it in doubt",
};

/** CI workspaces are wiped, and with the state goes the knowledge of what was sent. */
function warnOfWipedState(
  { values }: Invocation,
  options: PushOptions,
  printer: Printer,
  { env }: Context,
): void {
  if (!env["CI"] || values.stateDir !== undefined) return;
  const text = `in CI the state directory ${options.stateDirectory} may be wiped between runs, and then nothing stops a second sending; set VZUPLOAD_STATE_DIR to a lasting place`;
  printer.line({ level: "warning", text: `warning: ${text}` });
}

function showEvent(event: SendEvent, printer: Printer, json: boolean): void {
  const { batch, devices } = event.batch.planned;
  const what = `batch ${batch} (${formatDevices(devices)})`;
  if (event.kind === "sending") printer.progress(`sending ${what}`);
  if (event.kind === "accepted" && !json) printer.result(`${event.requestId}\n`);
  printer.line(eventLine(event, what));
}

function eventLine(event: SendEvent, what: string): TextLine {
  switch (event.kind) {
    case "sending":
      return { level: "detail", text: `sending ${what}` };
    case "waiting":
      return {
        level: "warning",
        text: `${what}: ${event.reason}; again in ${Math.ceil(event.waitMs / 1000)} s`,
      };
    case "accepted":
      return { level: "info", text: `${what} accepted under RequestId ${event.requestId}` };
    case "notAccepted":
      return { level: "detail", text: `${what} ${event.text}` };
  }
}

function report(
  result: PushResult,
  options: PushOptions,
  invocation: Invocation,
  printer: Printer,
  context: Context,
): number {
  const facts = { ...result, job: result.job?.id, signal: context.interrupt.reason };
  const bare = createPushReport({
    ...options,
    ...facts,
    operation: "push",
    account: options.accountName,
    rehearsal: invocation.values.sandbox ?? false,
  });
  const full: PushReport = { ...bare, next: stepsAfter(bare, options, invocation, context) };
  printer.close();
  if (!invocation.values.json) {
    for (const { requestId } of full.earlier) if (requestId !== undefined) printer.result(`${requestId}\n`);
  }
  printReport(full, invocation, printer);
  if (invocation.values.sandbox) printer.line(rehearsalLine);
  return full.exitCode;
}

function stepsAfter(
  report: PushReport,
  { stateDirectory, emailAddress }: PushOptions,
  { words, operands }: Invocation,
  { platform }: Context,
): readonly string[] {
  const jobPath = (job: string) => join(stateDirectory, "jobs", job);
  const keptInput =
    report.job === undefined
      ? "-"
      : join(jobPath(report.job), "sources", sourceFileName(operands.indexOf("-"), "-"));
  const command = (from: readonly string[]) => formatCommand(from, platform);
  return nextSteps(report, {
    repeat: command(words.map((word) => (word === "-" ? keptInput : word))),
    sendAgain: (file) => command([...wordsWithoutOperands(words), file, "--again"]),
    batchFile: (job, batch) => join(jobPath(job), batchFileName(batch)),
    rejectedFile: (job) => join(jobPath(job), "rejected.csv"),
    emailAddress,
    lockDirectory: (job) => join(jobPath(job), jobFiles.lock),
  });
}
