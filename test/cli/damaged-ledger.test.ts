import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openUploadWorld, pushWords, type UploadWorld } from "../support/upload-world.ts";

const program = compiledProgram();

/** Two batches: the first is accepted; the second, whose answer was lost, is in doubt. */
async function openDamageable() {
  const world = await openUploadWorld(2, { faults: [parseFault("reset-after@2")], keepDevices: true });
  const { cwd, env, sandbox } = world;
  const state = join(cwd, "whole");
  const words = [...pushWords, "--batch-size", "1", "--state-dir", state];
  expect(await program.start(words, { cwd, env }).ended).toMatchObject({ exitCode: 7 });
  const [job = ""] = readdirSync(join(state, "jobs"));
  const ledger = readFileSync(join(state, "jobs", job, "ledger.ndjson"));
  const devices = sandbox.received.map(({ deviceKeys }) => String(deviceKeys));
  return { world, state, job, ledger, devices };
}

test("a ledger that a crash has cut, at every third byte: resume sends no batch whose sending it still tells of", {
  timeout: 240_000,
}, async () => {
  const { world, state, job, ledger, devices } = await openDamageable();
  for (let length = 0; length < ledger.length; length += 3) {
    const { directory } = copyWith(state, job, ledger.subarray(0, length));
    const kept = ledger.subarray(0, ledger.subarray(0, length).lastIndexOf(0x0a) + 1).toString();
    const { exitCode, sent } = await resume(world, directory, job);
    const told = devices.filter((_, at) => kept.includes(`"sending","batch":${at + 1}`));
    const planned = devices.filter((_, at) => kept.includes(`"planned","batch":${at + 1}`));
    const left = planned.filter((device) => !told.includes(device));
    const isInDoubt = told.length > (kept.match(/"accepted"/g)?.length ?? 0);
    // Of a ledger without its plan nothing can be said: what it told of may be gone.
    const expected =
      planned.length < devices.length
        ? { exitCode: 2, sent: [] }
        : { exitCode: isInDoubt ? 7 : 0, sent: left };
    expect({ length, exitCode, sent }).toEqual({ length, ...expected });
    rmSync(directory, { recursive: true });
  }
});

test("a ledger of which any byte is another: resume names file and line, and sends nothing", {
  timeout: 240_000,
}, async () => {
  const { world, state, job, ledger } = await openDamageable();
  const { directory, path } = copyWith(state, job, ledger);
  for (let at = 0; at < ledger.length; at++) {
    const changed = Buffer.from(ledger);
    changed.writeUInt8(ledger.readUInt8(at) ^ (1 << (at % 8)), at);
    writeFileSync(path, changed);
    const line = ledger.subarray(0, at).toString("latin1").split("\n").length;
    const { exitCode, sent, stderr } = await resume(world, directory, at % 2 === 0 ? job : undefined);
    expect({ at, exitCode, sent }).toEqual({ at, exitCode: 2, sent: [] });
    expect(stderr).toContain(`error: The ledger is damaged: ${path}:${line} does not match its checksum.`);
    expect(readFileSync(path)).toEqual(changed);
  }
});

test("the same as a process of its own, for some of the bytes", { timeout: 240_000 }, async () => {
  const { world, state, job, ledger } = await openDamageable();
  for (let at = 5; at < ledger.length; at += 197) {
    const { cwd, env, sandbox } = world;
    const before = sandbox.received.length;
    const changed = Buffer.from(ledger);
    changed.writeUInt8(ledger.readUInt8(at) ^ 1, at);
    const damaged = copyWith(state, job, changed);
    const { exitCode, stderr } = await program.start(["resume", "--state-dir", damaged.directory], {
      cwd,
      env,
    }).ended;
    expect({ at, exitCode }).toEqual({ at, exitCode: 2 });
    expect(stderr).toContain(`The ledger is damaged: ${damaged.path}:`);
    expect(sandbox.received.length).toBe(before);
  }
});

/** The state directory with another ledger in it. */
function copyWith(
  state: string,
  job: string,
  ledger: Uint8Array,
): { readonly directory: string; readonly path: string } {
  const directory = join(temporaryDirectory(), "state");
  mkdirSync(directory);
  cpSync(state, directory, { recursive: true });
  const path = join(directory, "jobs", job, "ledger.ndjson");
  writeFileSync(path, ledger);
  return { directory, path };
}

/** `vzupload resume` in this process: there are too many bytes for one of its own each. `sent`: devices. */
async function resume({ cwd, env, sandbox }: UploadWorld, directory: string, job: string | undefined) {
  const before = sandbox.received.length;
  let stderr = "";
  const words = ["resume", ...(job === undefined ? [] : [job]), "--state-dir", directory];
  const exitCode = await main(words, "0.0.0", {
    stdin: Readable.from([]),
    stdout: { write: () => true },
    stderr: {
      write: (text) => {
        stderr += text;
        return true;
      },
    },
    env: { ...env, HOME: cwd },
    cwd,
    platform: process.platform,
    pid: process.pid,
    sleep: async () => undefined,
    interrupt: new AbortController().signal,
  });
  const sent = sandbox.received.slice(before).map(({ deviceKeys }) => String(deviceKeys));
  return { exitCode, sent, stderr };
}
