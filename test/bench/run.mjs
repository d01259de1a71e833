// npm run bench -- [--push] [--check] [--watch] [--status] [--rounds 5] [--rows 10000,100000,1000000] [--callbacks 100] [--slow]
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runCheckPart } from "./check-part.mjs";
import { runPushPart } from "./push-part.mjs";
import { formatTargets } from "./report.mjs";
import { startSink } from "./start-sink.mjs";
import { runStatusPart } from "./status-part.mjs";
import { runWatchPart } from "./watch-part.mjs";

const { values } = parseArgs({
  options: {
    push: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    status: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    rows: { type: "string", default: "10000,100000,1000000" },
    callbacks: { type: "string", default: "100" },
    slow: { type: "boolean", default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), "vzupload-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

const sink = await startSink();
try {
  await run({ folder, sink, rounds: Number(values.rounds), slow: values.slow });
} finally {
  await sink.stop();
}

async function run(bench) {
  // Its rounds take longer.
  const watching = { ...bench, rounds: Math.ceil(bench.rounds / 2) };
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.version}, ${process.platform}`;
  console.log(`${machine}, ${date}; medians of ${bench.rounds} rounds (watch: ${watching.rounds}).\n`);
  const isAll = !values.push && !values.check && !values.watch && !values.status;
  const targets = [
    ...(isAll || values.push ? await runPushPart(bench, values.rows.split(",").map(Number)) : []),
    ...(isAll || values.check ? await runCheckPart(bench) : []),
    ...(isAll || values.watch ? await runWatchPart(watching, Number(values.callbacks)) : []),
    ...(isAll || values.status ? await runStatusPart(bench) : []),
  ];
  console.log(formatTargets(targets));
}
