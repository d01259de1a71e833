import type { DeviceTable } from "../devices/device-table.ts";

export interface PlannedBatch {
  /** 1-based, in the order of sending. */
  readonly batch: number;
  /** Rows of the device table, in input order. */
  readonly rows: Uint32Array;
}

/** Cuts the devices into batches of at most `batchSize`, in input order, leaving out refused rows and those in `taken`. */
export function planBatches(
  devices: DeviceTable,
  taken: { has(row: number): boolean },
  batchSize: number,
): readonly PlannedBatch[] {
  const rows = sendableRows(devices, taken);
  const batches: PlannedBatch[] = [];
  for (let at = 0; at < rows.length; at += batchSize) {
    batches.push({ batch: batches.length + 1, rows: rows.subarray(at, at + batchSize) });
  }
  return batches;
}

function sendableRows(devices: DeviceTable, taken: { has(row: number): boolean }): Uint32Array {
  const rows = new Uint32Array(devices.size);
  let count = 0;
  for (let row = 0; row < devices.size; row++) {
    if (!devices.isRejected(row) && !taken.has(row)) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
