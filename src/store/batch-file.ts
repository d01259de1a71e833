import type { DeviceTable } from "../devices/device-table.ts";
import type { IdentifierKind } from "../devices/identifiers.ts";
import type { BatchDevices } from "./store.ts";

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

/** The devices of a batch file and their places; the caller has checked the file's sha256. */
export function parseBatchFile(bytes: Uint8Array): BatchDevices {
  const firstLine = bytes.indexOf(lineFeed) + 1;
  const header = Buffer.from(bytes.subarray(0, firstLine - 1)).toString("latin1");
  const kinds = header.split(",").slice(2) as IdentifierKind[]; // as: the sha256 says that we wrote them
  const devices = countLines(bytes) - 1;
  const end = bytes.length;
  const sources = new Uint16Array(devices);
  const lines = new Uint32Array(devices);
  const bounds = new Uint32Array(devices * kinds.length * 2);
  let bound = 0;
  let at = firstLine;
  for (let device = 0; device < devices; device++) {
    let number = 0;
    for (; at < end && bytes[at] !== comma; at++) number = number * 10 + digitAt(bytes, at);
    sources[device] = number - 1;
    number = 0;
    for (at++; at < end && bytes[at] !== comma; at++) number = number * 10 + digitAt(bytes, at);
    lines[device] = number;
    for (let position = 0; position < kinds.length; position++) {
      bounds[bound++] = ++at;
      while (at < end && bytes[at] !== comma && bytes[at] !== lineFeed) at++;
      bounds[bound++] = at;
    }
    at++;
  }
  return { bytes, bounds, devices, identifiersPerDevice: kinds.length, kinds, sources, lines };
}

const comma = 0x2c;
const lineFeed = 0x0a;
const zero = 0x30;
const maxNumberBytes = 11;
const maxIdentifierBytes = 33;

/** Writes a whole number of at most ten digits in decimal; returns where it ends. */
function writeNumber(target: Uint8Array, value: number, start: number): number {
  let digits = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  let rest = value;
  for (let at = start + digits - 1; at >= start; at--) {
    target[at] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return start + digits;
}

function digitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? zero) - zero;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}
