import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, onTestFinished } from "vitest";
import { errorCode } from "../../src/errors.ts";
import { compiledSources } from "./compiled-sources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The program, compiled for one test file: nobody's `npm run build` takes it away while the tests run. */
export interface Program {
  /** Starts it in `cwd` with this environment and nothing else of ours but PATH. */
  start(words: readonly string[], options: StartOptions): RunningProgram;
  /** Path of its bin/vzupload.js. */
  bin(): string;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed; undefined: closed at once; "open": left open. */
  readonly stdin?: string | Uint8Array | undefined;
  /** Words put before `node`: a tracer. */
  readonly wrapper?: readonly string[];
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when stdout and stderr together have this text; rejects when the program ends without it. */
  waitFor(text: string): Promise<void>;
  /** What it has written to stdout so far. */
  stdout(): string;
  readonly ended: Promise<ProgramRun>;
}

export interface ProgramRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Null: killed by a signal. */
  readonly exitCode: number | null;
}

/** Compiles the program before a file's tests; removed after them. */
export function compiledProgram(): Program {
  const compiled = compiledSources();
  const home = () => dirname(dirname(dirname(compiled("cli/main"))));
  beforeAll(() => {
    cpSync(join(root, "bin"), join(home(), "bin"), { recursive: true });
    copyFileSync(join(root, "package.json"), join(home(), "package.json"));
    symlinkSync(join(home(), "src"), join(home(), "dist"), "junction");
    spawnSync(process.execPath, [compiled("cli/write-help-pages")]);
  });
  const bin = () => join(home(), "bin", "vzupload.js");
  return { bin, start: (words, options) => start(bin(), words, options) };
}

function start(bin: string, words: readonly string[], options: StartOptions): RunningProgram {
  return startCommand([...(options.wrapper ?? []), process.execPath, bin, ...words], options);
}

/** Starts any command line the way a Program is. `hasOwnGroup`: what it starts itself can be killed with it. */
export function startCommand(
  command: readonly string[],
  options: StartOptions,
  hasOwnGroup = false,
): RunningProgram {
  const [name = "", ...words] = command;
  const child = spawn(name, words, {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], HOME: options.cwd, ...options.env },
    stdio: "pipe",
    detached: hasOwnGroup,
  });
  child.stdin.on("error", () => undefined); // a program that ends without reading closes it
  if (options.stdin !== "open") child.stdin.end(options.stdin);
  return watched(child);
}

/** Starts a command line the way a Program is, and kills it when the test ends, with whatever it has started itself. */
export function startGroup(command: readonly string[], options: StartOptions): RunningProgram {
  const running = startCommand(command, options, true);
  onTestFinished(async () => {
    killGroup(running.child);
    await running.ended;
  });
  return running;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error; // all of it has ended
  }
}

function watched(child: ChildProcess): RunningProgram {
  const text = { stdout: "", stderr: "" };
  const collect = (name: "stdout" | "stderr") => {
    child[name]?.setEncoding("utf8");
    child[name]?.on("data", (chunk: string) => {
      text[name] += chunk;
      child.emit("output");
    });
  };
  collect("stdout");
  collect("stderr");
  const ended = new Promise<ProgramRun>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ ...text, exitCode }));
  });
  return {
    child,
    ended,
    stdout: () => text.stdout,
    waitFor: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (`${text.stdout}${text.stderr}`.includes(wanted)) resolve();
        };
        child.on("output", look);
        child.once("close", () => reject(new Error(`ended without "${wanted}":\n${text.stderr}`)));
        look();
      }),
  };
}
