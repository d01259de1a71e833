import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { measure } from "./measure.mjs";
import { Samples } from "./samples.mjs";

/**
 * Runs contenders in turn (A B C, A B C ...), once to warm up and then `rounds` times, so that whatever else the machine
 * does meets all of them. `participants`: name -> what `runOnce` takes, and `once`: in one round only, because it
 * takes long. `isWarm`: what is needed has just been run. Returns Samples.
 */
export async function runInTurn(bench, participants, { isWarm = false } = {}) {
  const samples = new Samples();
  for (let round = isWarm ? 1 : 0; round <= bench.rounds; round++) {
    for (const [name, participant] of Object.entries(participants)) {
      if (participant.once && round !== 1) continue;
      const sample = await runOnce(bench, participant);
      if (round > 0) samples.add(name, round, sample);
    }
  }
  return samples;
}

/**
 * One run in a scratch folder of its own: what `start` says is measured, nothing else, and `verify` gets what it wrote to stdout.
 * `run` in the place of `start` returns a sample itself.
 */
export async function runOnce(bench, { prepare, start, verify, run }) {
  const scratch = mkdtempSync(join(bench.folder, "run-"));
  try {
    await prepare?.(scratch);
    if (run !== undefined) return await run(scratch);
    const { sample, output } = await measure(start(scratch), scratch);
    await verify?.(output);
    return sample;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
