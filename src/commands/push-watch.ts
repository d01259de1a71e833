import { resolve } from "node:path";
import type { SettingName } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { errorLines } from "../reports/closing-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import { reportedError } from "../reports/reported-error.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { Printer } from "../terminal/printer.ts";
import type { PushResult } from "../upload/push-devices.ts";
import { rejectedRows, takenRows } from "../upload/side-files.ts";
import type { Board } from "../watch/board.ts";
import type { WatchedInput } from "../watch/board-input.ts";
import { checkReportFiles } from "../watch/check-report-files.ts";
import { refreshJobs } from "../watch/put-target.ts";
import { openWatchSession } from "../watch/watch-session.ts";
import { refuseIdleFlags } from "./idle-flags.ts";
import type { Invocation } from "./invocation.ts";
import { openStore } from "./open-store.ts";
import { stateDirectory } from "./push-options.ts";
import { registrationAccount } from "./registration-connection.ts";
import { beginRegistering, type Registering, servicesFor } from "./temporary-watch.ts";
import { createWatchDisplay } from "./watch-display.ts";
import { beginListening, waitForLines } from "./watch-listening.ts";
import { type WaitingOptions, waitingOptions } from "./watch-options.ts";
import { resultOf, type WatchResult } from "./watch-result.ts";

/** The watch of a push: it listens before anything is sent, so that no callback can come too early. */
export interface PushWatch {
  /** Where callbacks come in, for a private platform to know; undefined: at another process. */
  readonly url: string | undefined;
  readonly options: WaitingOptions & { readonly stateDirectory: string };
  /** A batch was accepted: its callbacks may come from now on. */
  accepted(requestId: string): void;
  /** Waits for the verdict on what `put` puts on the board: what was sent now, or before. */
  finish(put: (board: Board) => Promise<void>): Promise<WatchResult>;
  /**
   * With --register: registers itself, once; before anything is sent, and not before it is known that something is. Fails with a
   * VzuploadError.
   */
  register(): Promise<void>;
  /** Whether that has failed: whoever asked for it has been told, and nothing was sent. */
  couldNotRegister(): boolean;
  /** Puts back what --register displaced. Never throws; a second call does nothing, `finish` does it, too. */
  putBack(): Promise<readonly unknown[]>;
  /** Stops listening, and puts back what is not yet; tells what could not be. Idempotent. */
  close(): Promise<void>;
}

/** Puts what a push has sent on the board, or had sent before. */
export function putPush(result: PushResult): (board: Board) => Promise<void> {
  const { job } = result;
  return (board) => (job === undefined ? board.addInput(sentBefore(result)) : board.addJob(job.id));
}

/**
 * Whether every line of a push is in its job, or in earlier jobs where nothing was left to send. Not so where something ended it
 * before: then what it says itself is all there is.
 */
export function hasLinesToWatch({ job, inspection, error }: PushResult, sent: PushReport): boolean {
  if (job !== undefined) return true;
  const isAllSent = inspection !== undefined && error === undefined && sent.lines.notSent === 0;
  return isAllSent && sent.outcome !== "inputRefused";
}

/** Errors: VzuploadError "usage" for a flag that would do nothing. */
export function refuseWatchFlags(invocation: Invocation): void {
  const note = "; the verdict comes later (vzupload watch)";
  refuseIdleFlags(invocation, { names: watchOnly, without: "--watch", note });
}

const watchOnly = [
  "results",
  "failed",
  "junit",
  "wait",
  "until",
  "register",
] as const satisfies readonly SettingName[];

export interface PushWatchOptions {
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
  /** Activation is asked for, too. */
  readonly activates: boolean;
  /** Names of files that are read: no report may replace them. */
  readonly inputs: readonly string[];
  /** Where it sends. */
  readonly platform: {
    readonly endpoint: string;
    readonly accountName?: string | undefined;
    readonly operation: JobOperation;
  };
}

/** Begins to listen. Errors: VzuploadError "usage". */
export async function beginPushWatch(asked: PushWatchOptions): Promise<PushWatch> {
  const { invocation, printer, context, activates, inputs } = asked;
  const options = {
    ...waitingOptions(invocation, context),
    // Done as asked is done when the devices are active.
    ...(invocation.values.until === undefined && activates ? { until: "activated" as const } : {}),
    stateDirectory: stateDirectory(invocation, context),
  };
  checkReportFiles(options.files, {
    inputs: inputs.filter((name) => name !== "-").map((name) => resolve(context.cwd, name)),
    stateDirectory: options.stateDirectory,
  });
  const display = createWatchDisplay(printer, Date.now);
  const surroundings = { printer, display, context };
  const store = openStore(options.stateDirectory, context.pid);
  const session = openWatchSession({
    ...options,
    store,
    onlyChecked: options.listening.credentials !== undefined,
    nowMs: () => performance.now(),
    onCallback: display.onCallback,
  });
  const { endpoint, accountName, operation } = asked.platform;
  const settings = options.registering;
  const account = settings === undefined ? "" : registrationAccount(invocation, accountName);
  await beginListening(session, { ...surroundings, listening: options.listening });
  let registering: Promise<Registering> | undefined;
  let hasFailed = false;
  const register = async () => {
    if (settings === undefined) return;
    const listenerUrl = session.intake?.listener?.url;
    registering ??= beginRegistering({
      ...asked,
      ...options,
      settings,
      endpoint,
      account,
      services: servicesFor([operation], options.until),
      listenerUrl,
      store,
    });
    await registering.catch((error: unknown) => {
      hasFailed = true;
      throw error;
    });
  };
  // What could not be registered has been told, and put back.
  const registered = async () => registering?.catch(() => undefined);
  const putBack = async () => (await (await registered())?.end()) ?? [];
  return {
    url: session.intake?.listener?.url,
    options,
    accepted: session.expect,
    register,
    couldNotRegister: () => hasFailed,
    putBack,
    async finish(put) {
      await session.put(put);
      // What has all been told needs nobody to listen.
      if (!session.board.isComplete() || !session.board.isFirm()) await register();
      const waited = await waitForLines(session, {
        ...surroundings,
        waitMs: options.waitMs,
        forever: false,
        refresh: () => refreshJobs({ board: session.board, put: session.put, store }),
      });
      const errors = [...waited.errors, ...(await putBack())];
      return { ...resultOf(session, { ...waited, errors }), registrations: (await registered())?.reports() };
    },
    async close() {
      await session.stop();
      for (const line of errorLines((await putBack()).map(reportedError))) printer.line(line);
    },
  };
}

/** An input of which earlier jobs have all that is good. */
function sentBefore({ inspection }: PushResult): WatchedInput {
  if (inspection === undefined) throw new Error("a push that read nothing has nothing to wait for");
  const { input, taken } = inspection;
  return {
    job: undefined,
    uploadType: input.uploadType,
    sources: input.sources.map(({ name }) => name),
    rows: input.rows,
    rejectedRows: input.problems.rejectedRows,
    rejected: { [Symbol.iterator]: () => rejectedRows(input) },
    taken: [...takenRows(input.devices, taken)],
  };
}
