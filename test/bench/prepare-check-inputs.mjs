import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { devicePair, writeDeviceCsv } from "./device-csv.mjs";

/** What is checked: name -> {csv, exitCode: of vzupload check, maxRatio: to csv-parse alone}. */
export async function prepareCheckInputs(folder) {
  const at = (name) => join(folder, name);
  await writeDeviceCsv(at("million.csv"), 1_000_000);
  await writeParts(at("large.csv"), largeLines());
  await writeParts(at("long-lines.csv"), longLines());
  await writeParts(at("no-line-end.csv"), Array(10).fill(tenMegabytes));
  await writeParts(at("problems.csv"), badLines());
  return {
    "1,000,000 rows": { csv: at("million.csv"), exitCode: 0 },
    "1,000,000 rows in 100 MB": { csv: at("large.csv"), exitCode: 0 },
    "lines of 10 MB": { csv: at("long-lines.csv"), exitCode: 3 },
    "100 MB without a line end": { csv: at("no-line-end.csv"), exitCode: 3 },
    "100,000 problems in 200,000 rows": { csv: at("problems.csv"), exitCode: 3, maxRatio: 5 },
  };
}

const tenMegabytes = "x".repeat(10_000_000);

/** Two thirds are notes, in quotes. */
function* largeLines() {
  yield "IMEI,ICCID,Notes\n";
  const notes = "lot 4711; plant South, hall 3, line 12, checked by two: passed";
  for (let row = 0; row < 1_000_000; row++) yield `${pairText(row)},"${notes}"\n`;
}

function* longLines() {
  yield "IMEI,ICCID\n";
  for (let row = 0; row < 1_000; row++) yield `${pairText(row)}\n`;
  for (let line = 0; line < 10; line++) yield `${tenMegabytes}\n`;
}

/** In every second the IMEI has lost a digit. */
function* badLines() {
  yield "IMEI,ICCID\n";
  for (let row = 0; row < 200_000; row++) yield `${pairText(row).slice(row % 2)}\n`;
}

function pairText(row) {
  const { imei, iccid } = devicePair(row);
  return `${imei},${iccid}`;
}

async function writeParts(path, parts) {
  const file = createWriteStream(path);
  let text = "";
  for (const part of parts) {
    text += part;
    if (text.length < 1 << 20) continue;
    if (!file.write(text)) await once(file, "drain");
    text = "";
  }
  file.end(text);
  await once(file, "close");
}
