import type { ProblemKind } from "../devices/problem-texts.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { PushReport } from "./report-types.ts";

export interface NextStepOptions extends DoubtStepOptions {
  /** This very command, ready to be pasted; it reads kept copies where stdin was read. */
  readonly repeat: string;
  /** Path of a job's list of refused rows. */
  readonly rejectedFile: (job: string) => string;
  /** Pushes a file of refused rows that were mended. */
  readonly pushMended: (file: string) => string;
  /** Where the platform mails its verdict to. */
  readonly emailAddress: string | undefined;
  /** Path of a job's lock. */
  readonly lockDirectory: (job: string) => string;
}

/** Commands about a job, ready to be pasted. */
export interface DoubtStepOptions {
  /** Sends what is left of it. */
  readonly resume: (job: string) => string;
  /** Receives its verdicts, and what settles its doubts. */
  readonly watchJob: (job: string) => string;
  /** Records the operator's word on a batch in doubt. */
  readonly resolve: (batch: DoubtfulBatch, word: "accepted" | "notApplied") => string;
  /** Path of a batch's file. */
  readonly batchFile: (batch: DoubtfulBatch) => string;
}

/** A batch in doubt. */
export interface DoubtfulBatch {
  readonly job: string;
  readonly batch: number;
  /** What it asked for: only of an upload a report is mailed. */
  readonly request: JobOperation | undefined;
}

/** What to do after a push, as commands wherever there is one. */
export function nextSteps(report: PushReport, options: NextStepOptions): readonly string[] {
  if (report.outcome === "bug" || report.outcome === "usage") return [];
  const repeat = repeatSteps(report, options);
  return [
    ...inProgressSteps(report, options),
    ...leftBehindSteps(report, options),
    // What is safe and urgent before what has to be found out.
    ...repeat,
    ...doubtSteps(doubtfulBatches(report), options),
    ...unclearSteps(report),
    ...skippedSteps(report, options),
    ...(repeat.length === 0 ? laterSteps(report, options) : []),
    ...verdictSteps(report, options),
  ];
}

/** How a doubt is settled: by the platform's own word, or by that of somebody who has asked. */
export function doubtSteps(
  doubts: readonly DoubtfulBatch[],
  { watchJob, resolve, batchFile }: DoubtStepOptions,
): readonly string[] {
  const [first, ...others] = doubts;
  if (first === undefined) return [];
  const { job, batch, request } = first;
  const ask =
    request === "ChangeDeviceState" ? "ask Verizon" : "ask Verizon (or wait for the e-mailed report)";
  const had = request === "ChangeDeviceState" ? "were asked to activate" : "have";
  return [
    `batch ${batch} of job ${job} is in doubt; a callback that has its devices settles it (it needs the callback's credentials): ${watchJob(job)}`,
    `or ${ask} whether they ${had} the devices of ${batchFile(first)}; if they do: ${resolve(first, "accepted")}`,
    `only if they do not: ${resolve(first, "notApplied")}`,
    ...(others.length === 0 ? [] : [`the same for ${others.map(nameBatch).join(", ")}`]),
  ];
}

function nameBatch({ job, batch }: DoubtfulBatch): string {
  return `batch ${batch} of job ${job}`;
}

function doubtfulBatches({ job, batches, earlier, request }: PushReport): readonly DoubtfulBatch[] {
  const own = batches.flatMap(({ batch, state }) =>
    job !== undefined && (state === "doubtful" || state === "sending") ? [{ job, batch, request }] : [],
  );
  const others = earlier.filter(({ state, requestId }) => state === "inDoubt" && requestId === undefined);
  return [...own, ...others.map((each) => ({ job: each.job, batch: each.batch, request }))];
}

/** Of an accepted batch only some devices are in doubt: its file would send the others twice. */
function unclearSteps({ earlier }: PushReport): readonly string[] {
  const unclear = earlier.flatMap(({ state, requestId }) => (state === "inDoubt" ? (requestId ?? []) : []));
  const [first, ...others] = new Set(unclear);
  if (first === undefined) return [];
  const ids = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [
    `ask Verizon what became of these devices of RequestId ${ids}; those that it does not have, push alone with --again`,
  ];
}

