import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startGroup } from "./child-group.mjs";
import { measure } from "./measure.mjs";
import { linesEach, prepareJob } from "./prepare-callbacks.mjs";
import { runInTurn } from "./run-in-turn.mjs";
import { expectUploaded, startWatch } from "./watch-product.mjs";

const smallCallbacks = 5_000;
const abusedCallbacks = 40;

/** The names of what is measured. */
export const listened = {
  small: "one line, 50 connections",
  full: `${linesEach.toLocaleString("en")} lines, 4 connections`,
  abused: "one line, listener misused",
};

/** Callbacks of one line each, on 50 connections. */
export async function measureSmallCallbacks(bench) {
  const job = await prepareJob(bench, smallCallbacks);
  const load = ["--connections", "50", ...oneLineEach(job, smallCallbacks)];
  return runInTurn(bench, { [listened.small]: listening(job, smallCallbacks, load) });
}

/** The full callbacks of `input`, what prepareCallbacks made. */
export function measureFullCallbacks(bench, input) {
  const run = listening(input, input.files.length * linesEach, ["--connections", "4", ...input.files]);
  return runInTurn({ ...bench, rounds: 1 }, { [listened.full]: run }, { isWarm: true });
}

/** Callbacks of one line each, over a connection of its own each, while others misuse the listener. */
export async function measureAbuse(bench) {
  const job = await prepareJob(bench, abusedCallbacks);
  const load = ["--fresh", "--pause", "150", ...oneLineEach(job, abusedCallbacks)];
  const run = listening(job, abusedCallbacks, load, startAbuse);
  return runInTurn({ ...bench, rounds: 1 }, { [listened.abused]: run }, { isWarm: true });
}

function oneLineEach({ requestIds }, lines) {
  return ["--request", requestIds[0], "--lines", String(lines)];
}

/** A watch of a copy of the job's state directory, which gets callbacks of all its lines and must end by itself with each of them uploaded. */
function listening({ stateDir, requestIds }, lines, load, startMeanwhile = async () => async () => ({})) {
  return {
    prepare: (scratch) => cpSync(stateDir, join(scratch, "state"), { recursive: true }),
    async run(scratch) {
      const watch = await startWatch({ stateDir: join(scratch, "state"), requestIds }, scratch);
      const endMeanwhile = await startMeanwhile(watch, scratch);
      const { output } = await measure({ command: loadCommand(watch, load) }, scratch);
      const meanwhile = await endMeanwhile();
      const loaded = JSON.parse(output);
      const { output: report, ...usage } = await watch.finish();
      const { requests } = expectUploaded(report, lines);
      const counted = requests.reduce((sum, { callbacks }) => sum + callbacks, 0);
      if (counted !== loaded.callbacks)
        throw new Error(`watch counted ${counted} callbacks, and ${loaded.callbacks} were acknowledged`);
      return listeningSample({ loaded, lines, ...usage, ...meanwhile });
    },
  };
}

function listeningSample({ loaded, lines, cpuMs, rssMiB, attacks = 0 }) {
  const [rssTenth, rssHalf, rssAll] = loaded.rssMiB.map((peak) => peak ?? Number.NaN);
  return {
    ...loaded,
    linesRate: (loaded.rate * lines) / loaded.callbacks,
    attacks,
    cpuMs,
    rssMiB,
    rssTenth,
    rssHalf,
    rssAll,
  };
}

function loadCommand({ url, pid }, load) {
  return [process.execPath, here("listener-load.mjs"), "--url", url, "--pid", String(pid), ...load];
}

async function startAbuse({ url }, scratch) {
  const command = [process.execPath, here("listener-abuse.mjs"), url];
  const { child, ended } = startGroup({ command }, { cwd: scratch, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  return async () => {
    child.stdin.end();
    await ended;
    return JSON.parse(output);
  };
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
