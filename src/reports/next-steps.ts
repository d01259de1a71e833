import type { PushReport } from "./push-report.ts";

export interface NextStepOptions {
  /** This very command, ready to be pasted; it reads kept copies where stdin was read. */
  readonly repeat: string;
  /** Makes the command that sends a batch file once more, whatever is known of it. */
  readonly sendAgain: (batchFile: string) => string;
  /** Path of a batch's file. */
  readonly batchFile: (job: string, batch: number) => string;
  /** Path of a job's lock. */
  readonly lockDirectory: (job: string) => string;
}

/** What to do after a push, as commands wherever there is one. */
export function nextSteps(report: PushReport, options: NextStepOptions): readonly string[] {
  if (report.outcome === "success" || report.outcome === "bug" || report.outcome === "usage") return [];
  return [...doubtSteps(report, options), ...waitSteps(report, options), ...repeatSteps(report, options)];
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

/** Repeating the command as it is would end the same way. */
const mustMend: ReadonlySet<PushReport["outcome"]> = new Set(["credentials", "refused"]);
