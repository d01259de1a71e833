import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { createPushReport, noProblems } from "../reports/push-report.ts";
import type { PushReport } from "../reports/report-types.ts";
import { formatCount, formatDevices } from "../reports/text.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import { asksForActivation, isJobId } from "../store/job-record.ts";
import type { Store, StoredJob } from "../store/store.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { hasLeftBehind } from "../upload/left-behind.ts";
import { type ResumeResult, resumeJob } from "../upload/resume-job.ts";
import { type BatchVerdict, foldLedger } from "../verdict/batch-states.ts";
import { standingOfJob } from "../verdict/job-standing.ts";
import { recentJobIds } from "../watch/put-target.ts";
import { finishWatching } from "./finish-watching.ts";
import { givenFlags, placeFlags } from "./given-flags.ts";
import type { Invocation } from "./invocation.ts";
import { repeatWords } from "./job-words.ts";
import { openStore } from "./open-store.ts";
import { refuseOtherUser } from "./other-user.ts";
import { endpointSetting, refuseOtherEndpoint } from "./platform-settings.ts";
import { stateDirectory } from "./push-options.ts";
import { stepsAfterPush } from "./push-steps.ts";
import { beginPushWatch, type PushWatch, refuseWatchFlags } from "./push-watch.ts";
import { printEarlierIds, printerOptions, printReport } from "./report-output.ts";
import { withErrors } from "./with-errors.ts";
import { withSending } from "./with-sending.ts";

/** `vzupload resume`: goes on with a job. The exit code says what became of every line of it. */
export async function resume(invocation: Invocation, context: Context): Promise<number> {
  if (!invocation.values.watch) refuseWatchFlags(invocation);
  const directory = stateDirectory(invocation, context);
  const store = openStore(directory, context.pid);
  const job = await findJob(invocation, store);
  refuseOtherUser(job.record, invocation.values);
  const printer = await createPrinter(printerOptions(invocation), context);
  let watching: PushWatch | undefined;
  try {
    const run: ResumeRun = { job, store, directory, invocation, printer, context };
    if (invocation.values.watch) {
      const { record } = job;
      const inputs = record.sources.map(({ name }) => name);
      const activates = asksForActivation(record);
      const asked = { invocation, printer, context, activates, inputs };
      watching = await beginPushWatch({ ...asked, platform: record });
    }
    return await runResume(run, watching);
  } finally {
    printer.close();
    await watching?.close();
  }
}

interface ResumeRun {
  readonly job: StoredJob;
  readonly store: Store;
  readonly directory: string;
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
}

async function runResume(run: ResumeRun, watching: PushWatch | undefined): Promise<number> {
  const { invocation, printer } = run;
  const result = await send(run, watching);
  const report = reportResume(result, run);
  printEarlierIds(report, invocation, printer);
  const printSent = (sent: PushReport) => {
    printer.close();
    printReport(sent, invocation, printer);
    return sent.exitCode;
  };
  // What another process holds it reports itself.
  if (watching === undefined || !result.isTaken || watching.couldNotRegister()) {
    const errors = (await watching?.putBack()) ?? [];
    return printSent(withErrors(report, errors, run.context));
  }
  return finishWatching((board) => board.addJob(run.job.record.id), {
    ...run,
    watching,
    sent: report,
    reportSent: (now) => reportResume({ ...result, ...now, error: now.error ?? result.error }, run),
    printSent,
  });
}

async function send(run: ResumeRun, watching: PushWatch | undefined): Promise<ResumeResult> {
  const { endpoint, id } = run.job.record;
  return withSending({ ...run, endpoint, watching }, (tools) =>
    resumeJob(id, { ...tools, onJob: (batches, left) => tellJob(batches, left, run) }),
  );
}

