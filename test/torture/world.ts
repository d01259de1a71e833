import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseCallbackBehaviour } from "../../src/sandbox/callbacks/parse-behaviour.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import type { ReceivedCall } from "../../src/sandbox/received.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { freePort } from "../support/watch-processes.ts";
import type { Asks, CallbackPlan, Disturbance } from "./run-plan.ts";

/** A process that has ended. */
export interface EndedProcess {
  readonly words: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** As a shell has it: 137 is SIGKILL. */
  readonly exitCode: number;
  /** Signals that were sent to it while it ran. */
  readonly signals: readonly NodeJS.Signals[];
}

export interface RunningProcess {
  readonly ended: Promise<EndedProcess>;
  kill(signal: NodeJS.Signals): void;
}

/** The exit code of a process that was killed. */
export const killedCode = 137;

/** A platform, an empty directory, and processes of the program between them. */
export interface TortureWorld {
  readonly sandbox: Sandbox;
  /** The calls that the run is about, and how often each device was accepted by them. */
  readonly calls: readonly ReceivedCall[];
  readonly devices: Sandbox["devices"];
  readonly cwd: string;
  readonly state: string;
  /** Every process that has ended, in order. */
  readonly processes: readonly EndedProcess[];
  start(words: readonly string[], disturbance?: Disturbance): RunningProcess;
  run(words: readonly string[], disturbance?: Disturbance): Promise<EndedProcess>;
  /** Kills what still runs, and removes everything. */
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Path of bin/vzupload.js. */
  readonly bin: string;
  /** URL of kill-at-write.mjs. */
  readonly hook: string;
  readonly seed: number;
  readonly asks: Asks;
  /** As --fault has them. */
  readonly faults: readonly string[];
  readonly callbacks?: CallbackPlan | undefined;
}

const callbackUser = { username: "uws", password: "callback-secret" };

export async function openWorld(options: WorldOptions): Promise<TortureWorld> {
  const { bin, hook, seed, asks, faults, callbacks } = options;
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "vzupload-torture-")));
  const state = join(cwd, "state");
  const port = callbacks === undefined ? undefined : await freePort();
  const heard = new Set<() => void>();
  const sandbox = await startSandbox({
    seed,
    faults: faults.map(parseFault),
    keepDevices: true,
    callbacks:
      callbacks === undefined
        ? {}
        : {
            ...parseCallbackBehaviour(callbacks.behaviour),
            ...callbackUser,
            url: `http://127.0.0.1:${port}/`,
          },
    onEvent: () => {
      for (const hear of [...heard]) hear();
    },
  });
  const calls = asks === "upload" ? sandbox.received : sandbox.stateChanges;
  const env = environment({ cwd, state, endpoint: sandbox.endpoint, port, callbacks });
  const running = new Set<RunningProcess>();
  const processes: EndedProcess[] = [];
  const uploads: Uploads = {
    count: () => calls.length,
    onEvent: (hear) => {
      heard.add(hear);
      return () => heard.delete(hear);
    },
  };
  const start: TortureWorld["start"] = (words, disturbance = { kind: "none" }) => {
    const began = startProcess(words, { bin, hook, cwd, env, disturbance, uploads });
    running.add(began);
    void began.ended.then((run) => {
      running.delete(began);
      processes.push(run);
    });
    return began;
  };
  return {
    sandbox,
    calls,
    devices: asks === "upload" ? sandbox.devices : sandbox.activated,
    cwd,
    state,
    processes,
    start,
    run: (words, disturbance) => start(words, disturbance).ended,
    async close() {
      for (const process of running) process.kill("SIGKILL");
      await Promise.all([...running].map(({ ended }) => ended));
      await sandbox.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

function environment({
  cwd,
  state,
  endpoint,
  port,
  callbacks,
}: {
  readonly cwd: string;
  readonly state: string;
  readonly endpoint: string;
  readonly port: number | undefined;
  readonly callbacks: CallbackPlan | undefined;
}): Readonly<Record<string, string>> {
  const hasCredentials = callbacks !== undefined && callbacks.credentials !== "unchecked";
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: cwd,
    VZUPLOAD_STATE_DIR: state,
    VZUPLOAD_ENDPOINT: endpoint,
    VZUPLOAD_USERNAME: "sandbox",
    VZUPLOAD_PASSWORD: "sandbox",
    ...(port === undefined ? {} : { VZUPLOAD_PORT: String(port) }),
    ...(hasCredentials
      ? {
          VZUPLOAD_CALLBACK_USERNAME: callbackUser.username,
          VZUPLOAD_CALLBACK_PASSWORD: callbackUser.password,
        }
      : {}),
  };
}

interface Uploads {
  count(): number;
  /** Returns what ends it. */
  onEvent(hear: () => void): () => void;
}

interface ProcessOptions {
  readonly bin: string;
  readonly hook: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly disturbance: Disturbance;
  readonly uploads: Uploads;
}

/** None of them outlives this process. */
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

function startProcess(words: readonly string[], options: ProcessOptions): RunningProcess {
  const { bin, hook, cwd, env, disturbance, uploads } = options;
  const isHooked = disturbance.kind === "atWrite";
  const child = spawn(process.execPath, [...(isHooked ? ["--import", hook] : []), bin, ...words], {
    cwd,
    env: isHooked
      ? { ...env, TORTURE_POINT: `${disturbance.scope}:${disturbance.moment}:${disturbance.how}` }
      : env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  const signals: NodeJS.Signals[] = [];
  const kill = (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (child.kill(signal)) signals.push(signal);
  };
  const calm = disturb(disturbance, kill, uploads);
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
    });
  }
  const ended = new Promise<EndedProcess>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      calm();
      children.delete(child);
      const code = exitCode ?? 128 + constants.signals[signal ?? "SIGKILL"];
      resolve({ words, ...text, exitCode: code, signals });
    });
  });
  return { ended, kill };
}

/** Returns what ends it. */
function disturb(
  disturbance: Disturbance,
  kill: (signal: NodeJS.Signals) => void,
  uploads: Uploads,
): () => void {
  switch (disturbance.kind) {
    case "none":
    case "atWrite":
      return () => undefined;
    case "killAfter":
      return after(disturbance.ms, () => kill("SIGKILL"));
    case "killAtUpload":
      return atUpload(disturbance.more, uploads, () => kill("SIGKILL"));
    case "signal": {
      const { signal, isTwice, more, ms } = disturbance;
      let second: (() => void) | undefined;
      const send = () => {
        kill(signal);
        if (isTwice) second = after(ms % 100, () => kill(signal));
      };
      const first = more === undefined ? after(ms, send) : atUpload(more, uploads, send);
      return () => {
        first();
        second?.();
      };
    }
  }
}

function after(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}

function atUpload(more: number, uploads: Uploads, action: () => void): () => void {
  const wanted = uploads.count() + more;
  const calm = uploads.onEvent(() => {
    if (uploads.count() < wanted) return;
    calm();
    action();
  });
  return calm;
}
