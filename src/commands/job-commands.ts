import { join } from "node:path";
import type { SettingName } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { formatCommand } from "../reports/command-line.ts";
import type { DoubtStepOptions } from "../reports/next-steps.ts";
import { batchFileName } from "../store/file-jobs.ts";
import { givenFlags, placeFlags, platformFlags } from "./given-flags.ts";
import type { Invocation } from "./invocation.ts";

export interface JobCommandOptions {
  readonly invocation: Invocation;
  readonly context: Pick<Context, "platform">;
  /** Absolute. */
  readonly stateDirectory: string;
}

export interface JobCommands extends DoubtStepOptions {
  /** Records the operator's word on lines of it. */
  readonly resolveLines: (job: string) => string;
}

/** The commands that go on with a job, with those flags of this command line that they need, too. */
export function jobCommands({ invocation, context, stateDirectory }: JobCommandOptions): JobCommands {
  const command = (words: readonly string[], names: readonly SettingName[]) =>
    formatCommand([...words, ...givenFlags(invocation, names)], context.platform);
  return {
    resume: (job) => command(["resume", job], [...sendingNames, ...placeFlags]),
    watchJob: (job) => command(["watch", "--job", job], [...listeningNames, ...placeFlags]),
    resolve: ({ job, batch }, word) =>
      command(
        [
          "resolve",
          job,
          "--batch",
          String(batch),
          ...(word === "accepted" ? ["--accepted", "<RequestId>"] : ["--not-applied"]),
        ],
        placeFlags,
      ),
    resolveLines: (job) => command(["resolve", job, "--lines", "report.csv"], placeFlags),
    batchFile: ({ job, batch }) => join(stateDirectory, "jobs", job, batchFileName(batch)),
  };
}

const sendingNames = [
  ...platformFlags,
  "retries",
  "retryDelays",
  "saveEnvelopes",
] as const satisfies readonly SettingName[];
const listeningNames = [
  "host",
  "port",
  "path",
  "publicUrl",
  "callbackUsername",
  "callbackPasswordFile",
  "allow",
  "tlsCert",
  "tlsKey",
  "insecure",
] as const satisfies readonly SettingName[];
