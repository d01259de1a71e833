import { setTimeout as sleep } from "node:timers/promises";
import { VzuploadError } from "../errors.ts";
import { describeHolder, type Lock, tryLock } from "./lock.ts";

/** Runs `action` with the lock of `directory` held, waiting up to `maxWaitMs` for its turn. */
export async function withLock<Result>(
  directory: string,
  pid: number,
  action: () => Promise<Result>,
  maxWaitMs = 60_000,
): Promise<Result> {
  const lock = await waitForLock(directory, pid, maxWaitMs);
  try {
    return await action();
  } finally {
    lock.release();
  }
}

async function waitForLock(directory: string, pid: number, maxWaitMs: number): Promise<Lock> {
  const deadline = Date.now() + maxWaitMs;
  for (;;) {
    const attempt = tryLock(directory, pid);
    if (attempt.kind === "acquired") return attempt.lock;
    if (Date.now() > deadline) {
      throw new VzuploadError(
        "store",
        `The lock ${attempt.path} is held by ${describeHolder(attempt.holder)}.`,
        {
          hint: "Wait for that process. If it is gone (another machine on a shared drive), delete the file and try again.",
        },
      );
    }
    await sleep(50);
  }
}
