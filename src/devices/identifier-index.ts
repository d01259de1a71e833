import type { IdentifierKind } from "./identifiers.ts";
import { equalWords, samenessOf } from "./same-identifier.ts";

/** Where the packed identifiers of one position lie in the rows of a table. */
export interface IndexedColumn {
  readonly kind: IdentifierKind;
  /** Words from one row to the next. */
  readonly stride: number;
  readonly offset: number;
  /** Words of one identifier. */
  readonly width: number;
}

/**
 * Finds rows by packed identifier, by the sameness of its kind. Open addressing, linear probing, at most half full: a slot
 * holds the row + 1 in its low bits and the hash in the bits above them, so that a miss is mostly told without looking
 * at any row. Rows of one hash stand in their order.
 */
export interface IdentifierIndex {
  /** The first row behind `after` with the same identifier as the words at `at`, else -1. `rows` are the table's words. */
  find(rows: Uint32Array, key: Uint32Array, at: number, after?: number): number;
  /**
   * Adds the next row (they come in their order) unless an earlier one has the same identifier. Returns the row that has it:
   * the earlier one or its own.
   */
  insert(rows: Uint32Array, row: number): number;
  /** All rows with the same identifier as the words at `at`, in their order, by one look along the slots. */
  findAll(rows: Uint32Array, key: Uint32Array, at: number): readonly number[];
  /** Adds the newest row although another one has the same identifier, unless that is equal digit for digit. */
  insertBeside(rows: Uint32Array, row: number): void;
}

export function createIdentifierIndex({ kind, stride, offset, width }: IndexedColumn): IdentifierIndex {
  const { hash: hashOf, isSame } = samenessOf(kind, width);
  let slots = new Uint32Array(firstSlots);

  /** The slot of the first row behind `after` that has the key, else the empty one that it belongs in. */
  function slotOf(hash: number, rows: Uint32Array, key: Uint32Array, at: number, after: number): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return slot;
      if (((entry ^ hash) & ~mask) !== 0) continue;
      const row = (entry & mask) - 1;
      if (row > after && isSame(rows, row * stride + offset, key, at)) return slot;
    }
  }

  function insert(rows: Uint32Array, row: number): number {
    const at = row * stride + offset;
    const hash = hashOf(rows, at);
    const slot = slotOf(hash, rows, rows, at, -1);
    const mask = slots.length - 1;
    const entry = slots[slot] ?? 0;
    if (entry !== 0) return (entry & mask) - 1;
    slots[slot] = (hash & ~mask) | (row + 1);
    return row;
  }

  function insertBeside(rows: Uint32Array, row: number): void {
    const at = row * stride + offset;
    const hash = hashOf(rows, at);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) slots[slot] = (hash & ~mask) | (row + 1);
      if (entry === 0) return;
      const isAlike = ((entry ^ hash) & ~mask) === 0;
      if (isAlike && equalWords(rows, ((entry & mask) - 1) * stride + offset, rows, at, width)) return;
    }
  }

  function findAll(rows: Uint32Array, key: Uint32Array, at: number): readonly number[] {
    const hash = hashOf(key, at);
    const mask = slots.length - 1;
    const found: number[] = [];
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return found;
      const row = (entry & mask) - 1;
      if (((entry ^ hash) & ~mask) === 0 && isSame(rows, row * stride + offset, key, at)) found.push(row);
    }
  }

  /** From the rows in their order, which reads memory in its order, and again leaves the first of equals in. */
  function grow(rows: Uint32Array, size: number): void {
    slots = new Uint32Array(slots.length * 2);
    for (let row = 0; row < size; row++) insertBeside(rows, row);
  }

  return {
    find(rows, key, at, after = -1) {
      const slot = slotOf(hashOf(key, at), rows, key, at, after);
      return ((slots[slot] ?? 0) & (slots.length - 1)) - 1;
    },
    insert(rows, row) {
      // At most half full; and row + 1 must fit below the mask.
      if ((row + 1) * 2 > slots.length) grow(rows, row);
      return insert(rows, row);
    },
    findAll,
    insertBeside,
  };
}

const firstSlots = 2048;
