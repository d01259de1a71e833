// npm run bench -- [--rounds 5] [--rows 10000,100000,1000000] [--slow]
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { prepareInput } from "./prepare-input.mjs";
import { formatSamples, formatTargets } from "./report.mjs";
import { measureKnownDevices, measurePush, measureStart, verifyContenders } from "./scenarios.mjs";
import { startSink } from "./start-sink.mjs";
import { judgeTargets } from "./targets.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    rows: { type: "string", default: "10000,100000,1000000" },
    slow: { type: "boolean", default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), "vzupload-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

const sink = await startSink();
try {
  await run(
    { folder, sink, rounds: Number(values.rounds), slow: values.slow },
    values.rows.split(",").map(Number),
  );
} finally {
  await sink.stop();
}

async function run(bench, rowCounts) {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.version}, ${process.platform}`;
  console.log(`${machine}, ${date}; medians of ${bench.rounds} rounds.\n`);

  await verifyContenders(bench);
  const start = await measureStart(bench);
  console.log(formatSamples("Starting", start, ['node -e ""']));

  const pushes = new Map();
  for (const rows of rowCounts) {
    const input = await prepareInput(folder, rows);
    const samples = await measurePush(bench, input);
    pushes.set(rows, samples);
    console.log(formatSamples(`${rows.toLocaleString("en")} pairs`, samples, ["floor", "awk + curl"]));
    if (rows !== Math.max(...rowCounts)) continue;
    const known = await measureKnownDevices(bench, input);
    console.log(
      formatSamples(`${rows.toLocaleString("en")} pairs, others sent before`, known, ["nothing sent before"]),
    );
  }
  console.log(formatTargets(judgeTargets(start, pushes)));
}
