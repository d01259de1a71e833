import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { defaultListed } from "../reports/status-text.ts";
import type { Until } from "../verdict/judgement.ts";
import type { ReportFiles } from "../watch/write-reports.ts";
import type { Invocation } from "./invocation.ts";
import { stateDirectory } from "./push-options.ts";

export interface StatusOptions {
  readonly stateDirectory: string;
  /** As given; undefined: a list of all jobs. */
  readonly job: string | undefined;
  /** How many of the jobs are listed that nothing is left to do for. */
  readonly limit: number;
  readonly until: Until;
  /** As a watch with the same settings: only callbacks whose credentials were checked count. */
  readonly onlyChecked: boolean;
  readonly files: ReportFiles;
}

/** What `status` needs. Errors: VzuploadError "usage". */
export function statusOptions(invocation: Invocation, context: Context): StatusOptions {
  const { operands, values } = invocation;
  const [job] = operands;
  const path = (name: string | undefined) => (name === undefined ? undefined : resolve(context.cwd, name));
  if (job === undefined) refuseFiles(invocation);
  return {
    stateDirectory: stateDirectory(invocation, context),
    job,
    limit: values.limit ?? defaultListed,
    until: values.until === "activated" ? "activated" : "uploaded",
    onlyChecked: values.callbackUsername !== undefined,
    files:
      job === undefined
        ? { results: undefined, failed: undefined, junit: undefined }
        : { results: path(values.results), failed: path(values.failed), junit: path(values.junit) },
  };
}

/** Where a configuration names files for watches, a list writes none; on the command line they are asked for. */
function refuseFiles({ flags }: Invocation): void {
  const asked = (["results", "failed", "junit"] as const).find((name) => flags[name] !== undefined);
  if (asked === undefined) return;
  throw new VzuploadError("usage", `--${asked} is about the lines of one job.`, {
    hint: "Name the job, e.g. vzupload status newest.",
  });
}
