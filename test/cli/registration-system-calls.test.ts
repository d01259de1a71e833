import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { displacedEnv, openRegistrationWorld, production } from "../support/registration-world.ts";
import { compiledProgram } from "../support/run-cli.ts";

const program = compiledProgram();
const hasStrace = process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;

test.skipIf(!hasStrace)(
  "what is displaced is on disk before it is, and until it is back (needs strace)",
  { timeout: 120_000 },
  async () => {
    const world = await openRegistrationWorld();
    const { cwd, env } = world;
    const file = join(cwd, "trace.txt");
    const calls = "fsync,fdatasync,rename,unlink,unlinkat,rmdir,write,writev,sendto";
    const wrapper = ["strace", "-f", "-qq", "-s", "1000", "-y", "-e", `trace=${calls}`, "-o", file];
    const words = ["watch", "3b1e4f57-0000-4000-8000-000000000000", "--register", "--wait", "200ms"];
    const { exitCode } = await program.start(words, { cwd, env: { ...env, ...displacedEnv }, wrapper }).ended;
    expect(exitCode).toBe(9);
    expect(world.registered()).toEqual(production);
    const written = ["content synced", "named", "name synced"];
    const steps = stepsOf(readFileSync(file, "utf8"));
    expect(steps.slice(steps.indexOf("ask"))).toEqual([
      "ask",
      ...written,
      "register",
      "ask",
      ...written,
      "ask",
      "register",
      "ask",
      "removed",
      "name synced",
    ]);
  },
);

/** What counts of a trace, in order: a call counts when it begins, an fsync when it has returned. */
function stepsOf(trace: string): readonly string[] {
  const pending = new Map<string, string>();
  return trace.split("\n").flatMap((line) => {
    const [, thread = "", call = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const synced = syncOf(call);
    if (synced !== undefined && call.includes("<unfinished")) {
      pending.set(thread, synced);
      return [];
    }
    const resumed = /^<\.\.\. f(data)?sync resumed>/.test(call) ? pending.get(thread) : undefined;
    pending.delete(thread);
    return resumed ?? synced ?? stepOf(call) ?? [];
  });
}

function syncOf(call: string): string | undefined {
  if (/^f(data)?sync\(\d+<[^>]*record\.json\.[0-9a-f]+\.tmp>/.test(call)) return "content synced";
  return /^f(data)?sync\(\d+<[^>]*\/registrations\/[0-9a-f]+>/.test(call) ? "name synced" : undefined;
}

function stepOf(call: string): string | undefined {
  if (/^rename\(.*record\.json"\)/.test(call)) return "named";
  if (/^(unlink|unlinkat|rmdir)\(.*record\.json"/.test(call)) return "removed";
  if (!/^(write|writev|sendto)\(\d+<(TCP|socket)/.test(call)) return undefined;
  if (call.includes("/RegisterCallback")) return "register";
  return call.includes("/GetCallbackRegistrations") ? "ask" : undefined;
}
