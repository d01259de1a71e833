import { join } from "node:path";
import { prepareKnownDevices } from "./known-devices.mjs";
import { prepareInput } from "./prepare-input.mjs";
import {
  measureKnownDevices,
  measureManyKnown,
  measurePush,
  measureStart,
  nothingKnown,
  verifyContenders,
} from "./push-scenarios.mjs";
import { judgePushTargets } from "./push-targets.mjs";
import { formatSamples } from "./report.mjs";

/** Prints what pushing costs; returns the targets, judged. */
export async function runPushPart(bench, rowCounts) {
  await verifyContenders(bench);
  const start = await measureStart(bench);
  console.log(formatSamples("Starting", start, { bases: ['node -e ""'] }));

  const pushes = new Map();
  const inputs = new Map();
  for (const rows of rowCounts) {
    const input = await prepareInput(bench.folder, rows);
    inputs.set(rows, input);
    const samples = await measurePush(bench, input);
    pushes.set(rows, samples);
    console.log(
      formatSamples(`${rows.toLocaleString("en")} pairs`, samples, { bases: ["floor", "awk + curl"] }),
    );
    if (rows !== Math.max(...rowCounts)) continue;
    const known = await measureKnownDevices(bench, input);
    const title = `${rows.toLocaleString("en")} pairs, others sent before`;
    console.log(formatSamples(title, known, { bases: ["nothing sent before"] }));
  }
  const manyKnown = await measureMany(bench, inputs);
  return judgePushTargets(start, pushes, manyKnown);
}

/** By rows pushed, for the smallest and the largest input. */
async function measureMany(bench, inputs) {
  const folder = join(bench.folder, "many-known");
  const known = await prepareKnownDevices(folder, bench.sink.baseUrl, manyDevices, firstKnownSeed);
  const byRows = new Map();
  for (const rows of new Set([Math.min(...inputs.keys()), Math.max(...inputs.keys())])) {
    const input = inputs.get(rows);
    const again = await prepareInput(bench.folder, rows, firstKnownSeed);
    const samples = await measureManyKnown(bench, { input, again }, known);
    byRows.set(rows, samples);
    const title = `${rows.toLocaleString("en")} pairs, ${manyDevices.toLocaleString("en")} known`;
    console.log(formatSamples(title, samples, { bases: [nothingKnown] }));
  }
  return byRows;
}

const manyDevices = 10_000_000;
/** Not those of any input. */
const firstKnownSeed = 10;
