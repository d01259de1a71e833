import type { DeviceTable } from "./device-table.ts";
import { packedWords } from "./packing.ts";
import { lastWordMaskOf, quickHash } from "./same-identifier.ts";

/** Passes over devices that share no identifier with a table. */
export interface DeviceSieve {
  /** What is looked for: the identifier at a position of the table, `offset` words behind the beginning of each device that is looked at. */
  probe(position: number, offset: number): SieveProbe;
  /**
   * Where those of the packed devices begin, `stride` words each, that may share one of these identifiers with a row, in their order. It
   * never passes over one that does, and keeps few that do not. Valid until the next call.
   */
  candidates(probes: readonly SieveProbe[], words: Uint32Array, stride: number): Uint32Array;
}

/** Three bits of a word of `bits` are set for each identifier that a row has. */
export interface SieveProbe {
  readonly offset: number;
  readonly width: number;
  readonly lastWordMask: number;
  readonly bits: Uint32Array;
}

/** Of the rows that the table has now: 2 to 4 bytes for each identifier, mostly in the processor's cache, where the table is not. */
export function createDeviceSieve(table: DeviceTable): DeviceSieve {
  const words = 2 ** Math.max(8, Math.ceil(Math.log2(table.size * wordsPerRow)));
  let offset = 0;
  const columns = table.kinds.map((kind): SieveProbe => {
    const width = packedWords[kind];
    const column = { offset, width, lastWordMask: lastWordMaskOf(kind), bits: new Uint32Array(words) };
    offset += width;
    return column;
  });
  const hashes = new Int32Array(Math.min(table.size, rowsAtOnce));
  for (let from = 0; from < table.size; from += rowsAtOnce) {
    const rows = Math.min(table.size - from, rowsAtOnce);
    const packed = table.packedRows(from, from + rows);
    for (const column of columns) addAll(column, packed, table.wordsPerDevice, rows, hashes);
  }
  return {
    probe(position, at) {
      const column = columns[position];
      if (column === undefined) throw new RangeError(`no identifier at position ${position}`);
      return { ...column, offset: at };
    },
    candidates: createPicker(),
  };
}

/** Half a word, 16 bits: 1 in 100 identifiers that no row has looks as if one had. */
const wordsPerRow = 0.5;

const rowsAtOnce = 8_192;

function addAll(
  column: SieveProbe,
  packed: Uint32Array,
  stride: number,
  rows: number,
  hashes: Int32Array,
): void {
  const { bits } = column;
  const mask = bits.length - 1;
  hashAll(column, packed, stride, rows, hashes);
  for (let row = 0; row < rows; row++) {
    const hash = hashes[row] ?? 0;
    bits[hash & mask] = (bits[hash & mask] ?? 0) | pattern(hash);
  }
}

/** Memory is what takes the time: hashing first and branching last lets the processor look at many words of `bits` at once. */
function createPicker(): DeviceSieve["candidates"] {
  let hashes = new Int32Array(0);
  let marks = new Uint8Array(0);
  let picked = new Uint32Array(0);
  return (probes, words, stride) => {
    const devices = Math.floor(words.length / stride);
    if (devices > hashes.length) {
      hashes = new Int32Array(devices);
      marks = new Uint8Array(devices);
      picked = new Uint32Array(devices);
    }
    marks.fill(0, 0, devices);
    for (const probe of probes) {
      hashAll(probe, words, stride, devices, hashes);
      markAll(probe, devices, hashes, marks);
    }
    let count = 0;
    for (let device = 0; device < devices; device++) {
      if (marks[device] !== 0) picked[count++] = device * stride;
    }
    return picked.subarray(0, count);
  };
}

function hashAll(
  { offset, width, lastWordMask }: SieveProbe,
  words: Uint32Array,
  stride: number,
  devices: number,
  hashes: Int32Array,
): void {
  for (let device = 0, at = offset; device < devices; device++, at += stride) {
    hashes[device] = quickHash(words, at, width, lastWordMask);
  }
}

function markAll({ bits }: SieveProbe, devices: number, hashes: Int32Array, marks: Uint8Array): void {
  const mask = bits.length - 1;
  for (let device = 0; device < devices; device++) {
    const hash = hashes[device] ?? 0;
    const missing = ~(bits[hash & mask] ?? 0) & pattern(hash);
    marks[device] = (marks[device] ?? 0) | (missing === 0 ? 1 : 0);
  }
}

/** Three bits that have little to do with which word they are of. */
function pattern(hash: number): number {
  const bits = Math.imul(hash, 0x9e3779b1) >>> 17;
  return (1 << (bits & 31)) | (1 << ((bits >>> 5) & 31)) | (1 << (bits >>> 10));
}
