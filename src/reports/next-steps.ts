import type { PushReport } from "./report-types.ts";

export interface NextStepOptions {
  /** This very command, ready to be pasted; it reads kept copies where stdin was read. */
  readonly repeat: string;
  /** Makes the command that sends a batch file once more, whatever is known of it. */
  readonly sendAgain: (batchFile: string) => string;
  /** Path of a batch's file. */
  readonly batchFile: (job: string, batch: number) => string;
  /** Path of a job's list of refused rows. */
  readonly rejectedFile: (job: string) => string;
  /** Where the platform mails its verdict to. */
  readonly emailAddress: string;
  /** Path of a job's lock. */
  readonly lockDirectory: (job: string) => string;
}

/** What to do after a push, as commands wherever there is one. */
export function nextSteps(report: PushReport, options: NextStepOptions): readonly string[] {
  if (report.outcome === "bug" || report.outcome === "usage") return [];
  return [
    ...doubtSteps(doubtfulFiles(report, options), options.sendAgain),
    ...unclearSteps(report),
    ...inProgressSteps(report, options),
    ...repeatSteps(report, options),
    ...skippedSteps(report, options),
    ...verdictSteps(report, options),
  ];
}

/** `files`: those of the batches in doubt. */
export function doubtSteps(
  files: readonly string[],
  sendAgain: NextStepOptions["sendAgain"],
): readonly string[] {
  const [first] = files;
  if (first === undefined) return [];
  return [
    `ask Verizon (or wait for the e-mailed report) whether they have the devices of ${files.join(", ")}`,
    `only if they do not: ${sendAgain(first)}`,
    "if they do: leave these devices out; a push that has them goes on to end with exit code 7",
  ];
}

function doubtfulFiles(report: PushReport, { batchFile }: NextStepOptions): readonly string[] {
  const own = report.batches.flatMap(({ batch, state }) =>
    report.job !== undefined && (state === "doubtful" || state === "sending")
      ? [{ job: report.job, batch }]
      : [],
  );
  const earlier = report.earlier.filter(
    ({ state, requestId }) => state === "inDoubt" && requestId === undefined,
  );
  return [...own, ...earlier].map(({ job, batch }) => batchFile(job, batch));
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

function repeatSteps({ lines, outcome }: PushReport, { repeat }: NextStepOptions): readonly string[] {
  if (lines.notSent === 0 || outcome === "inputRefused") return [];
  const when = mustMend.has(outcome) ? "when that is mended" : "for the rest";
  // The command ends the line, so that it can be pasted.
  return [`${when} (sends only what is not sent yet): ${repeat}`];
}

function skippedSteps({ job, outcome }: PushReport, { rejectedFile }: NextStepOptions): readonly string[] {
  if (outcome !== "someFailed" || job === undefined) return [];
  return [leftOutStep(rejectedFile(job))];
}

/** `rejectedFile`: a job's list of rows that were refused before sending. */
export function leftOutStep(rejectedFile: string): string {
  return `the rows that were left out are in ${rejectedFile}; mend them and push the file again`;
}

/** Accepted is not uploaded: the platform judges each line later. */
function verdictSteps(
  { batches, job, rehearsal }: PushReport,
  { emailAddress }: NextStepOptions,
): readonly string[] {
  if (rehearsal || !batches.some(({ state }) => state === "accepted")) return [];
  const watch = job === undefined ? "" : `; to receive it by callback: vzupload watch --job ${job}`;
  return [`Verizon checks each line now and mails its verdict to ${emailAddress}${watch}`];
}

/** Repeating the command as it is would end the same way. */
const mustMend: ReadonlySet<PushReport["outcome"]> = new Set(["credentials", "refused"]);
