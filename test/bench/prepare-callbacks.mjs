import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { callbackMessage } from "./callback-message.mjs";
import { contenders } from "./contenders.mjs";
import { writeDeviceCsv } from "./device-csv.mjs";
import { runOnce } from "./run-in-turn.mjs";

/** Devices of a full batch. */
export const linesEach = 10_000;

/**
 * A job of `count` full batches, pushed to the sink, and for each of its requests the one callback that reports all of its
 * lines, as a file. Returns {stateDir, requestIds, files}.
 */
export async function prepareCallbacks(bench, count) {
  const { stateDir, requestIds } = await prepareJob(bench, count * linesEach);
  const folder = join(bench.folder, "callbacks");
  mkdirSync(folder);
  const files = requestIds.map((requestId, at) => {
    const file = join(folder, `${String(at).padStart(4, "0")}.xml`);
    writeFileSync(file, callbackMessage({ requestId, lines: linesEach, first: at * linesEach }));
    return file;
  });
  return { stateDir, requestIds, files };
}

/** A job of `rows` devices, those of `device-csv.mjs` from row 0 on, pushed to the sink. Returns {stateDir, requestIds}. */
export async function prepareJob(bench, rows) {
  const csv = join(bench.folder, `watched-${rows}.csv`);
  const home = join(bench.folder, `watched-${rows}`);
  await writeDeviceCsv(csv, rows);
  let requestIds = [];
  await runOnce(bench, {
    start: () => contenders.vzupload({ csv }, bench.sink.baseUrl, home),
    verify: (output) => {
      requestIds = output.trim().split("\n");
    },
  });
  if (requestIds.length !== Math.ceil(rows / linesEach))
    throw new Error(`push printed ${requestIds.length} RequestIds for ${rows} devices`);
  return { stateDir: join(home, "state"), requestIds };
}