/** What the platform has is on stdout again: a script that collects RequestIds gets all of the job's. */
function tellJob(
  batches: readonly BatchVerdict[],
  left: readonly BatchVerdict[],
  { job: { record }, invocation, printer }: Pick<ResumeRun, "job" | "invocation" | "printer">,
): void {
  const accepted = batches.flatMap((batch) => (batch.state === "accepted" ? [batch] : []));
  const devices = left.reduce((sum, { planned }) => sum + planned.devices, 0);
  const rest =
    left.length === 0
      ? "nothing is left to be sent"
      : `${formatCount(left.length)} left to be sent (${formatDevices(devices)})`;
  printer.line({
    level: "info",
    text: `job ${record.id}: ${formatCount(accepted.length)} accepted, ${rest}`,
  });
  if (invocation.values.json) return;
  for (const { requestId } of accepted) printer.result(`${requestId}\n`);
}

function reportResume(result: ResumeResult, run: ResumeRun): PushReport {
  const { invocation, context, directory } = run;
  const record = result.record ?? run.job.record;
  const skus = new Set(result.batches.map(({ planned }) => planned.sku));
  const bare = createPushReport({
    ...result,
    operation: "resume",
    request: record.operation,
    rehearsal: false,
    endpoint: record.endpoint,
    account: record.accountName,
    sku: skus.size === 1 ? [...skus][0] : undefined,
    // With any refused row the push went on only because it was told to.
    skipInvalid: true,
    job: record.id,
    input: {
      uploadType: record.uploadType,
      sources: record.sources,
      rows: record.rows,
      rejectedRows: record.rejected,
      problems: noProblems,
      earlier: result.earlier,
      sentBefore: 0,
    },
    signal: context.interrupt.reason,
  });
  const options = { stateDirectory: directory, emailAddress: record.emailAddress };
  // What the platform refused is not resumed, but pushed when it is mended.
  const words =
    bare.outcome === "refused"
      ? [...repeatWords({ record, sku: bare.sku }, directory), ...givenFlags(invocation, placeFlags)]
      : invocation.words;
  const next = stepsAfterPush(bare, { options, invocation: { ...invocation, words }, context });
  return { ...bare, next };
}

/**
 * The job that is named, or the newest of the last 30 days that is not finished, or of which the platform refused something that no
 * other job has. Errors: VzuploadError "usage" where there is none.
 */
async function findJob({ operands, values }: Invocation, store: Store): Promise<StoredJob> {
  const [id] = operands;
  const endpoint = values.endpoint === undefined ? undefined : endpointSetting(values.endpoint);
  if (id !== undefined) {
    const job = isJobId(id) ? await store.readJob(id) : undefined;
    if (job === undefined) throw noSuchJob(id, store);
    refuseOtherEndpoint(job.record, { values });
    return job;
  }
  const ids = await store.listJobs();
  const finished: StoredJob[] = [];
  // What was left behind long ago is not sent by accident.
  for (const each of recentJobIds(ids, Date.now())) {
    const job = await store.readJob(each);
    if (job === undefined) continue;
    if (endpoint !== undefined && !isSameEndpoint(endpoint, job.record.endpoint)) continue;
    if (!isFinished(job)) return job;
    finished.push(job);
  }
  // Its push may have been killed before it could tell.
  for (const job of finished) if (await hasLeftBehind(job, store)) return job;
  throw nothingToResume(ids.length, store);
}

/** Nothing is left to be sent of it, and nothing in doubt. */
function isFinished(job: StoredJob): boolean {
  const { state } = standingOfJob(foldLedger(job.facts), undefined);
  return state !== "inDoubt" && state !== "unfinished";
}

/** An error: to a loop behind a push that stopped before it had a job, or whose state was wiped, it must not look like success. */
function nothingToResume(jobs: number, { location }: Store): VzuploadError {
  const message =
    jobs === 0
      ? `There is no job in ${location}.`
      : `Nothing to resume: of the jobs of the last 30 days in ${location} all has been sent, and nothing is in doubt.`;
  return new VzuploadError("usage", message, {
    hint: "If a push stopped before it said which job it is, repeat the push. An older job is resumed by its id; verdicts are waited for with vzupload watch.",
  });
}

function noSuchJob(id: string, { location }: Store): VzuploadError {
  return new VzuploadError("usage", `There is no job "${id}" in ${location}.`, {
    hint: "vzupload status lists the jobs; ids look like 20261123-224210-k7qd.",
  });
}
