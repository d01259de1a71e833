import { join } from "node:path";
import type { SettingName } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { formatCommand } from "../reports/command-line.ts";
import type { DoubtStepOptions } from "../reports/next-steps.ts";
import { batchFileName } from "../store/file-jobs.ts";
import type { Invocation } from "./invocation.ts";
import { givenFlags } from "./watch-words.ts";

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
    resume: (job) => command(["resume", job], [...platformNames, ...placeNames]),
    watchJob: (job) => command(["watch", "--job", job], [...listeningNames, ...placeNames]),
    resolve: ({ job, batch }, word) =>
      command(
        [
          "resolve",
          job,
          "--batch",
          String(batch),
          ...(word === "accepted" ? ["--accepted", "<RequestId>"] : ["--not-applied"]),
        ],
        placeNames,
      ),
    resolveLines: (job) => command(["resolve", job, "--lines", "report.csv"], placeNames),
    batchFile: ({ job, batch }) => join(stateDirectory, "jobs", job, batchFileName(batch)),
  };
}

const placeNames = ["stateDir", "config", "profile"] as const satisfies readonly SettingName[];
const platformNames = [
  "username",
  "passwordFile",
  "passwordStdin",
  "caFile",
  "clientCert",
  "clientKey",
  "httpTimeout",
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
