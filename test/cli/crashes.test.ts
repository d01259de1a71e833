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
  const doubts = await inLanes(moments, killAndRepeat);
  // Otherwise no moment was one with a POST in flight.
  expect(Math.max(...doubts)).toBe(1);
});

test("two pushes of one file at once, ten times: each device is accepted once", {
  timeout: 120_000,
}, async () => {
  await inLanes(Array.from({ length: 10 }), pushTwiceAtOnce);
});

interface Moment {
  /** 0: while the input is read and planned, which takes longer. */
  readonly upload: number;
  readonly laterMs: number;
}

/** The number of devices in doubt after it. */
async function killAndRepeat({ upload, laterMs }: Moment): Promise<number> {
  const { sandbox, push, called } = await world(6);
  const first = push(["--batch-size", "1"]);
  const kill = () => first.child.kill("SIGKILL");
  const timer = called(upload).then(() => setTimeout(kill, upload === 0 ? laterMs * 8 : laterMs));
  await first.ended;
  clearTimeout(await timer);
  const { stdout, exitCode } = await push(["--batch-size", "1", "--json"]).ended;
  const { lines } = JSON.parse(stdout);
  expect(sandbox.devices.repeated, `killed ${laterMs} ms after upload ${upload}`).toEqual(new Map());
  // The states add up, only what is in doubt may be missing on the platform, and the exit code says so.
  expect(lines.alreadySent + lines.inDoubt + lines.awaiting, stdout).toBe(6);
  expect(sandbox.devices.distinct).toBeGreaterThanOrEqual(lines.alreadySent + lines.awaiting);
  expect(exitCode).toBe(lines.inDoubt > 0 ? 7 : 0);
  return lines.inDoubt;
}

async function pushTwiceAtOnce(): Promise<void> {
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

/** Three at a time: much of a push is waiting. */
async function inLanes<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = items.values();
  const lane = async () => {
    for (const item of left) results.push(await run(item));
  };
  await Promise.all([lane(), lane(), lane()]);
  return results;
}

async function world(rows: number) {
  // Most of the push's time is spent with a POST in flight.
  const faults = Array.from({ length: rows }, (_, at) => parseFault(`slow@${at + 1}:30`));
  const { cwd, env, ...rest } = await openUploadWorld(rows, { faults });
  return {
    ...rest,
    push: (more: readonly string[] = []) => program.start([...pushWords, ...more], { cwd, env }),
  };
}
