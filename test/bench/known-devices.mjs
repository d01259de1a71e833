import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createDeviceTable } from "../../dist/devices/device-table.js";
import { fileClaims } from "../../dist/store/file-claims.js";
import { devicePair } from "./device-csv.mjs";

const uploadType = "IMEI ICCID Pair";
const tableRows = 1_000_000;
const batchRows = 10_000;

/**
 * A state directory that knows `count` devices of an endpoint, all different, in batches of 10,000, as earlier pushes leave them: those
 * of the seeds from `firstSeed` on (device-csv.mjs). The product's own store writes the claims; their jobs are gone, which claims
 * outlive. `restore` makes it as it was, whatever a push added.
 */
export async function prepareKnownDevices(folder, endpoint, count, firstSeed) {
  const stateDirectory = join(folder, "state");
  for (let done = 0; done < count; done += tableRows) {
    await claimSeed(
      stateDirectory,
      endpoint,
      firstSeed + done / tableRows,
      Math.min(tableRows, count - done),
    );
  }
  const restore = restorer(stateDirectory);
  restore();
  return { folder, restore };
}

async function claimSeed(stateDirectory, endpoint, seed, rows) {
  const table = createDeviceTable(uploadType);
  for (let row = 0; row < rows; row++) {
    const { imei, iccid } = devicePair(row, seed);
    table.add([imei, iccid], 0, row + 2);
  }
  const blocks = Array.from({ length: Math.ceil(rows / batchRows) }, (_, index) => {
    const start = index * batchRows;
    const devices = Math.min(batchRows, rows - start);
    return {
      rows: Uint32Array.from({ length: devices }, (_each, at) => start + at),
      block: { job: jobOf(seed), batch: index + 1, sku: "VZW120000440008", uploadType, devices },
    };
  });
  const claims = fileClaims(stateDirectory, { endpoint, operation: "UploadDevices" }, process.pid);
  await claims.exclusively(() => claims.append(table, blocks));
}

function jobOf(seed) {
  return `20260101-0000${String(seed).padStart(2, "0")}-aaaa`;
}

/** Takes away what a push adds: jobs, and the claims behind what was there. Copying the whole would leave much to be written to the disk. */
function restorer(stateDirectory) {
  const folder = join(stateDirectory, "claims");
  const path = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".claims")),
  );
  const { size } = statSync(path);
  const head = readFileSync(path).subarray(0, 16);
  return () => {
    rmSync(join(stateDirectory, "jobs"), { recursive: true, force: true });
    truncateSync(path, size);
    const fd = openSync(path, "r+");
    writeSync(fd, head, 0, head.length, 0);
    fsyncSync(fd);
    closeSync(fd);
  };
}
