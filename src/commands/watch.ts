import type { Context } from "../context.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import type { JobRecord } from "../store/job-record.ts";
import type { Store } from "../store/store.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { createBoard } from "../watch/board.ts";
import { checkReportFiles } from "../watch/check-report-files.ts";
import { putTarget, type TargetOptions, type WatchTarget } from "../watch/put-target.ts";
import { replayCallbacks } from "../watch/replay.ts";
import { openWatchSession, type WatchSession } from "../watch/watch-session.ts";
import type { Invocation } from "./invocation.ts";
import { openStore } from "./open-store.ts";
import { endpointSetting, refuseOtherEndpoint } from "./platform-settings.ts";
import { registrationAccount } from "./registration-connection.ts";
import { printerOptions } from "./report-output.ts";
import { beginRegistering, type Registering, servicesFor } from "./temporary-watch.ts";
import { createWatchDisplay, type WatchDisplay } from "./watch-display.ts";
import { beginListening, waitForLines } from "./watch-listening.ts";
import { type WatchOptions, watchOptions } from "./watch-options.ts";
import { printWatch, resultOf, type WatchResult } from "./watch-result.ts";

/** `vzupload watch`: the exit code is the verdict on every line. */
export async function watch(invocation: Invocation, context: Context): Promise<number> {
  const options = watchOptions(invocation, context);
  checkReportFiles(options.files, { inputs: [], stateDirectory: options.stateDirectory });
  const store = openStore(options.stateDirectory, context.pid);
  const printer = await createPrinter(printerOptions(invocation), context);
  const display = createWatchDisplay(printer, Date.now);
  const run: WatchRun = { options, store, printer, display, context, invocation };
  try {
    const result =
      options.replay === undefined
        ? await watchLive(run, options.target)
        : await watchSaved(run, options.replay);
    return await printWatch(result, { ...run, sent: undefined });
  } finally {
    printer.close();
  }
}

interface WatchRun {
  readonly options: WatchOptions;
  readonly store: Store;
  readonly printer: Printer;
  readonly display: WatchDisplay;
  readonly context: Context;
  readonly invocation: Invocation;
}

async function watchSaved(
  { options, store, display, context }: WatchRun,
  paths: readonly string[],
): Promise<WatchResult> {
  const { target } = options;
  const board = createBoard({ ...options, store });
  if (target !== undefined) {
    const put: TargetOptions["put"] = (change) => change(board);
    await putTarget(target, { board, put, store, nowMs: Date.now, openJobs: async (jobs) => new Set(jobs) });
  }
  let callbacks = 0;
  const { others, errors } = await replayCallbacks({
    paths,
    board,
    store,
    anyRequest: target === undefined,
    interrupt: context.interrupt,
    onFile: () => {
      callbacks++;
      display.onLook(board, Number.POSITIVE_INFINITY);
    },
  });
  const unchecked = { callbacks: callbacks - others, counted: true };
  return { board, otherCallbacks: others, unchecked, turnedAway: {}, errors, signal: undefined };
}

async function watchLive(run: WatchRun, target: WatchTarget = { kind: "newestJob" }): Promise<WatchResult> {
  const { options, store } = run;
  const session = openSession(run);
  const targeting: TargetOptions = {
    board: session.board,
    put: session.put,
    store,
    nowMs: Date.now,
    openJobs: (jobs) => openJobs(run, jobs),
  };
  const refresh = await putTarget(target, targeting);
  const forever = target.kind === "allJobs";
  // All that was to come has come before: then nobody has to listen.
  if (!forever && session.board.isComplete() && session.board.isFirm())
    return resultOf(session, { errors: [], signal: undefined });
  await beginListening(session, { ...run, listening: options.listening });
  const registering = await beginRegisteringWatch(run, session);
  const waited = await waitForLines(session, { ...run, waitMs: options.waitMs, forever, refresh });
  const errors = [...waited.errors, ...((await registering?.end()) ?? [])];
  // Without a limit a signal is how it ends.
  const signal = Number.isFinite(options.waitMs) ? waited.signal : undefined;
  return { ...resultOf(session, { errors, signal }), registrations: registering?.reports() };
}

/** The listener is up before the platform is told of it. */
async function beginRegisteringWatch(run: WatchRun, session: WatchSession): Promise<Registering | undefined> {
  const { options, invocation } = run;
  const settings = options.registering;
  if (settings === undefined) return undefined;
  try {
    const record = onlyPlatform(session);
    if (record !== undefined) refuseOtherEndpoint(record, invocation);
    return await beginRegistering({
      ...run,
      settings,
      endpoint: record?.endpoint ?? endpointSetting(invocation.values.endpoint),
      account: registrationAccount(invocation, record?.accountName),
      services: servicesFor(
        [...recordsOfInputs(session), ...recordsOfRequests(session)].map(({ operation }) => operation),
        options.until,
      ),
      listening: options.listening,
      listenerUrl: session.intake?.listener?.url,
    });
  } catch (error) {
    await session.stop();
    throw error;
  }
}

/** The records of the jobs that are watched. */
function recordsOfInputs({ board }: WatchSession): readonly JobRecord[] {
  return board.inputs.flatMap(({ job }) => job?.record ?? []);
}

/** The records of the jobs that requests are of: those that are watched, and earlier ones with some of their devices. */
function recordsOfRequests({ board }: WatchSession): readonly JobRecord[] {
  return [...board.requests.values()].flatMap(({ batch }) => batch?.record ?? []);
}

/** A job that has platform and account in common with all that are watched, be it by their RequestIds. */
function onlyPlatform(session: WatchSession): JobRecord | undefined {
  const ofInputs = recordsOfInputs(session);
  const records = ofInputs.length > 0 ? ofInputs : recordsOfRequests(session);
  const [first] = records;
  if (first === undefined) return undefined;
  const isSame = ({ endpoint, accountName }: JobRecord) =>
    isSameEndpoint(endpoint, first.endpoint) && accountName === first.accountName;
  return records.every(isSame) ? first : undefined;
}

function openSession({ options, store, display }: WatchRun): WatchSession {
  const session: WatchSession = openWatchSession({
    ...options,
    store,
    onlyChecked: options.listening.credentials !== undefined,
    nowMs: () => performance.now(),
    onCallback: (callback, isNew, board) => {
      // What came before is no news.
      if (session.intake !== undefined) display.onCallback(callback, isNew, board);
    },
  });
  return session;
}

/** By a session of its own, which is thrown away. */
async function openJobs(run: WatchRun, jobs: readonly string[]): Promise<ReadonlySet<string>> {
  const { board, put } = openSession(run);
  await put(async (trial) => {
    for (const job of jobs) await trial.addJob(job);
  });
  return new Set(jobs.filter((job) => board.isOpen(job)));
}
