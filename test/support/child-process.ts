import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** Starts a module in a process of its own; `script` as `new URL("./x.mjs", import.meta.url)`. */
export function startNode(script: URL, words: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [fileURLToPath(script), ...words]);
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for the end of a process. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code: child.exitCode, stdout, stderr };
}

/** Kills a process with no chance to tidy up, and waits until it is gone. */
export async function killed(child: ChildProcessWithoutNullStreams): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
