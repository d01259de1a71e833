import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isProcessAlive, processStart } from "../../src/store/process-identity.ts";
import { killed } from "../support/child-process.ts";

test("this process is alive, also where its start is not known", () => {
  expect(isProcessAlive(process.pid, processStart(process.pid))).toBe(true);
  expect(isProcessAlive(process.pid, undefined)).toBe(true);
});

test("a pid that nobody has is dead", () => {
  expect(isProcessAlive(2 ** 22 + 1, undefined)).toBe(false);
});

describe.runIf(process.platform === "linux")("on Linux", () => {
  test("another start is another process", () => {
    expect(isProcessAlive(process.pid, "1")).toBe(false);
  });

  test("a dead process that nobody has waited for is dead", async () => {
    // The shell becomes a program that never waits for the shell's child, which ends when that has come about.
    const untilSleep = 'until read name < /proc/$$/comm && [ "$name" = sleep ]; do :; done';
    const parent = spawn("sh", ["-c", `{ ${untilSleep}; } & echo $!; exec sleep 60`]);
    const [line] = await once(parent.stdout, "data");
    const pid = Number(line);
    while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) await nextTurn();
    expect(isProcessAlive(pid, processStart(pid))).toBe(false);
    await killed(parent);
  });
});
