import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compiledProgram } from "../support/run-cli.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();
const hasStrace = process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;
const batches = 100;

test.skipIf(!hasStrace)(
  `for ${batches} of ${batches} batches: intent fsynced, then connected; outcome fsynced, then printed (needs strace)`,
  { timeout: 120_000 },
  async () => {
    const { cwd, env, sandbox } = await openUploadWorld(batches);
    const trace = join(cwd, "trace.txt");
    const calls = "openat,write,pwrite64,fsync,fdatasync,connect,sendto,writev,close";
    const wrapper = ["strace", "-f", "-qq", "-s", "160", "-y", "-e", `trace=${calls}`, "-o", trace];
    const run = await program.start([...pushWords, "--batch-size", "1"], { cwd, env, wrapper }).ended;
    expect(run.exitCode).toBe(0);
    const steps = readSteps(readFileSync(trace, "utf8"), new URL(sandbox.endpoint).port);
    const ids = sandbox.received.map(({ requestId }) => requestId);
    // Before them: the plan and the log-in.
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
    expect(ids).toHaveLength(batches);
  },
);

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
