import { linesEach } from "./prepare-callbacks.mjs";
import { runInTurn } from "./run-in-turn.mjs";
import { readers } from "./watch-readers.mjs";

const few = 10;
const productNames = ["vzupload, no ledger", "vzupload"];

/**
 * The same saved callbacks, tallied by everybody: ten, half and all of what prepareCallbacks made. Returns
 * [{callbacks, lines, samples}], fewest first. In one round only: half of them, by the product alone, and the DOM, which reads
 * ten, or more when `bench.slow`.
 */
export async function measureReading(bench, input) {
  const all = input.files.length;
  const half = Math.ceil(all / 2);
  const results = [];
  if (all > few) results.push(await readingOf(bench, input, few, Object.keys(readers)));
  if (half > few) results.push(await readingOf({ ...bench, rounds: 1 }, input, half, productNames, true));
  const names = all > few && !bench.slow ? ["bare saxes", ...productNames] : Object.keys(readers);
  results.push(await readingOf(bench, input, all, names, all > few));
  return results;
}

async function readingOf(bench, { files, stateDir }, callbacks, names, isWarm = false) {
  const lines = callbacks * linesEach;
  const input = { files: files.slice(0, callbacks), stateDir, lines };
  const turns = names.map((name) => {
    return [name, { ...readers[name](input), once: name === "xmlbuilder2 DOM" }];
  });
  return { callbacks, lines, samples: await runInTurn(bench, Object.fromEntries(turns), { isWarm }) };
}
