import { createSettledStore } from "../evidence/settled-store.ts";
import { errorLines } from "../reports/closing-text.ts";
import { jobStatusLines } from "../reports/job-status-text.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { optional } from "../reports/reported-error.ts";
import type { JobReport } from "../reports/status-report-types.ts";
import type { WatchReport } from "../reports/watch-report-types.ts";
import { asksForActivation } from "../store/job-record.ts";
import { describeHolder } from "../store/lock.ts";
import type { StoredJob } from "../store/store.ts";
import { foldLedger } from "../verdict/batch-states.ts";
import { standingOfJob } from "../verdict/job-standing.ts";
import type { Board } from "../watch/board.ts";
import { noSuchJob } from "../watch/board-errors.ts";
import { checkReportFiles } from "../watch/check-report-files.ts";
import { findJob } from "../watch/find-job.ts";
import { batchesOfJob } from "../watch/job-batches.ts";
import { openWatchSession } from "../watch/watch-session.ts";
import { printResult, type StatusRun } from "./status-run.ts";
import { reportWatch, resultOf } from "./watch-result.ts";

/** One job, as a watch of it would report it now; the number is the exit code. */
export async function showJob(run: StatusRun, name: string): Promise<number> {
  const { options, printer, invocation } = run;
  checkReportFiles(options.files, { inputs: [], stateDirectory: options.stateDirectory });
  const id = findJob(await run.store.listJobs(), name, run.store.location);
  const report = await reportJob(run, id);
  if (invocation.values.json) printer.result(jsonDocument(report));
  else printResult(jobStatusLines({ ...report, errors: [] }, Date.now()), run);
  for (const line of errorLines(report.errors)) printer.line(line);
  return report.exitCode;
}

async function reportJob(run: StatusRun, id: string): Promise<JobReport> {
  const { options } = run;
  const session = openWatchSession({
    ...options,
    store: createSettledStore(run.store),
    quietPeriodMs: 0,
    nowMs: () => performance.now(),
  });
  await session.put((board) => board.addJob(id));
  const { board } = session;
  const job = board.inputs[0]?.job ?? noSuchJob(id, run.store);
  const result = resultOf(session, { errors: [], signal: undefined });
  const { report } = await reportWatch(result, { ...run, sent: undefined });
  return jobReport(report, job, board);
}

function jobReport(watched: WatchReport, job: StoredJob, board: Board): JobReport {
  const { schema: _, job: __, rehearsal: ___, turnedAway: ____, outcome, exitCode, ...report } = watched;
  const { record, holder } = job;
  return {
    schema: "vzupload.status/1",
    outcome,
    exitCode,
    job: record.id,
    createdAt: record.createdAt,
    state: standingOfJob(foldLedger(job.facts), holder).state,
    sources: record.sources.map(({ name }) => name),
    request: record.operation,
    uploadType: record.uploadType,
    endpoint: record.endpoint,
    ...optional("account", record.accountName),
    ...optional("email", record.emailAddress),
    activates: asksForActivation(record),
    ...optional("holder", holder && describeHolder(holder)),
    batches: batchesOfJob(job, board),
    ...report,
  };
}
