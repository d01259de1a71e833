import type { DeviceTable } from "../devices/device-table.ts";
import type { RowTerms } from "../devices/row-terms.ts";

export interface PlannedBatch {
  /** 1-based, in the order of sending. */
  readonly batch: number;
  /** Rows of the device table, in input order. */
  readonly rows: Uint32Array;
  /** What they have in common. */
  readonly terms: RowTerms;
}

/**
 * Cuts the devices into batches of at most `batchSize`, leaving out refused rows and those in `taken`: the devices of the first row's terms
 * first, then those of the next ones that come, each in input order. `terms`: what `termsOf` a row is an index into.
 */
export function planBatches(
  devices: DeviceTable,
  terms: readonly RowTerms[],
  taken: { has(row: number): boolean },
  batchSize: number,
): readonly PlannedBatch[] {
  const batches: PlannedBatch[] = [];
  for (const { terms: common, rows } of sendableGroups(devices, terms, taken)) {
    for (let at = 0; at < rows.length; at += batchSize)
      batches.push({ batch: batches.length + 1, rows: rows.subarray(at, at + batchSize), terms: common });
  }
  return batches;
}

/** The rows of each of the terms that have any, in the order in which they come; rows in input order. */
function sendableGroups(
  devices: DeviceTable,
  terms: readonly RowTerms[],
  taken: { has(row: number): boolean },
): readonly { readonly terms: RowTerms; readonly rows: Uint32Array }[] {
  const all = sendableRows(devices, taken);
  const [only] = terms;
  if (only !== undefined && terms.length === 1) return [{ terms: only, rows: all }];
  const counts = new Map<number, number>();
  for (const row of all) counts.set(devices.termsOf(row), (counts.get(devices.termsOf(row)) ?? 0) + 1);
  const groups = new Map([...counts].map(([number, count]) => [number, new Uint32Array(count)]));
  for (const row of all.toReversed()) {
    const number = devices.termsOf(row);
    const left = (counts.get(number) ?? 0) - 1;
    counts.set(number, left);
    const rows = groups.get(number);
    if (rows !== undefined) rows[left] = row;
  }
  return [...groups].flatMap(([number, rows]) => {
    const common = terms[number];
    return common === undefined ? [] : [{ terms: common, rows }];
  });
}

function sendableRows(devices: DeviceTable, taken: { has(row: number): boolean }): Uint32Array {
  const rows = new Uint32Array(devices.size);
  let count = 0;
  for (let row = 0; row < devices.size; row++) {
    if (!devices.isRejected(row) && !taken.has(row)) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
