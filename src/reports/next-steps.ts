import type { PushReport } from "./push-report.ts";

export interface NextStepOptions {
  /** This very command, ready to be pasted; it reads kept copies where stdin was read. */
  readonly repeat: string;
  /** Makes the command that sends a batch file once more, whatever is known of it. */
  readonly sendAgain: (batchFile: string) => string;
  /** Path of a batch's file. */
  readonly batchFile: (job: string, batch: number) => string;
}

/** What to do after a push, as commands wherever there is one. */
export function nextSteps(report: PushReport, options: NextStepOptions): readonly string[] {
  if (report.outcome === "success" || report.outcome === "bug" || report.outcome === "usage") return [];
  return [...doubtSteps(report, options), ...repeatSteps(report, options)];
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

function repeatSteps({ lines, outcome }: PushReport, { repeat }: NextStepOptions): readonly string[] {
  if (lines.notSent === 0 || outcome === "inputRefused") return [];
  const first = mustMend.has(outcome) ? "when that is mended: " : "";
  return [`${first}${repeat}   (sends only what is not sent yet)`];
}

/** Repeating the command as it is would end the same way. */
const mustMend: ReadonlySet<PushReport["outcome"]> = new Set(["credentials", "refused"]);
