import { expect, test } from "vitest";
import {
  both,
  type Checked,
  createCheckList,
  type Examined,
  map,
  nothing,
} from "../../src/commands/check-list.ts";
import { VzuploadError } from "../../src/errors.ts";
import type { CheckResult } from "../../src/reports/doctor-report.ts";

function world({ limitMs = 60_000, interrupt = new AbortController().signal } = {}) {
  const told: CheckResult[] = [];
  const begun: string[] = [];
  return {
    told,
    begun,
    checks: createCheckList({
      limitMs,
      interrupt,
      onStart: (name) => begun.push(name),
      onResult: (result) => told.push(result),
    }),
  };
}

const good = async <T>(value: T): Promise<Examined<T>> => ({
  finding: { state: "ok", found: "good" },
  value,
});

const failure = {
  finding: { state: "failure", found: "bad", todo: "mend it", outcome: "credentials" },
} as const;

test("each check builds on the value of another; what it finds is told at once and kept", async () => {
  const { checks, told } = world();
  const one = await checks.run("dns", nothing, () => good(1));
  const two = await checks.run("proxy", one, (value) => good(value + 1));
  expect(two).toEqual({ kind: "passed", value: 2 });
  expect(told).toEqual([
    { name: "dns", state: "ok", found: "good" },
    { name: "proxy", state: "ok", found: "good" },
  ]);
  expect(checks.results).toEqual(told);
});

test("what builds on a failure is skipped, and names the first that failed", async () => {
  const { checks, told, begun } = world();
  const failed: Checked<number> = await checks.run("dns", nothing, async () => failure);
  const next = await checks.run("proxy", failed, good);
  expect(await checks.run("connection", both(nothing, map(next, String)), good)).toEqual({
    kind: "failed",
    at: "dns",
  });
  expect(begun).toEqual(["dns"]);
  expect(told.slice(1)).toEqual([
    { name: "proxy", state: "skipped", found: "first mend: name server" },
    { name: "connection", state: "skipped", found: "first mend: name server" },
  ]);
});

test("an expected error is a failure with its hint and exit code, a bug is thrown on", async () => {
  const { checks, told } = world();
  await checks.run("session", nothing, async () => {
    throw new VzuploadError("credentials", "Rejected.", { hint: "Check it." });
  });
  expect(told).toEqual([
    { name: "session", state: "failure", found: "Rejected", todo: "Check it.", outcome: "credentials" },
  ]);
  const bug = new TypeError("a bug");
  await expect(checks.run("account", nothing, () => Promise.reject(bug))).rejects.toBe(bug);
});

test("what does not end is ended by the limit, and told to its signal", async () => {
  const { checks, told } = world({ limitMs: 20 });
  let ended = false;
  await checks.run("dns", nothing, (_, signal) => {
    signal.addEventListener("abort", () => {
      ended = true;
    });
    return new Promise(() => undefined);
  });
  expect(ended).toBe(true);
  expect(told).toEqual([
    {
      name: "dns",
      state: "failure",
      found: "No result within 0.02 s",
      todo: "Check the network, then repeat the command.",
      outcome: "notAllSent",
    },
  ]);
});

test("an interrupt ends the check that runs, and all that follow are skipped", async () => {
  const interrupting = new AbortController();
  const { checks, told } = world({ interrupt: interrupting.signal });
  await checks.run("dns", nothing, () => {
    interrupting.abort("SIGINT");
    return new Promise(() => undefined);
  });
  await checks.run("port", nothing, good);
  expect(told).toEqual([
    { name: "dns", state: "skipped", found: "interrupted" },
    { name: "port", state: "skipped", found: "interrupted" },
  ]);
});
