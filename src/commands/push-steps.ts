import { join } from "node:path";
import type { Context } from "../context.ts";
import { formatCommand } from "../reports/command-line.ts";
import { nextSteps } from "../reports/next-steps.ts";
import type { PushReport } from "../reports/report-types.ts";
import { jobFiles, sourceFileName } from "../store/file-jobs.ts";
import { withFreshReports, wordsForFile } from "./command-words.ts";
import type { Invocation } from "./invocation.ts";
import { jobCommands } from "./job-commands.ts";
import type { PushOptions } from "./push-options.ts";

export interface PushSurroundings {
  readonly options: Pick<PushOptions, "stateDirectory"> & { readonly emailAddress?: string | undefined };
  readonly invocation: Invocation;
  readonly context: Pick<Context, "platform">;
}

/** What to do after a push, as commands that can be pasted. */
export function stepsAfterPush(report: PushReport, run: PushSurroundings): readonly string[] {
  const { options, invocation, context } = run;
  const { stateDirectory, emailAddress } = options;
  const command = (words: readonly string[]) => formatCommand(words, context.platform);
  const jobPath = (job: string) => join(stateDirectory, "jobs", job);
  return nextSteps(report, {
    repeat: command(repeatPushWords(report, { invocation, stateDirectory })),
    ...jobCommands({ invocation, context, stateDirectory }),
    rejectedFile: (job) => join(jobPath(job), jobFiles.rejected),
    pushMended: (file) => command(pushMendedWords(file, invocation)),
    emailAddress,
    lockDirectory: (job) => join(jobPath(job), jobFiles.lock),
  });
}

/** This very command; it reads the kept copy where stdin was read. */
export function repeatPushWords(
  { job }: PushReport,
  { invocation, stateDirectory }: { readonly invocation: Invocation; readonly stateDirectory: string },
): readonly string[] {
  const { words, operands } = invocation;
  if (job === undefined) return words;
  const copy = sourceFileName(operands.indexOf("-"), "-");
  const keptInput = join(stateDirectory, "jobs", job, jobFiles.sources, copy);
  return words.map((word) => (word === "-" ? keptInput : word));
}

/** The same push of another file, whose own reports go beside those of this one. */
export function pushMendedWords(file: string, { words, values }: Invocation): readonly string[] {
  return withFreshReports(wordsForFile(words, file, { hasHeader: values.columns === undefined }));
}
