import type { DeviceTable } from "../devices/device-table.ts";
import { identifierPlaces } from "../devices/packing.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { wordsPerDevice } from "./claim-block.ts";
import type { ClaimBlock, ClaimMatch } from "./store.ts";

/** Looks at the devices of one block. `words`: their packed identifiers; `devices`: which of them, by number; undefined: all. */
export type MatchBlock = (block: ClaimBlock, words: Uint32Array, devices?: Uint32Array) => void;

/** Visits each row of `table` that shares an identifier with a device of the blocks that it is given. */
export function createClaimMatcher(table: DeviceTable, visit: (match: ClaimMatch) => void): MatchBlock {
  const rows: number[] = [];
  return (block, words, devices) => {
    const probes = probesFor(table, block);
    if (probes.length === 0) return;
    const stride = wordsPerDevice(block);
    const comparable = probes.length === table.kinds.length && table.kinds.length === kindsOf(block).length;
    const count = devices?.length ?? words.length / stride;
    for (let index = 0; index < count; index++) {
      findRows(table, probes, words, (devices?.[index] ?? index) * stride, rows);
      for (const [nth, row] of rows.entries()) {
        if (rows.indexOf(row) < nth) continue;
        const shared = rows.filter((each) => each === row).length;
        visit({ row, block, same: comparable && shared === probes.length });
      }
    }
  };
}

interface Probe {
  /** Of the identifier in the table. */
  readonly position: number;
  /** In words, of the identifier in a device of the block. */
  readonly offset: number;
}

/** Into `rows`: the rows that share an identifier with the device at `at`, each as often as it does. */
function findRows(
  table: DeviceTable,
  probes: readonly Probe[],
  words: Uint32Array,
  at: number,
  rows: number[],
): void {
  rows.length = 0;
  for (const { position, offset } of probes) {
    // Several rows may share it: an IMEISV is of each IMEI with its first 14 digits.
    let row = table.find(position, words, at + offset);
    for (; row >= 0; row = table.find(position, words, at + offset, row)) rows.push(row);
  }
}

function probesFor(table: DeviceTable, block: ClaimBlock): readonly Probe[] {
  return identifierPlaces(kindsOf(block)).flatMap(({ kind, offset }) => {
    const position = table.kinds.indexOf(kind);
    return position < 0 ? [] : [{ position, offset }];
  });
}

function kindsOf(block: ClaimBlock) {
  return uploadTypes[block.uploadType].identifiers;
}
