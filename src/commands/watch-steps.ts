import { join } from "node:path";
import type { Context } from "../context.ts";
import { formatCommand } from "../reports/command-line.ts";
import { type DoubtfulBatch, inProgressSteps, leftOutStep, mendSteps } from "../reports/next-steps.ts";
import type { PushReport } from "../reports/report-types.ts";
import { watchNextSteps } from "../reports/watch-next-steps.ts";
import type { WatchReport } from "../reports/watch-report-types.ts";
import { jobFiles } from "../store/file-jobs.ts";
import { foldLedger, isInDoubt, unsentBatches } from "../verdict/batch-states.ts";
import { doneStates } from "../verdict/line-states.ts";
import type { Board } from "../watch/board.ts";
import type { BoardInput } from "../watch/board-input.ts";
import { withFreshReports, wordsForFile } from "./command-words.ts";
import { givenFlags, placeFlags } from "./given-flags.ts";
import type { Invocation } from "./invocation.ts";
import { jobCommands } from "./job-commands.ts";
import { type AskedJob, pushWords, repeatWords } from "./job-words.ts";
import { pushMendedWords, repeatPushWords } from "./push-steps.ts";
import { watchAgainWords, withFailedFileWords } from "./watch-words.ts";

export interface StepSurroundings {
  readonly board: Board;
  readonly invocation: Invocation;
  readonly stateDirectory: string;
  readonly context: Pick<Context, "platform">;
  /** Of a push: what it said of the sending. */
  readonly sent: PushReport | undefined;
}

/** What to do after a watch, by itself or behind a push. */
export function stepsAfterWatch(report: WatchReport, surroundings: StepSurroundings): readonly string[] {
  const { board, invocation, stateDirectory, context, sent } = surroundings;
  const command = (words: readonly string[]) => formatCommand(words, context.platform);
  const jobPath = (job: string, file: string) => join(stateDirectory, "jobs", job, file);
  const words = pushesOf(surroundings);
  const commands = jobCommands({ invocation, context, stateDirectory });
  const again = watchAgainWords(board, invocation);
  const linesOf = onlyJob(board)?.record.id;
  const rejecting = board.inputs.length === 1 ? board.inputs[0]?.job?.record.id : undefined;
  const told = watchNextSteps(report, {
    watchAgain: again && command(again),
    withFailedFile: withFailedFileWords(board, invocation).map(command),
    // A later push asks the inbox, and believes checked callbacks only.
    push: (file) => command(pushOfFailed(words.failed(file), report)),
    ...commands,
    resolveLines: linesOf === undefined ? undefined : commands.resolveLines(linesOf),
    done: doneStates[onlyJob(board)?.record.operation ?? "UploadDevices"],
    repeatPush:
      words.resumed === undefined ? words.repeat && command(words.repeat) : commands.resume(words.resumed),
    doubtfulBatches: distinct(board.inputs.flatMap(doubtfulBatches)),
    leftOut: leftOutSteps(rejecting && jobPath(rejecting, jobFiles.rejected), surroundings),
    emailAddress: onlyJob(board)?.record.emailAddress ?? invocation.values.email,
    countQuarantine: command(quarantineWords(invocation, stateDirectory)),
  });
  const steps = isVouchedFor(report) ? told : [uncheckedStep, ...told];
  if (sent === undefined) return steps;
  return [...inProgressSteps(sent, { lockDirectory: (job) => jobPath(job, jobFiles.lock) }), ...steps];
}

/** What to do with rows that were refused before sending. `list`: of a job, where they are named. */
function leftOutSteps(
  list: string | undefined,
  { sent, invocation, context }: StepSurroundings,
): readonly string[] {
  const push = (file: string) => formatCommand(pushMendedWords(file, invocation), context.platform);
  const steps = mendSteps(sent?.written ?? [], push);
  return steps.length > 0 || list === undefined ? steps : [leftOutStep(list)];
}

