import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { measure } from "./measure.mjs";
import { Samples } from "./samples.mjs";

/**
 * Runs contenders in turn (A B C, A B C ...), once to warm up and then `rounds` times, so that whatever else the machine
 * does meets all of them. `participants`: name -> {prepare?(scratch), start(scratch), verify?(), once?}; `once`: in one
 * round only, because it takes long. Returns Samples.
 */
export async function runInTurn(bench, participants) {
  const samples = new Samples();
  for (let round = 0; round <= bench.rounds; round++) {
    for (const [name, participant] of Object.entries(participants)) {
      if (participant.once && round !== 1) continue;
      const sample = await runOnce(bench, participant);
      if (round > 0) samples.add(name, round, sample);
    }
  }
  return samples;
}

/** One run in a scratch folder of its own; only the command itself is timed. */
export async function runOnce(bench, { prepare, start, verify }) {
  const scratch = mkdtempSync(join(bench.folder, "run-"));
  try {
    await prepare?.(scratch);
    const sample = await measure(start(scratch), scratch);
    await verify?.();
    return sample;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
