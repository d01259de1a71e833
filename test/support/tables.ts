import { createDeviceTable, type DeviceTable } from "../../src/devices/device-table.ts";
import type { UploadType } from "../../src/devices/upload-types.ts";
import { makePairs } from "./make-devices.ts";

/** A table of the pairs from `start` to before `end` of `makePairs`. */
export function pairsTable(
  start: number,
  end: number,
  uploadType: UploadType = "IMEI ICCID Pair",
): DeviceTable {
  const pairs = makePairs(end).slice(start);
  return tableOf(
    pairs.map(({ imei, iccid }) => [imei, iccid]),
    uploadType,
  );
}

/** A table of these devices, on lines 2, 3 ... of source 0. */
export function tableOf(
  devices: readonly (readonly string[])[],
  uploadType: UploadType = "IMEI ICCID Pair",
): DeviceTable {
  const table = createDeviceTable(uploadType);
  for (const [at, identifiers] of devices.entries()) table.add(identifiers, 0, at + 2);
  return table;
}
