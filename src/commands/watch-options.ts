import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { isJobId } from "../store/job-record.ts";
import type { Until } from "../verdict/judgement.ts";
import type { WatchTarget } from "../watch/put-target.ts";
import type { ReportFiles } from "../watch/write-reports.ts";
import type { Invocation } from "./invocation.ts";
import { type ListeningSettings, listeningSettings } from "./listening-settings.ts";
import { stateDirectory } from "./push-options.ts";
import { type RegisteringSettings, registeringSettings } from "./registration-settings.ts";

/** How long is waited for verdicts, and where they are written; `push --watch` has the same. */
export interface WaitingOptions {
  readonly until: Until;
  readonly waitMs: number;
  /** How long nothing may come until a number of devices that only the platform gave is believed. */
  readonly quietPeriodMs: number;
  readonly files: ReportFiles;
  readonly listening: ListeningSettings;
  /** Undefined: whoever is registered stays so. */
  readonly registering: RegisteringSettings | undefined;
}

export interface WatchOptions extends WaitingOptions {
  /** Undefined, with `replay`: every request that the saved callbacks speak of. */
  readonly target: WatchTarget | undefined;
  readonly stateDirectory: string;
  /** Of the one request that is watched. */
  readonly expectedCount: number | undefined;
  /** Absolute paths of saved callbacks; undefined: listen. */
  readonly replay: readonly string[] | undefined;
}

/** The longest wait for verdicts. */
export const defaultWaitMs = 30 * 60_000;
/** See `quietPeriodMs`. */
export const defaultQuietPeriodMs = 5_000;

/** What `watch` needs. Errors: VzuploadError "usage". */
export function watchOptions(invocation: Invocation, context: Context): WatchOptions {
  const { values } = invocation;
  const target = watchTarget(invocation, context);
  return {
    ...waitingOptions(invocation, context),
    // Listening until told otherwise ends with the longest wait that can be asked for, or with Ctrl-C.
    ...(values.all && values.wait === undefined ? { waitMs: Number.POSITIVE_INFINITY } : {}),
    target,
    stateDirectory: stateDirectory(invocation, context),
    expectedCount: expectedCount(target, values.expect),
    replay: values.replay?.map((path) => resolve(context.cwd, path)),
  };
}

/** What waiting for verdicts needs, after a push or by itself. Errors: VzuploadError "usage". */
export function waitingOptions(invocation: Invocation, context: Context): WaitingOptions {
  const { values } = invocation;
  const path = (name: string | undefined) => (name === undefined ? undefined : resolve(context.cwd, name));
  return {
    until: values.until === "activated" ? "activated" : "uploaded",
    waitMs: values.wait ?? defaultWaitMs,
    quietPeriodMs: values.quietPeriod ?? defaultQuietPeriodMs,
    files: { results: path(values.results), failed: path(values.failed), junit: path(values.junit) },
    listening: listeningSettings(invocation, context),
    registering: registeringSettings(invocation, context),
  };
}

function watchTarget({ operands, values }: Invocation, context: Context): WatchTarget | undefined {
  const { job, all, replay } = values;
  const asked = [operands.length > 0, job !== undefined, all === true].filter(Boolean).length;
  if (asked > 1) {
    throw new VzuploadError("usage", "RequestIds, --job and --all exclude each other.", {
      hint: "Give RequestIds, or one of these flags, or nothing for the newest job with open lines.",
    });
  }
  if (all) return { kind: "allJobs" };
  const asJob = job ?? (operands.length === 1 && isJobId(operands[0] ?? "") ? operands[0] : undefined);
  if (asJob !== undefined) return jobTarget(asJob);
  if (operands.length > 0)
    return { kind: "requests", requestIds: operands.map((text) => checkRequestId(text, context)) };
  return replay === undefined ? { kind: "newestJob" } : undefined;
}

function jobTarget(job: string): WatchTarget {
  if (isJobId(job)) return { kind: "job", job };
  throw new VzuploadError("usage", `--job: "${job}" is not a job's id.`, {
    hint: "Ids look like 20261123-224210-k7qd; vzupload status lists them.",
  });
}

function checkRequestId(text: string, { cwd }: Context): string {
  const id = text.trim();
  if (existsSync(resolve(cwd, id))) {
    throw new VzuploadError("usage", `"${text}" is a file, and not a RequestId.`, {
      hint: "To push it: vzupload push. To tally saved callbacks: vzupload watch --replay.",
    });
  }
  if (/^[\x21-\x7e]{1,200}$/.test(id)) return id;
  throw new VzuploadError("usage", `"${text}" is not a RequestId.`, {
    hint: "Give what push printed, one or several, e.g. 5afbb4c7-99dc-49a7-8341-7406b7d6f3d3.",
  });
}

function expectedCount(target: WatchTarget | undefined, expect: number | undefined): number | undefined {
  if (expect === undefined) return undefined;
  if (target?.kind === "requests" && target.requestIds.length === 1 && expect > 0) return expect;
  throw new VzuploadError("usage", `--expect ${expect}: it is the number of devices of one RequestId.`, {
    hint: "Give one RequestId, and how many devices it has, e.g. --expect 10000.",
  });
}