/** A process of this machine that has died is recognised; one of another machine or container is not. */
export function inProgressSteps(
  { earlier }: PushReport,
  { lockDirectory }: Pick<NextStepOptions, "lockDirectory">,
): readonly string[] {
  const jobs = new Set(earlier.filter(({ state }) => state === "inProgress").map(({ job }) => job));
  return [...jobs].map(
    (job) =>
      `wait for job ${job} to end; if its process is gone (another machine or container), delete ${lockDirectory(job)}`,
  );
}

/** An earlier job was to send them, and has ended. */
function leftBehindSteps({ earlier }: PushReport, { resume }: NextStepOptions): readonly string[] {
  const jobs = new Set(earlier.filter(({ state }) => state === "notSent").map(({ job }) => job));
  return [...jobs].map((job) => `job ${job} has not sent its devices: ${resume(job)}`);
}

function repeatSteps(report: PushReport, { repeat, resume }: NextStepOptions): readonly string[] {
  const { lines, outcome, job, rehearsal, batches } = report;
  if (lines.notSent + lines.refused === 0 || outcome === "inputRefused") return [];
  const when = mustMend.has(outcome) ? "when that is mended" : "for the rest";
  // What the platform refused of a SKU it would refuse again: a new push is what can be mended.
  const isOwn = batches.some(({ state }) => state === "planned");
  const canResume = job !== undefined && isOwn && !rehearsal && outcome !== "refused";
  // The command ends the line, so that it can be pasted.
  return [`${when} (sends only what is not sent yet): ${canResume ? resume(job) : repeat}`];
}

function skippedSteps(
  { job, outcome, written, problems }: PushReport,
  { rejectedFile, pushMended }: NextStepOptions,
): readonly string[] {
  // Rows that wait for their upload are not to be mended.
  const isOfUploads = problems.kinds.length > 0 && problems.kinds.every(({ kind }) => isOfUpload(kind));
  if (outcome === "inputRefused" || isOfUploads) return [];
  const steps = mendSteps(written, pushMended);
  if (steps.length > 0) return steps;
  return outcome === "someFailed" && job !== undefined ? [leftOutStep(rejectedFile(job))] : [];
}

/** Of an activation: rows whose upload is on its way. */
function laterSteps({ problems, outcome }: PushReport, { repeat }: NextStepOptions): readonly string[] {
  const isLater = problems.kinds.some(({ kind }) => kind === "upload-awaited" || kind === "upload-in-doubt");
  if (!isLater || outcome === "inputRefused") return [];
  return [`when the others are uploaded (activates only what is not activated yet): ${repeat}`];
}

/** A row that is left out of an activation, for its upload is not known to be done. */
function isOfUpload(kind: ProblemKind): boolean {
  return kind.startsWith("upload-");
}

/** What to do with the files of refused rows. */
export function mendSteps(
  written: PushReport["written"],
  pushMended: (file: string) => string,
): readonly string[] {
  return written
    .filter(({ kind, rows }) => kind === "rejected" && rows > 0)
    .map(({ path }) => `mend what is wrong with the rows of ${path}, then: ${pushMended(path)}`);
}

/** `rejectedFile`: a job's list of rows that were refused before sending. */
export function leftOutStep(rejectedFile: string): string {
  return `the rows that were left out are listed in ${rejectedFile}, with why; mend them in your file, and push that again`;
}

/** Accepted is not uploaded: the platform judges each line later. */
function verdictSteps(report: PushReport, { emailAddress, watchJob }: NextStepOptions): readonly string[] {
  const { batches, job, rehearsal } = report;
  if (rehearsal || !batches.some(({ state }) => state === "accepted")) return [];
  // How a doubt is settled says it already.
  const isSaid = doubtfulBatches(report).some((each) => each.job === job);
  const watch = job === undefined || isSaid ? "" : `; to receive it by callback: ${watchJob(job)}`;
  if (report.request === "ChangeDeviceState")
    return [
      `Verizon activates each device now, in minutes or in hours, and tells of it by callback only (to whom: vzupload callback list)${watch}`,
    ];
  return [`Verizon checks each line now and mails its verdict to ${emailAddress}${watch}`];
}

/** Repeating the command as it is would end the same way. */
const mustMend: ReadonlySet<PushReport["outcome"]> = new Set(["credentials", "refused"]);
