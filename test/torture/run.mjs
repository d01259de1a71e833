// npm run torture -- [--runs 500] [--seed 1] [--lanes 4] [--moments]; one run again: --runs 1 --seed <its seed>
// --moments: instead, a push and a resume are ended at every moment of their writing, with and without faults.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "4" },
    moments: { type: "boolean", default: false },
  },
});

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "vzupload-torture-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

// Directories of runs that are broken off go with it.
process.env.TMPDIR = folder;
compile();
const { runCampaign, formatCampaign, describeFailure } = await load("campaign");
const { endAtEveryMoment } = await load("every-moment");
const program = {
  bin: join(root, "bin", "vzupload.js"),
  hook: new URL("./kill-at-write.mjs", import.meta.url).href,
  lanes: Number(values.lanes),
};

const began = Date.now();
const results = values.moments ? await runMoments() : await runSeeds();
const date = new Date().toISOString().slice(0, 10);
const machine = `${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.version}, ${process.platform}, ${date}`;
console.log(values.moments ? machine : `${machine}; seeds from ${values.seed} on`);
console.log(`\n${formatCampaign(results, (Date.now() - began) / 1000)}`);
process.exitCode = results.some(({ violations }) => violations.length > 0) ? 1 : 0;

function runSeeds() {
  let done = 0;
  return runCampaign({
    ...program,
    runs: Number(values.runs),
    seed: Number(values.seed),
    onRun(result) {
      if (result.violations.length > 0) console.log(describeFailure(result));
      if (++done % 50 === 0) console.log(`${done} runs, ${Math.round((Date.now() - began) / 1000)} s`);
    },
  });
}

async function runMoments() {
  const all = [];
  for (const command of ["push", "resume"]) {
    for (const how of ["kill", "full"]) {
      for (const faults of [[], ["accept-then-reset@2"]]) {
        const results = await endAtEveryMoment({ command, scope: "all", how, faults }, program);
        for (const result of results) if (result.violations.length > 0) console.log(describeFailure(result));
        console.log(`${command}, ${how}, ${faults.join() || "no fault"}: ${results.length} moments`);
        all.push(...results);
      }
    }
  }
  return all;
}

/** Node.js 20 reads no TypeScript. */
function compile() {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "package.json"), '{"type":"module"}\n');
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const project = fileURLToPath(new URL("./tsconfig.json", import.meta.url));
  const words = [compiler, "-p", project, "--outDir", folder];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(stdout);
}

function load(module) {
  return import(pathToFileURL(join(folder, "test", "torture", `${module}.js`)).href);
}
