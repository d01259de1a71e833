import type { DeviceTable } from "../devices/device-table.ts";
import { packedWords } from "../devices/packing.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { wordsPerDevice } from "./claim-block.ts";
import type { ClaimBlock, ClaimMatch } from "./store.ts";

/** Visits each row of `table` that shares an identifier with one of the block's devices (`words`: their packed identifiers). */
export function matchBlock(
  table: DeviceTable,
  block: ClaimBlock,
  words: Uint32Array,
  visit: (match: ClaimMatch) => void,
): void {
  const probes = probesFor(table, block);
  const stride = wordsPerDevice(block);
  const comparable = probes.length === table.kinds.length && table.kinds.length === kindsOf(block).length;
  const rows: number[] = [];
  for (let at = 0; at < words.length; at += stride) {
    rows.length = 0;
    for (const { position, offset } of probes) {
      // Several rows may share it: an IMEISV is of each IMEI with its first 14 digits.
      let row = table.find(position, words, at + offset);
      for (; row >= 0; row = table.find(position, words, at + offset, row)) rows.push(row);
    }
    for (const [index, row] of rows.entries()) {
      if (rows.indexOf(row) < index) continue;
      const shared = rows.filter((each) => each === row).length;
      visit({ row, block, same: comparable && shared === probes.length });
    }
  }
}

interface Probe {
  /** Of the identifier in the table. */
  readonly position: number;
  /** In words, of the identifier in a device of the block. */
  readonly offset: number;
}

function probesFor(table: DeviceTable, block: ClaimBlock): readonly Probe[] {
  let offset = 0;
  const probes: Probe[] = [];
  for (const kind of kindsOf(block)) {
    const position = table.kinds.indexOf(kind);
    if (position >= 0) probes.push({ position, offset });
    offset += packedWords[kind];
  }
  return probes;
}

function kindsOf(block: ClaimBlock) {
  return uploadTypes[block.uploadType].identifiers;
}
