import { prepareJobs } from "./prepare-jobs.mjs";
import { formatSamples } from "./report.mjs";
import { runInTurn } from "./run-in-turn.mjs";
import { product } from "./watch-product.mjs";

const few = "10 jobs";
const many = "10,000 jobs";
const busy = "10,000 jobs, 100 unfinished, 100 in doubt";

/** Prints what listing jobs costs; returns the targets, judged. */
export async function runStatusPart(bench) {
  const samples = await runInTurn(bench, {
    [few]: await listing(bench, { count: 10 }),
    [many]: await listing(bench, { count: 10_000 }),
    [busy]: await listing(bench, { count: 10_000, inDoubt: 100, unfinished: 100 }),
  });
  console.log(formatSamples("`status` of", samples, { bases: [few] }));
  return [many, busy].map((name) => ({
    text: `status of ${name}: wall, ms`,
    limit: 2_000,
    value: samples.median(name, "wallMs"),
  }));
}

async function listing(bench, jobs) {
  const home = await prepareJobs(bench, jobs);
  const { count, inDoubt = 0, unfinished = 0 } = jobs;
  return {
    start: () => ({ command: [process.execPath, product, "status", "--state-dir", home, "--json"], env: {} }),
    verify(output) {
      const list = JSON.parse(output);
      const ofState = (state) => list.jobs.filter((job) => job.state === state).length;
      const said = [ofState("inDoubt"), ofState("unfinished"), list.jobs.length + list.older];
      if (said.join() !== [inDoubt, unfinished, count].join())
        throw new Error(`status lists ${said.join()} for ${count} jobs`);
    },
  };
}
