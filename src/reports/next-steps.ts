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
    ...doubtSteps(report, options),
    ...waitSteps(report, options),
    ...repeatSteps(report, options),
    ...skippedSteps(report, options),
    ...verdictSteps(report, options),
  ];
}

function doubtSteps(report: PushReport, { sendAgain, batchFile }: NextStepOptions): readonly string[] {
  const own = report.batches.flatMap(({ batch, state }) =>
    report.job !== undefined && (state === "doubtful" || state === "sending")
      ? [{ job: report.job, batch }]
      : [],
  );
  const earlier = report.earlier.filter(({ state }) => state === "inDoubt");
  const doubts = [...own, ...earlier].map(({ job, batch }) => batchFile(job, batch));
  const [first] = doubts;
  if (first === undefined) return [];
  return [
    `ask Verizon (or wait for the e-mailed report) whether they have the devices of ${doubts.join(", ")}`,
    `only if they do not: ${sendAgain(first)}`,
    "if they do: leave these devices out; a push that has them goes on to end with exit code 7",
  ];
}

/** A process of this machine that has died is recognised; one of another machine or container is not. */
function waitSteps({ earlier }: PushReport, { lockDirectory }: NextStepOptions): readonly string[] {
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
  if (outcome !== "skipped" || job === undefined) return [];
  return [`the rows that were left out are in ${rejectedFile(job)}; mend them and push the file again`];
}

/** Accepted is not uploaded: the platform judges each line later. */
function verdictSteps(
  { batches, rehearsal }: PushReport,
  { emailAddress }: NextStepOptions,
): readonly string[] {
  if (rehearsal || !batches.some(({ state }) => state === "accepted")) return [];
  return [`Verizon checks each line now and mails its verdict to ${emailAddress}`];
}

/** Repeating the command as it is would end the same way. */
const mustMend: ReadonlySet<PushReport["outcome"]> = new Set(["credentials", "refused"]);
