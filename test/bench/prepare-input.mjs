import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeDeviceCsv } from "./device-csv.mjs";

/** A CSV of `rows` devices and, in a folder, the same devices as ready-made envelopes. */
export async function prepareInput(folder, rows, seed = 0) {
  const csv = join(folder, `devices-${rows}-${seed}.csv`);
  const bodies = join(folder, `bodies-${rows}-${seed}`);
  await writeDeviceCsv(csv, rows, seed);
  mkdirSync(bodies);
  const script = fileURLToPath(new URL("envelopes.awk", import.meta.url));
  execFileSync("awk", ["-v", `folder=${bodies}`, "-v", "token=bench", "-f", script, csv]);
  return { rows, csv, bodies, batches: Math.ceil(rows / 10_000) };
}
