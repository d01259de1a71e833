import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startGroup } from "./child-group.mjs";

// GNU time: its child starts from a small process, so that the peak is the contender's own, and it waits for grandchildren (curl).
const gnuTime = "/usr/bin/time";

/**
 * Runs a command to its end and measures the whole process with its children. Returns {sample, output}: what it wrote to stdout, and
 * {wallMs, cpuMs, rssMiB}: user + system CPU (10 ms steps) and the peak RSS of the largest process; both are NaN
 * without GNU time. Throws when it fails, or takes longer than five minutes (then it is killed with its children).
 */
export async function measure({ command, env }, folder) {
  const usageFile = join(folder, "usage.txt");
  const timed = existsSync(gnuTime) ? [gnuTime, "-o", usageFile, "-f", "%U %S %M", ...command] : command;
  const outputFile = join(folder, "output.txt");
  const output = openSync(outputFile, "w");
  const start = performance.now();
  await startGroup({ command: timed, env }, { cwd: folder, stdio: ["ignore", output, "pipe"] }).ended;
  const wallMs = performance.now() - start;
  closeSync(output);
  const [user, system, kilobytes] = existsSync(gnuTime)
    ? readFileSync(usageFile, "utf8").split(" ").map(Number)
    : [Number.NaN, Number.NaN, Number.NaN];
  const sample = { wallMs, cpuMs: (user + system) * 1000, rssMiB: kilobytes / 1024 };
  return { sample, output: readFileSync(outputFile, "utf8") };
}
