import { createReadStream } from "node:fs";
import { parse } from "csv-parse";

/** The rows of a CSV with a header, as arrays, in batches of at most 10,000. */
export async function* csvBatches(path) {
  let batch = [];
  for await (const row of createReadStream(path).pipe(parse({ from_line: 2 }))) {
    batch.push(row);
    if (batch.length < 10_000) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
