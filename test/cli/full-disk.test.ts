import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { canMount } from "../support/transcript-world.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();

// Mounting needs root: elsewhere these show up as skipped.
describe.skipIf(!canMount())("a job in doubt with batches left, and then", () => {
  test("a full disk: resume and resolve send and record nothing (2), and go on when there is room", async () => {
    const { run, state, uploads, job } = await openDoubtful();
    const filler = join(state, "filler");
    // As much as there is room for.
    spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4096"]);
    await expectRefused(run, job, "the disk is full (ENOSPC)");
    expect(uploads()).toBe(2);
    rmSync(filler);
    await expectGoodEnd(run, job, uploads);
  });

  test("a disk that is read-only: the same", async () => {
    const { run, state, uploads, job } = await openDoubtful();
    mount(["-o", "remount,ro", state]);
    await expectRefused(run, job, "the file system is read-only (EROFS)");
    expect(uploads()).toBe(2);
    mount(["-o", "remount,rw", state]);
    await expectGoodEnd(run, job, uploads);
  });
});

type Run = (
  ...words: readonly string[]
) => Promise<{ readonly exitCode: number | null; readonly stderr: string }>;

/** The first of three batches is accepted, the second was not applied and is in doubt, the third is not sent. */
async function openDoubtful() {
  const { cwd, env, sandbox } = await openUploadWorld(3, { faults: [parseFault("reset-after@2")] });
  const state = join(cwd, "state");
  mkdirSync(state);
  mount(["-t", "tmpfs", "-o", "size=1m", "tmpfs", state]);
  onTestFinished(() => void spawnSync("umount", [state]));
  const all = { ...env, VZUPLOAD_STATE_DIR: state };
  const run: Run = (...words) => program.start(words, { cwd, env: all }).ended;
  const push = await program.start([...pushWords, "--batch-size", "1", "--json"], { cwd, env: all }).ended;
  expect(push.exitCode).toBe(7);
  const job: string = JSON.parse(push.stdout).job;
  return { run, state, job, uploads: () => sandbox.received.length };
}

async function expectRefused(run: Run, job: string, reason: string): Promise<void> {
  for (const words of [["resume"], ["resume", job], ["resolve", job, "--not-applied"]]) {
    const { exitCode, stderr } = await run(...words);
    expect({ words, exitCode }).toEqual({ words, exitCode: 2 });
    expect(stderr).toContain(reason);
  }
}

async function expectGoodEnd(run: Run, job: string, uploads: () => number): Promise<void> {
  expect(await run("resolve", job, "--not-applied")).toMatchObject({ exitCode: 0 });
  expect(await run("resume")).toMatchObject({ exitCode: 0 });
  expect(uploads()).toBe(4);
}

function mount(words: readonly string[]): void {
  if (spawnSync("mount", words).status !== 0) throw new Error(`mount ${words.join(" ")} failed`);
}
