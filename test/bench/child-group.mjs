import { spawn } from "node:child_process";
import { once } from "node:events";

const timeLimitMs = 300_000;

/**
 * Starts a command in a process group of its own, without an environment but `env`. The group is killed when the benchmark ends, however
 * it does, and after five minutes. `ended` resolves when the command has exited with 0; else it fails with what the
 * command said on stderr.
 */
export function startGroup({ command, env = {} }, { cwd, stdio }) {
  const child = spawn(command[0], command.slice(1), {
    cwd,
    detached: true,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio,
  });
  return { child, ended: waitFor(child, command) };
}

async function waitFor(child, command) {
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const killGroup = () => process.kill(-child.pid, "SIGKILL");
  const limit = setTimeout(killGroup, timeLimitMs);
  process.once("exit", killGroup);
  const [exitCode] = await once(child, "exit");
  clearTimeout(limit);
  process.off("exit", killGroup);
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}:\n${complaint}`);
}
