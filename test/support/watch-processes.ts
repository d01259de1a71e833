import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import type { WatchReport } from "../../src/reports/watch-report-types.ts";
import type { CallbackOptions } from "../../src/sandbox/callbacks/behaviour.ts";
import { parseCallbackBehaviour } from "../../src/sandbox/callbacks/parse-behaviour.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { writePairsCsv } from "./make-devices.ts";
import type { Program, ProgramRun, RunningProgram, StartOptions } from "./run-cli.ts";

/** Where watches run: a directory with the state in it, and a port that callbacks go to. For tests that run beside others. */
export interface WatchWorld {
  readonly cwd: string;
  readonly state: string;
  readonly port: number;
  /** Starts the program in it. */
  start(words: readonly string[], more?: Partial<StartOptions>): RunningProgram;
  /** Starts it, and waits until it listens. */
  listen(words: readonly string[], more?: Partial<StartOptions>): Promise<RunningProgram>;
  /** Runs it to its end. */
  run(words: readonly string[], more?: Partial<StartOptions>): Promise<ProgramRun>;
}

/** The same, with devices.csv and a sandbox that calls back. */
export interface PushWorld extends WatchWorld {
  readonly sandbox: Sandbox;
}

export interface PushWorldOptions {
  readonly rows: number;
  /** As --callbacks has it; "none": none are sent. */
  readonly callbacks?: string;
  /** As --fault has it. */
  readonly faults?: string;
  /** Of callbacks; default: they bring none. */
  readonly credentials?: Pick<CallbackOptions, "username" | "password">;
  /** That callbacks go to; default: any free one. */
  readonly port?: number;
}

/** `vzupload <words>` pushes devices.csv. */
export const pushWords = ["push", "devices.csv", "--sku", "VZW120000440008", "--email", "me@mycompany.com"];

/** Removed when the test ends, and processes that still run with it. */
export async function openWatchWorld(
  program: Program,
  { onTestFinished }: TestContext,
  env: Readonly<Record<string, string>> = {},
  onPort?: number,
): Promise<WatchWorld> {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "vzupload-watch-")));
  const state = join(cwd, "state");
  const port = onPort ?? (await freePort());
  const children: RunningProgram[] = [];
  onTestFinished(async () => {
    for (const { child, ended } of children) {
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(cwd, { recursive: true, force: true });
  });
  const start: WatchWorld["start"] = (words, more = {}) => {
    const all = { VZUPLOAD_STATE_DIR: state, VZUPLOAD_PORT: String(port), ...env, ...more.env };
    const running = program.start(words, { cwd, ...more, env: all });
    children.push(running);
    return running;
  };
  return {
    cwd,
    state,
    port,
    start,
    async listen(words, more) {
      const running = start(words, more);
      await running.waitFor("listening for callbacks on");
      return running;
    },
    run: (words, more) => start(words, more).ended,
  };
}

export async function openPushWorld(
  program: Program,
  context: TestContext,
  { rows, callbacks = "", faults = "", credentials, port }: PushWorldOptions,
): Promise<PushWorld> {
  const env: Record<string, string> = { VZUPLOAD_USERNAME: "sandbox", VZUPLOAD_PASSWORD: "sandbox" };
  if (credentials?.username !== undefined) env["VZUPLOAD_CALLBACK_USERNAME"] = credentials.username;
  if (credentials?.password !== undefined) env["VZUPLOAD_CALLBACK_PASSWORD"] = credentials.password;
  const world = await openWatchWorld(program, context, env, port);
  const url = `http://127.0.0.1:${world.port}/`;
  const sandbox = await startSandbox({
    faults: faults
      .split(",")
      .filter((text) => text !== "")
      .map(parseFault),
    callbacks: callbacks === "none" ? {} : { ...parseCallbackBehaviour(callbacks), ...credentials, url },
  });
  context.onTestFinished(() => sandbox.close());
  env["VZUPLOAD_ENDPOINT"] = sandbox.endpoint;
  await writePairsCsv(join(world.cwd, "devices.csv"), rows);
  return { ...world, sandbox };
}

/** Of a run with --json: its only document; of a push the watch's part. */
export function watchReportOf({ stdout }: ProgramRun): WatchReport {
  const document = JSON.parse(stdout);
  return document.watch ?? document;
}

/** How many lines are in which state, those without any left out. */
export function linesOf(run: ProgramRun): Readonly<Record<string, number>> {
  const { lines } = JSON.parse(run.stdout);
  return Object.fromEntries(Object.entries<number>(lines).filter(([, count]) => count > 0));
}

let nextPort = 20_000 + ((process.pid * 101) % 10_000);

/** Below those that systems give to outgoing connections; no other test of this process gets it again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    if (await isFree(port)) return port;
  }
}

/** One that the platform calls. Free when it is asked for: there are few, so that another process may take it meanwhile. */
export async function freePlatformPort(): Promise<number> {
  for (let at = 0; at < 21; at++) {
    const port = 28_200 + ((process.pid + at) % 21);
    if (await isFree(port)) return port;
  }
  throw new Error("none of the platform's ports is free");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
