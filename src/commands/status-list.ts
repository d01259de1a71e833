import { errorLines } from "../reports/closing-text.ts";
import { formatCommand } from "../reports/command-line.ts";
import { exitCodes, strongestOutcome } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { optional, outcomeOfThrown, reportedError } from "../reports/reported-error.ts";
import { listSteps } from "../reports/status-next-steps.ts";
import type { DamagedJob, JobList, ListedJob } from "../reports/status-report-types.ts";
import { jobListText } from "../reports/status-text.ts";
import { timeOfJob } from "../store/job-record.ts";
import { describeHolder } from "../store/lock.ts";
import { type Survey, type SurveyedJob, surveyJobs } from "../watch/survey-jobs.ts";
import { givenFlags, placeFlags } from "./given-flags.ts";
import type { StatusRun } from "./status-run.ts";

/** The list of all jobs; the number is the exit code: 0, unless something could not be read. */
export async function listJobs(run: StatusRun): Promise<number> {
  const { printer, invocation } = run;
  const list = listOf(await surveyJobs(run.store, run.options.limit), run);
  if (invocation.values.json) printer.result(jsonDocument(list));
  else
    printer.result(
      jobListText(list, Date.now())
        .map((line) => `${line}\n`)
        .join(""),
    );
  for (const line of errorLines(list.errors)) printer.line(line);
  for (const line of errorLines(damagesOf(list))) printer.line(line);
  return list.exitCode;
}

function listOf(survey: Survey, { options, invocation, context }: StatusRun): JobList {
  const jobs = survey.jobs.map(reportedJob);
  const damages = survey.jobs.flatMap((job) => (job.kind === "damaged" ? [job.error] : []));
  const errors = survey.errors;
  const outcome = strongestOutcome([...errors, ...damages].map((error) => outcomeOfThrown(error, undefined)));
  const common = givenFlags(invocation, placeFlags);
  return {
    schema: "vzupload.jobs/1",
    outcome,
    exitCode: exitCodes[outcome].code,
    stateDirectory: options.stateDirectory,
    jobs,
    older: survey.older,
    errors: errors.map(reportedError),
    next: listSteps(jobs, (words) => formatCommand([...words, ...common], context.platform)),
  };
}

function reportedJob(job: SurveyedJob): ListedJob | DamagedJob {
  const { id } = job;
  if (job.kind === "damaged")
    return { job: id, createdAt: timeOfJob(id), state: "damaged", error: reportedError(job.error) };
  const { record, holder, skus, batches, state } = job;
  return {
    job: id,
    createdAt: record.createdAt,
    state,
    request: record.operation,
    sources: record.sources.map(({ name }) => name),
    skus,
    rows: record.rows,
    batches,
    ...optional("holder", holder && describeHolder(holder)),
  };
}

function damagesOf({ jobs }: JobList) {
  return jobs.flatMap((job) => (job.state === "damaged" ? [job.error] : []));
}
