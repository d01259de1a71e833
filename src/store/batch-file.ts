import type { DeviceSlices } from "../devices/device-slices.ts";
import type { DeviceTable } from "../devices/device-table.ts";

/**
 * A batch file: CSV with the header `source,line,<kind>...`, one line a device; source is the 1-based number of the
 * job's source, line the one where the device stood in it. Written into `scratch`, of at least `batchFileBytes`.
 */
export function encodeBatchFile(devices: DeviceTable, rows: Uint32Array, scratch: Buffer): Buffer {
  const positions = devices.kinds.length;
  let at = scratch.write(`source,line,${devices.kinds.join(",")}\n`, "latin1");
  for (const row of rows) {
    at = writeNumber(scratch, devices.sourceOf(row) + 1, at);
    scratch[at++] = comma;
    at = writeNumber(scratch, devices.lineOf(row), at);
    for (let position = 0; position < positions; position++) {
      scratch[at++] = comma;
      at = devices.writeIdentifier(row, position, scratch, at);
    }
    scratch[at++] = lineFeed;
  }
  return scratch.subarray(0, at);
}

/** Enough for any batch file of so many devices. */
export function batchFileBytes(devices: DeviceTable, rows: number): number {
  return 64 + rows * (2 * maxNumberBytes + devices.kinds.length * maxIdentifierBytes + 1);
}

/** The identifiers of a batch file; the caller has checked the file's sha256. */
export function parseBatchFile(bytes: Uint8Array): DeviceSlices {
  const firstLine = bytes.indexOf(lineFeed) + 1;
  const identifiersPerDevice = countCommas(bytes, firstLine) - 1;
  const devices = countLines(bytes) - 1;
  const bounds = new Uint32Array(devices * identifiersPerDevice * 2);
  let bound = 0;
  let field = 0;
  let start = firstLine;
  for (let at = firstLine; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== comma && byte !== lineFeed) continue;
    if (field > 1) {
      bounds[bound++] = start;
      bounds[bound++] = at;
    }
    field = byte === lineFeed ? 0 : field + 1;
    start = at + 1;
  }
  return { bytes, bounds, devices, identifiersPerDevice };
}

const comma = 0x2c;
const lineFeed = 0x0a;
const maxNumberBytes = 11;
const maxIdentifierBytes = 33;

/** Writes a whole number of at most ten digits in decimal; returns where it ends. */
function writeNumber(target: Uint8Array, value: number, start: number): number {
  let digits = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  let rest = value;
  for (let at = start + digits - 1; at >= start; at--) {
    target[at] = 0x30 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return start + digits;
}

function countCommas(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = 0; at < end; at++) if (bytes[at] === comma) count++;
  return count;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}
