import { describe, expect, test } from "vitest";
import { compiledProgram } from "../support/run-cli.ts";
import { describeFailure, formatCampaign, runCampaign } from "./campaign.ts";
import { endAtEveryMoment } from "./every-moment.ts";
import type { RunResult } from "./perform-run.ts";

const program = compiledProgram();
const hook = new URL("./kill-at-write.mjs", import.meta.url).href;
const timeout = 300_000;

// Signals and exit codes are those of POSIX.
describe.skipIf(process.platform === "win32")("judged by what the platform received", () => {
  test("20 runs of chance: nothing twice, nothing lost, no exit code that lies", { timeout }, async () => {
    const results = await runCampaign({ bin: program.bin(), hook, runs: 20, seed: 1, lanes: 4 });
    expectGood(results);
    expect(results).toHaveLength(20);
    // Else they would prove little.
    expect(sum(results, ({ kills }) => kills)).toBeGreaterThan(5);
    expect(sum(results, ({ doubts }) => doubts)).toBeGreaterThan(3);
    expect(results.filter(({ plan }) => plan.asks === "activation").length).toBeGreaterThan(2);
  });

  test("a push killed at every moment of its ledger's writing, then resumed", { timeout }, async () => {
    const results = await endAtEveryMoment(
      { command: "push", scope: "ledger", how: "kill", faults: [] },
      { bin: program.bin(), hook, lanes: 4 },
    );
    expectGood(results);
    // Three of the ledger's making and of each of its six appends; one of its opening.
    expect(sum(results, ({ kills }) => kills)).toBe(3 * 7 + 1);
  });

  test("a resume killed at every moment, with a lost answer on the way, then resumed", {
    timeout,
  }, async () => {
    const results = await endAtEveryMoment(
      { command: "resume", scope: "ledger", how: "kill", faults: ["accept-then-reset@2"] },
      { bin: program.bin(), hook, lanes: 4 },
    );
    expectGood(results);
    expect(sum(results, ({ kills }) => kills)).toBeGreaterThan(12);
  });

  test("a resume whose disk is full at each of its ledger's writes", { timeout }, async () => {
    const results = await endAtEveryMoment(
      { command: "resume", scope: "ledger", how: "full", faults: [] },
      { bin: program.bin(), hook, lanes: 4 },
    );
    expectGood(results);
    // The sync on opening; the write and the sync of each of its six appends; then none any more.
    expect(results.length).toBeGreaterThanOrEqual(1 + 2 * 6);
  });
});

function expectGood(results: readonly RunResult[]): void {
  const bad = results.filter(({ violations }) => violations.length > 0);
  expect(bad.map(describeFailure).join("\n")).toBe("");
  expect(formatCampaign(results, 0)).toMatch(/sent twice +0\n +lost +0\nother violations +0\n/);
}

function sum(results: readonly RunResult[], numberOf: (result: RunResult) => number): number {
  return results.reduce((total, result) => total + numberOf(result), 0);
}
