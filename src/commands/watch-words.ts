import { registrationSettings } from "../config/registration-settings.ts";
import type { SettingName } from "../config/settings.ts";
import { watchSettings } from "../config/watch-settings.ts";
import { foldLedger } from "../verdict/batch-states.ts";
import type { Board } from "../watch/board.ts";
import type { BoardInput } from "../watch/board-input.ts";
import { givenFlags, placeFlags, platformFlags } from "./given-flags.ts";
import type { Invocation } from "./invocation.ts";

/** Goes on with a watch. Undefined: replayed callbacks are kept nowhere, so nothing could be gone on with. */
export function watchAgainWords(board: Board, invocation: Invocation): readonly string[] | undefined {
  const { words, flags, operands } = invocation;
  if (flags.replay !== undefined) return undefined;
  const [input, ...others] = board.inputs;
  const job = others.length === 0 ? input?.job?.record.id : undefined;
  // A push that had nothing to send: its lines are those of its inputs, not all that the earlier requests have.
  if (job === undefined) return words;
  if (words[0] !== "watch") return ["watch", "--job", job, ...watchFlags(invocation)];
  const isNamed = operands.length > 0 || flags.job !== undefined || flags.all !== undefined;
  // By then another job may be the newest, or this one have no more open lines.
  return isNamed ? words : ["watch", "--job", job, ...words.slice(1)];
}

/** The same with the failed rows in a file: one command, or one for each of several jobs. */
export function withFailedFileWords(board: Board, invocation: Invocation): readonly (readonly string[])[] {
  const { words, flags } = invocation;
  const failed = ["--failed", "failed.csv"];
  // It says so at once, and waits for nothing.
  if (words[0] === "status")
    return board.inputs.flatMap(({ job }) =>
      job === undefined ? [] : [["status", job.record.id, ...statusFlags(invocation), ...failed]],
    );
  // What is complete is not among the jobs with open lines any more.
  if (flags.all === undefined) return [[...(watchAgainWords(board, invocation) ?? words), ...failed]];
  const jobs = board.inputs.filter((input) => hasFailedBatch(input, board)).slice(0, namedJobs);
  const common = watchFlags(invocation);
  return jobs.flatMap(({ job }) =>
    job === undefined ? [] : [["watch", "--job", job.record.id, ...common, ...failed]],
  );
}

const namedJobs = 5;

function hasFailedBatch({ job }: BoardInput, board: Board): boolean {
  return (job === undefined ? [] : foldLedger(job.facts)).some((batch) => {
    if (batch.state !== "accepted") return batch.state === "refused";
    const request = board.requests.get(batch.requestId);
    const { failed = 0, refused = 0 } = request === undefined ? {} : board.judge(request).states;
    return failed + refused > 0;
  });
}

function statusFlags(invocation: Invocation): readonly string[] {
  return givenFlags(invocation, [
    "until",
    "results",
    "junit",
    "callbackUsername",
    "callbackPasswordFile",
    ...placeFlags,
  ]);
}

/** The flags of a command that a watch of its own takes, too. */
function watchFlags(invocation: Invocation): readonly string[] {
  const names = Object.keys(watchSettings) as readonly SettingName[]; // as: the table's own keys
  const targets: readonly SettingName[] = ["watch", "replay", "job", "all", "expect"];
  const registering: readonly SettingName[] = invocation.values.register === true ? registeringNames : [];
  return givenFlags(invocation, [
    ...names.filter((name) => !targets.includes(name)),
    ...registering,
    ...placeFlags,
  ]);
}

/** What a watch that registers itself needs beside: without it no callback would come. Platform and account are the job's. */
const registeringNames = [
  ...(Object.keys(registrationSettings) as readonly (keyof typeof registrationSettings)[]), // as: the table's own keys
  ...platformFlags,
] as const satisfies readonly SettingName[];
