import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareJob } from "./prepare-callbacks.mjs";

/**
 * A state directory with `count` jobs of two devices each, a minute apart: copies of one that was pushed to the sink. The oldest `inDoubt`
 * of them end with the intent to send, the `unfinished` before these with the plan.
 */
export async function prepareJobs(bench, { count, inDoubt = 0, unfinished = 0 }) {
  const { stateDir } = await prepareJob(bench, 2);
  const pushed = join(stateDir, "jobs");
  const [id] = readdirSync(pushed);
  const from = join(pushed, id);
  const record = JSON.parse(readFileSync(join(from, "job.json"), "utf8"));
  const ledger = readFileSync(join(from, "ledger.ndjson"), "utf8").split("\n");
  const inside = ["sources", "batches", "lock"];
  const files = inside.flatMap((name) => readdirSync(join(from, name)).map((file) => join(name, file)));
  const home = join(bench.folder, `jobs-${count}-${inDoubt}-${unfinished}`);
  for (let at = 0; at < count; at++) {
    const createdAt = new Date(Date.parse(record.createdAt) - at * 60_000).toISOString();
    const copy = { ...record, id: idOf(createdAt), createdAt };
    const to = join(home, "jobs", copy.id);
    for (const name of inside) mkdirSync(join(to, name), { recursive: true });
    for (const file of files) copyFileSync(join(from, file), join(to, file));
    writeFileSync(join(to, "job.json"), JSON.stringify(copy));
    const left = count - at;
    const lines = left <= inDoubt ? 2 : left <= inDoubt + unfinished ? 1 : ledger.length;
    writeFileSync(join(to, "ledger.ndjson"), `${ledger.slice(0, lines).join("\n").trimEnd()}\n`);
  }
  return home;
}

function idOf(createdAt) {
  return `${createdAt.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-abcd`;
}
