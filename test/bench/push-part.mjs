import { prepareInput } from "./prepare-input.mjs";
import { measureKnownDevices, measurePush, measureStart, verifyContenders } from "./push-scenarios.mjs";
import { judgePushTargets } from "./push-targets.mjs";
import { formatSamples } from "./report.mjs";

/** Prints what pushing costs; returns the targets, judged. */
export async function runPushPart(bench, rowCounts) {
  await verifyContenders(bench);
  const start = await measureStart(bench);
  console.log(formatSamples("Starting", start, { bases: ['node -e ""'] }));

  const pushes = new Map();
  for (const rows of rowCounts) {
    const input = await prepareInput(bench.folder, rows);
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
  return judgePushTargets(start, pushes);
}