/** Its reports go beside those of this run: what the failed rows are read from must not be written over. */
function pushOfFailed(words: readonly string[], report: WatchReport): readonly string[] {
  const again = isVouchedFor(report) || words.includes("--again") ? [] : ["--again"];
  return [...withFreshReports(words), ...again];
}

/** Nothing that a callback failed, or by callbacks that were checked. */
function isVouchedFor({ unchecked, lines, alreadySent }: WatchReport): boolean {
  const told = lines.failed + lines.refused + (alreadySent.failed ?? 0) + (alreadySent.refused ?? 0);
  return unchecked.callbacks === 0 || !unchecked.counted || told === 0;
}

const uncheckedStep =
  "nobody vouches for these callbacks: before anything is sent again, compare them with the report that the platform mails";

/** Pushes of a file of failed rows, and of what is left. */
interface PushWords {
  readonly failed: (file: string) => readonly string[];
  readonly repeat: readonly string[] | undefined;
  /** The job that can be gone on with instead. */
  readonly resumed: string | undefined;
}

function pushesOf({ board, invocation, stateDirectory, sent }: StepSurroundings): PushWords {
  // Rows are cut out of the inputs as they are; what has no input is written with a header.
  const hasHeader = board.inputs.every(({ job }) => job?.record.columns === undefined);
  const resumed = onlyUnsent(board);
  if (sent?.operation === "push" || sent?.operation === "activate") {
    const { words } = invocation;
    return {
      failed: (file) => wordsForFile(words, file, { hasHeader }),
      repeat: repeatPushWords(sent, { invocation, stateDirectory }),
      resumed: sent.rehearsal ? undefined : resumed,
    };
  }
  const job = onlyJob(board);
  const common = givenFlags(invocation, placeFlags);
  return {
    failed: (file) => [...pushWords(job, [file], { hasHeader }), ...common],
    repeat: job && [...repeatWords(job, stateDirectory), ...common],
    resumed,
  };
}

/** The one job that is watched, if a resume would send something of it. */
function onlyUnsent({ inputs }: Board): string | undefined {
  const [input, ...others] = inputs;
  if (input?.job === undefined || others.length > 0) return undefined;
  return unsentBatches(foldLedger(input.job.facts)).length > 0 ? input.job.record.id : undefined;
}

/** The job that all that is watched belongs to: of several no push could speak of all. */
function onlyJob({ inputs, requests }: Board): AskedJob | undefined {
  const asked = [
    ...inputs.flatMap(({ job }) =>
      job === undefined ? [] : [{ record: job.record, sku: foldLedger(job.facts)[0]?.planned.sku }],
    ),
    ...[...requests.values()].flatMap(({ batch, isEarlier }) =>
      isEarlier || batch === undefined ? [] : [batch],
    ),
  ];
  const [first] = asked;
  return asked.every(({ record }) => record.id === first?.record.id) ? first : undefined;
}

/** Of the job itself, and of earlier jobs that have some of its devices. */
function doubtfulBatches({ job, earlier }: BoardInput): readonly DoubtfulBatch[] {
  const own = (job === undefined ? [] : foldLedger(job.facts))
    .filter((batch) => isInDoubt(batch, job?.holder))
    .map(({ planned }) => ({
      job: job?.record.id ?? "",
      batch: planned.batch,
      request: job?.record.operation,
    }));
  const others = earlier
    .filter(({ state }) => state === "inDoubt")
    .map(({ row }) => ({ job: row.job, batch: row.batch, request: job?.record.operation }));
  return [...own, ...others];
}

function distinct(batches: readonly DoubtfulBatch[]): readonly DoubtfulBatch[] {
  return [...new Map(batches.map((each) => [`${each.job}/${each.batch}`, each])).values()];
}

function quarantineWords(invocation: Invocation, stateDirectory: string): readonly string[] {
  const common = givenFlags(invocation, placeFlags);
  return ["watch", "--replay", join(stateDirectory, "quarantine"), ...common];
}
