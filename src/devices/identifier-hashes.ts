import type { DeviceTable } from "./device-table.ts";
import { type IdentifierPlace, identifierPlaces } from "./packing.ts";
import { lastWordMaskOf, quickHash } from "./same-identifier.ts";

/** Hashes of identifiers are below 2 to the power of this: positive as 32-bit numbers, so that two can be compared by their difference. */
export const hashBits = 31;

/** To be raised whenever an identifier gets another hash than before: hashes are kept on disk. */
export const hashVersion = 1;

/** Packed devices of one form, one behind the other. */
export interface PackedDevices {
  readonly words: Uint32Array;
  /** Words from one device to the next. */
  readonly stride: number;
}

/**
 * Calls `visit` with a hash of the identifier at a place of each device, in their order. Identifiers that
 * are the same (same-identifier.ts) have the same hash; of others one in 2^31 has it, too.
 */
export function forEachHash(
  { words, stride }: PackedDevices,
  { kind, offset, width }: IdentifierPlace,
  visit: (hash: number, device: number) => void,
): void {
  const lastWordMask = lastWordMaskOf(kind);
  const devices = Math.floor(words.length / stride);
  for (let device = 0, at = offset; device < devices; device++, at += stride)
    visit(quickHash(words, at, width, lastWordMask) >>> 1, device);
}

/** The hashes of the identifiers at a position of all rows, ascending: 4 bytes a row. */
export function sortedHashes(table: DeviceTable, position: number): Int32Array {
  const hashes = new Int32Array(table.size);
  const place = identifierPlaces(table.kinds)[position];
  if (place === undefined) throw new RangeError(`no identifier at position ${position}`);
  const devices = { words: table.packedRows(0, table.size), stride: table.wordsPerDevice };
  forEachHash(devices, place, (hash, row) => {
    hashes[row] = hash;
  });
  return hashes.sort();
}

/**
 * Calls `visit` with the index of each of `known` that is among `asked`, too. Both ascend. Without a branch that depends on the order of
 * two hashes: no processor can guess that.
 */
export function intersect(known: Int32Array, asked: Int32Array, visit: (index: number) => void): void {
  let at = 0;
  for (let index = 0; index < known.length && at < asked.length; ) {
    const difference = (known[index] ?? 0) - (asked[at] ?? 0);
    if (difference === 0) visit(index++);
    else {
      index += difference >>> 31;
      at += -difference >>> 31;
    }
  }
}
