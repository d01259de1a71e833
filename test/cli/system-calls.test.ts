import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { openUploadWorld, pushWords, type UploadWorld } from "../support/upload-world.ts";

const program = compiledProgram();
const hasStrace = process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;
const batches = 100;

test.skipIf(!hasStrace)(
  `for ${batches} of ${batches} batches: intent fsynced, then connected; outcome fsynced, then printed (needs strace)`,
  { timeout: 120_000 },
  async () => {
    const world = await openUploadWorld(batches);
    expectInOrder(await trace(world, [...pushWords, "--batch-size", "1"]), world, batches);
  },
);

test.skipIf(!hasStrace)(
  "a resume does the same for what the push before it has left",
  { timeout: 120_000 },
  async () => {
    // Told to wait four times, a push stops.
    const faults = [1, 2, 3, 4].map((call) => parseFault(`http-429@${call}:0`));
    const world = await openUploadWorld(20, { faults });
    const { cwd, env } = world;
    const push = await program.start([...pushWords, "--batch-size", "1"], { cwd, env }).ended;
    expect(push.exitCode).toBe(6);
    expectInOrder(await trace(world, ["resume"]), world, 20);
  },
);

/** What a command does, as far as it counts. */
async function trace(
  { cwd, env, sandbox }: UploadWorld,
  words: readonly string[],
): Promise<readonly string[]> {
  const file = join(cwd, "trace.txt");
  const calls = "openat,write,pwrite64,fsync,fdatasync,connect,sendto,writev,close";
  const wrapper = ["strace", "-f", "-qq", "-s", "160", "-y", "-e", `trace=${calls}`, "-o", file];
  expect(await program.start(words, { cwd, env, wrapper }).ended).toMatchObject({ exitCode: 0 });
  return readSteps(readFileSync(file, "utf8"), new URL(sandbox.endpoint).port);
}

function expectInOrder(steps: readonly string[], { sandbox }: UploadWorld, count: number): void {
  const ids = sandbox.received.flatMap(({ requestId }) => requestId ?? []);
  // Before them: the plan and the log-in, or the opened ledger.
  const first = steps.indexOf("sending 1");
  expect(steps.slice(first)).toEqual(
    ids.flatMap((id, at) => [
      `sending ${at + 1}`,
      "synced",
      "connect",
      `accepted ${at + 1} ${id}`,
      "synced",
      `printed ${id}`,
    ]),
  );
  expect(steps.slice(0, first)).toContain("synced");
  expect(ids).toHaveLength(count);
}

/**
 * What counts of a trace, in order. A call that was interrupted by another thread's is "unfinished" first and "resumed"
 * later: a write counts when it begins (the latest that it can have happened before), an fsync when it has returned.
 */
function readSteps(trace: string, port: string): readonly string[] {
  const pendingSyncs = new Set<string>();
  return trace.split("\n").flatMap((line) => {
    const [, thread = "", call = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (/^f(data)?sync\(\d+<[^>]*ledger\.ndjson>/.test(call)) {
      if (!call.includes("<unfinished")) return / = 0$/.test(call) ? ["synced"] : ["sync failed"];
      pendingSyncs.add(thread);
      return [];
    }
    if (/^<\.\.\. f(data)?sync resumed>/.test(call) && pendingSyncs.delete(thread)) return ["synced"];
    return stepOf(call, port);
  });
}

function stepOf(call: string, port: string): readonly string[] {
  if (call.startsWith("connect(") && call.includes(`sin_port=htons(${port})`)) return ["connect"];
  const printed = /^write\(1<[^>]*>, "([0-9a-f-]{36})\\n"/.exec(call)?.[1];
  if (printed !== undefined) return [`printed ${printed}`];
  if (!/^p?write(64|v)?\(\d+<[^>]*ledger\.ndjson>/.test(call)) return [];
  const fact = call.replaceAll('\\"', '"');
  const batch = /"batch":(\d+)/.exec(fact)?.[1];
  const id = /"requestId":"([0-9a-f-]{36})"/.exec(fact)?.[1];
  if (fact.includes('"kind":"sending"')) return [`sending ${batch}`];
  return fact.includes('"kind":"accepted"') ? [`accepted ${batch} ${id}`] : [];
}
