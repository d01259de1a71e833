import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const timeLimitMs = 300_000;

// GNU time: its child starts from a small process, so that the peak is the contender's own, and it waits for grandchildren (curl).
const gnuTime = "/usr/bin/time";

/**
 * Runs a command to its end and measures the whole process with its children.
 * Returns {wallMs, cpuMs, rssMiB}: user + system CPU (10 ms steps) and the peak RSS of the largest process; both are NaN
 * without GNU time. Throws when it fails, or takes longer than five minutes (then it is killed with its children).
 */
export async function measure({ command, env = {} }, folder) {
  const usageFile = join(folder, "usage.txt");
  const timed = existsSync(gnuTime) ? [gnuTime, "-o", usageFile, "-f", "%U %S %M", ...command] : command;
  const start = performance.now();
  const child = spawn(timed[0], timed.slice(1), {
    cwd: folder,
    detached: true,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const wallMs = await waitFor(child, command, start);
  const [user, system, kilobytes] = existsSync(gnuTime)
    ? readFileSync(usageFile, "utf8").split(" ").map(Number)
    : [Number.NaN, Number.NaN, Number.NaN];
  return { wallMs, cpuMs: (user + system) * 1000, rssMiB: kilobytes / 1024 };
}

async function waitFor(child, command, start) {
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const killGroup = () => process.kill(-child.pid, "SIGKILL");
  const limit = setTimeout(killGroup, timeLimitMs);
  process.once("exit", killGroup);
  const [exitCode] = await once(child, "exit");
  const wallMs = performance.now() - start;
  clearTimeout(limit);
  process.off("exit", killGroup);
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}:\n${complaint}`);
  return wallMs;
}
