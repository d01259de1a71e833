import type { IdentifierKind } from "./identifiers.ts";
import { layOutColumns, type PackedColumn, wordsPerRow } from "./packed-columns.ts";
import { packIdentifier, unpackIdentifier, writeUnpacked } from "./packing.ts";
import { createRowStore } from "./row-store.ts";
import { type UploadType, uploadTypes } from "./upload-types.ts";

/** What became of a row that was added. */
export type AddResult =
  /** It is the table's newest row: `size - 1`. */
  | { readonly kind: "added" }
  /** The same device again (perhaps an IMEI as its IMEISV): not added; `first` is the row that stays. */
  | { readonly kind: "duplicate"; readonly first: number }
  /** An identifier is known with another partner: added as rejected (`size - 1`), and each row it clashes with is rejected. */
  | { readonly kind: "conflict"; readonly clashes: readonly Clash[] };

export interface Clash {
  /** Of the identifier that both rows have. */
  readonly position: number;
  readonly row: number;
  /** Whether that row was accepted until now. */
  readonly newlyRejected: boolean;
}

/**
 * The devices of one upload type, packed: 30 bytes a pair and 8 to 16 bytes of index for each identifier. Rows are numbered from 0
 * in the order in which they were added. Whatever that order, a device is accepted exactly when no other device in the
 * table shares an identifier with it. An IMEI and its IMEISV are one identifier (same-identifier.ts).
 */
export interface DeviceTable {
  readonly uploadType: UploadType;
  /** The kind of each identifier, by position: the order in which the platform wants them. */
  readonly kinds: readonly IdentifierKind[];
  /** 32-bit words of one device's packed identifiers. */
  readonly wordsPerDevice: number;
  /** Rows added, the rejected among them; exact duplicates are not. */
  readonly size: number;
  readonly accepted: number;
  /** Adds the identifiers of one row, by position, each in its kind's form. `terms`: a number below 65,536 that is kept for it. */
  add(identifiers: readonly string[], source: number, line: number, terms?: number): AddResult;
  /**
   * The first row behind `after` (default: of all) with this packed identifier at `position`, rejected or not, else -1. There can
   * be several: of an IMEISV, IMEIs that differ in the check digit. A miss costs about one memory access.
   */
  find(position: number, words: Uint32Array, at: number, after?: number): number;
  identifier(row: number, position: number): string;
  /** Writes an identifier as ASCII; returns where it ends. `target` must have room (32 bytes suffice for any). */
  writeIdentifier(row: number, position: number, target: Uint8Array, at: number): number;
  sourceOf(row: number): number;
  lineOf(row: number): number;
  termsOf(row: number): number;
  isRejected(row: number): boolean;
  /** Takes a row back; again is no error. */
  reject(row: number): void;
  /** Copies the packed identifiers of a row, all positions one behind the other: `wordsPerDevice` words. */
  packRow(row: number, target: Uint32Array, at: number): void;
  /** The packed identifiers of the rows from `from` to before `to`, one row behind the other. Valid until a row is added. */
  packedRows(from: number, to: number): Uint32Array;
}

/** An empty table; it grows as needed. Sources are counted below 65,536. */
export function createDeviceTable(uploadType: UploadType): DeviceTable {
  const kinds = uploadTypes[uploadType].identifiers;
  const columns = layOutColumns(kinds);
  const stride = wordsPerRow(kinds);
  const rows = createRowStore(stride);
  const candidate = new Uint32Array(stride);
  const owners = columns.map(() => -1);
  let rejected = 0;

  function reject(row: number): boolean {
    if (rows.isMarked(row)) return false;
    rows.mark(row);
    rejected++;
    return true;
  }

  /** The newest row shares identifiers with the rows in `owners`, by position; its own number where it shares none. */
  function settle(row: number, owners: readonly number[]): AddResult {
    const first = owners[0] ?? row;
    if (first !== row && owners.every((owner) => owner === first)) {
      rows.pop();
      return { kind: "duplicate", first };
    }
    reject(row);
    const clashes = columns
      .flatMap(({ position }) => sharing(row, position).map((other) => ({ position, row: other })))
      .map((clash) => ({ ...clash, newlyRejected: reject(clash.row) }));
    for (const { index } of columns) index.insertBeside(rows.words(), row);
    return { kind: "conflict", clashes };
  }

  /** The other rows with a row's identifier, as far as they are in the index. */
  function sharing(row: number, position: number): readonly number[] {
    const { index, offset } = columnAt(columns, position);
    const words = rows.words();
    return index.findAll(words, words, row * stride + offset).filter((other) => other !== row);
  }

  return {
    uploadType,
    kinds,
    wordsPerDevice: stride,
    get size() {
      return rows.size;
    },
    get accepted() {
      return rows.size - rejected;
    },
    add(texts, source, line, terms = 0) {
      for (const { position, kind, offset } of columns) {
        packIdentifier(kind, texts[position] ?? "", candidate, offset);
      }
      const row = rows.size;
      rows.push(candidate, source, line, terms);
      let isNew = true;
      for (const { position, index } of columns) {
        const owner = index.insert(rows.words(), row);
        owners[position] = owner;
        if (owner !== row) isNew = false;
      }
      return isNew ? added : settle(row, owners);
    },
    find(position, words, at, after) {
      return columnAt(columns, position).index.find(rows.words(), words, at, after);
    },
    identifier(row, position) {
      const { kind, offset } = columnAt(columns, position);
      return unpackIdentifier(kind, rows.words(), row * stride + offset);
    },
    writeIdentifier(row, position, target, at) {
      const { kind, offset } = columnAt(columns, position);
      return writeUnpacked(kind, rows.words(), row * stride + offset, target, at);
    },
    sourceOf: rows.sourceOf,
    lineOf: rows.lineOf,
    termsOf: rows.termsOf,
    isRejected: rows.isMarked,
    reject(row) {
      reject(row);
    },
    packedRows: (from, to) => rows.words().subarray(from * stride, to * stride),
    packRow(row, target, at) {
      const words = rows.words();
      for (let word = 0; word < stride; word++) target[at + word] = words[row * stride + word] ?? 0;
    },
  };
}

const added: AddResult = { kind: "added" };

function columnAt(columns: readonly PackedColumn[], position: number): PackedColumn {
  const column = columns[position];
  if (column === undefined) throw new RangeError(`no identifier at position ${position}`);
  return column;
}
