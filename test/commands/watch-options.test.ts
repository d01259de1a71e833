import { expect, test } from "vitest";
import { watchOptions } from "../../src/commands/watch-options.ts";
import { failureOf } from "../support/failure.ts";
import { contextOf, invocationOf } from "./invoke.ts";

const job = "20261123-224210-k7qd";
const request = "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3";

test("watch alone: everything has its default", async () => {
  const { listening, ...options } = await optionsOf([]);
  expect(options).toEqual({
    target: { kind: "newestJob" },
    until: "uploaded",
    waitMs: 1_800_000,
    quietPeriodMs: 5_000,
    files: { results: undefined, failed: undefined, junit: undefined },
    stateDirectory: "/home/me/.local/state/vzupload",
    expectedCount: undefined,
    replay: undefined,
  });
  expect(listening).toEqual({
    host: "127.0.0.1",
    port: 50_551,
    path: "/",
    publicUrl: undefined,
    credentials: undefined,
    allow: undefined,
    tls: undefined,
  });
});

test.each([
  [[request], { target: { kind: "requests", requestIds: [request] } }],
  [["a", " b "], { target: { kind: "requests", requestIds: ["a", "b"] } }],
  [[job], { target: { kind: "job", job } }],
  [[job, "a"], { target: { kind: "requests", requestIds: [job, "a"] } }],
  [["--job", job], { target: { kind: "job", job } }],
  [["--all"], { target: { kind: "allJobs" }, waitMs: Number.POSITIVE_INFINITY }],
  [["--all", "--wait", "1h"], { target: { kind: "allJobs" }, waitMs: 3_600_000 }],
  [["--replay", "a.xml", "/saved"], { target: undefined, replay: ["/factory/a.xml", "/saved"] }],
  [["--replay", "a.xml", "--job", job], { target: { kind: "job", job }, replay: ["/factory/a.xml"] }],
  [[request, "--replay", "a.xml"], { target: { kind: "requests", requestIds: [request] } }],
  [[request, "--expect", "10000"], { expectedCount: 10_000 }],
  [["--wait", "90s", "--quiet-period", "500ms"], { waitMs: 90_000, quietPeriodMs: 500 }],
  [["--until", "activated"], { until: "activated" }],
  [
    ["--results", "r.csv", "--failed", "/out/f.csv", "--junit", "../j.xml"],
    { files: { results: "/factory/r.csv", failed: "/out/f.csv", junit: "/j.xml" } },
  ],
  [["--state-dir", "state"], { stateDirectory: "/factory/state" }],
] as const)("watch %j", async (words, expected) => {
  expect(await optionsOf(words)).toMatchObject(expected);
});

test.each([
  [{ VZUPLOAD_WAIT: "2h", VZUPLOAD_UNTIL: "activated" }, [], { waitMs: 7_200_000, until: "activated" }],
  [{ VZUPLOAD_WAIT: "2h" }, ["--wait", "1s"], { waitMs: 1_000 }],
  [{ VZUPLOAD_WAIT: "2h" }, ["--all"], { waitMs: 7_200_000 }],
  // What is watched belongs to one command line.
  [{ VZUPLOAD_JOB: job, VZUPLOAD_ALL: "true", VZUPLOAD_EXPECT: "5" }, [], { target: { kind: "newestJob" } }],
] as const)("with %j in the environment, watch %j", async (env, words, expected) => {
  expect(await optionsOf(words, env)).toMatchObject(expected);
});

const exclude = "RequestIds, --job and --all exclude each other.";

test.each([
  [["a", "--job", job], exclude],
  [["a", "--all"], exclude],
  [["--job", job, "--all"], exclude],
  [["--job", "../../etc"], '--job: "../../etc" is not a job\'s id.'],
  [["a b"], '"a b" is not a RequestId.'],
  [[""], '"" is not a RequestId.'],
  [["\u001b[31m"], '"\u001b[31m" is not a RequestId.'],
  [["x".repeat(201)], `"${"x".repeat(201)}" is not a RequestId.`],
  [["--expect", "5"], "--expect 5: it is the number of devices of one RequestId."],
  [["a", "b", "--expect", "5"], "--expect 5: it is the number of devices of one RequestId."],
  [["a", "--expect", "0"], "--expect 0: it is the number of devices of one RequestId."],
  [["--wait", "0s"], '--wait: "0s" is not a duration such as 500ms, 90s, 10m or 2h.'],
  [["--wait", "25h"], '--wait: "25h" is not a duration such as 500ms, 90s, 10m or 2h.'],
  [["--quiet-period", "5"], '--quiet-period: "5" is not a duration such as 500ms, 90s, 10m or 2h.'],
  [["--until", "done"], '--until: "done" is not one of uploaded, activated.'],
] as const)("watch %j is refused before anything is opened", async (words, message) => {
  expect(await failureOf(() => optionsOf(words))).toMatchObject({ kind: "usage", message });
});

async function optionsOf(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const context = contextOf(env);
  return watchOptions(await invocationOf(["watch", ...words], context), context);
}
