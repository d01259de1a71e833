import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();

const rounds = 24;

test(`killed at ${rounds} moments, then pushed again: no device twice, none lost in silence`, {
  timeout: 120_000,
}, async () => {
  const moments = fc.sample(
    fc.record({ upload: fc.integer({ min: 0, max: 6 }), laterMs: fc.integer({ min: 0, max: 40 }) }),
    { numRuns: rounds, seed: 20_261_123 },
  );
  const seen = { unsent: 0, doubtful: 0, accepted: 0 };
  for (const { upload, laterMs } of moments) {
    const { sandbox, push, called } = await world(6);
    const first = push(["--batch-size", "1"]);
    const killed = called(upload).then(() => setTimeout(() => first.child.kill("SIGKILL"), laterMs));
    await first.ended;
    clearTimeout(await killed);
    const again = await push(["--batch-size", "1", "--json"]).ended;
    const { lines } = JSON.parse(again.stdout);
    expect(sandbox.devices.repeated, `killed ${laterMs} ms after upload ${upload}`).toEqual(new Map());
    // The states add up, only what is in doubt may be missing on the platform, and the exit code says so.
    expect(lines.alreadySent + lines.inDoubt + lines.awaiting, again.stdout).toBe(6);
    expect(sandbox.devices.distinct).toBeGreaterThanOrEqual(lines.alreadySent + lines.awaiting);
    expect(again.exitCode).toBe(lines.inDoubt > 0 ? 7 : 0);
    if (lines.awaiting === 6) seen.unsent++;
    else if (lines.inDoubt > 0) seen.doubtful++;
    else seen.accepted++;
  }
  // Otherwise the moments were not spread over the push.
  expect(seen.doubtful, JSON.stringify(seen)).toBeGreaterThan(0);
});

test("two pushes of one file at once, ten times: each device is accepted once", {
  timeout: 60_000,
}, async () => {
  for (let round = 0; round < 10; round++) {
    const { sandbox, push } = await world(6);
    const both = [push(["--batch-size", "2", "--json"]), push(["--batch-size", "2", "--json"])];
    const runs = await Promise.all(both.map(({ ended }) => ended));
    expect(sandbox.devices.repeated).toEqual(new Map());
    expect(sandbox.devices.distinct).toBe(6);
    // The one that came second either found all sent, or was told that another push is at it: repeat (6).
    expect(runs.map(({ exitCode }) => exitCode).filter((code) => code !== 0 && code !== 6)).toEqual([]);
    expect(runs.some(({ exitCode }) => exitCode === 0)).toBe(true);
    for (const { stdout } of runs) expect(JSON.parse(stdout).lines.inDoubt).toBe(0);
    expect(await push().ended).toMatchObject({ exitCode: 0 });
    expect(sandbox.devices.repeated).toEqual(new Map());
  }
});

async function world(rows: number) {
  // Most of the push's time is spent with a POST in flight.
  const faults = Array.from({ length: rows }, (_, at) => parseFault(`slow@${at + 1}:30`));
  const { cwd, env, ...rest } = await openUploadWorld(rows, { faults });
  return {
    ...rest,
    push: (more: readonly string[] = []) => program.start([...pushWords, ...more], { cwd, env }),
  };
}
