/** Where the packed identifiers of one position lie in the rows of a table. */
export interface IndexedColumn {
  /** Words from one row to the next. */
  readonly stride: number;
  readonly offset: number;
  /** Words of one identifier. */
  readonly width: number;
}

/**
 * Finds rows by packed identifier. Open addressing, linear probing, at most half full: a slot holds the row + 1 in its
 * low bits and the hash in the bits above them, so that a miss is mostly told without looking at any row.
 */
export interface IdentifierIndex {
  /** The row whose identifier equals the words at `at`, else -1. `rows` are the table's words. */
  find(rows: Uint32Array, key: Uint32Array, at: number): number;
  /**
   * Adds the next row (they come in their order) unless an earlier one has its identifier. Returns the row that has it: the
   * earlier one or its own.
   */
  insert(rows: Uint32Array, row: number): number;
}

export function createIdentifierIndex({ stride, offset, width }: IndexedColumn): IdentifierIndex {
  let slots = new Uint32Array(firstSlots);

  /** The slot that holds the key, else the empty one that it belongs in. */
  function slotOf(hash: number, rows: Uint32Array, key: Uint32Array, at: number): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return slot;
      if (((entry ^ hash) & ~mask) !== 0) continue;
      if (equalWords(rows, ((entry & mask) - 1) * stride + offset, key, at, width)) return slot;
    }
  }

  function insert(rows: Uint32Array, row: number): number {
    const at = row * stride + offset;
    const hash = hashWords(rows, at, width);
    const slot = slotOf(hash, rows, rows, at);
    const mask = slots.length - 1;
    const entry = slots[slot] ?? 0;
    if (entry !== 0) return (entry & mask) - 1;
    slots[slot] = (hash & ~mask) | (row + 1);
    return row;
  }

  /** From the rows in their order, which reads memory in its order, and again leaves the first of equals in. */
  function grow(rows: Uint32Array, size: number): void {
    slots = new Uint32Array(slots.length * 2);
    for (let row = 0; row < size; row++) insert(rows, row);
  }

  return {
    find(rows, key, at) {
      const slot = slotOf(hashWords(key, at, width), rows, key, at);
      return ((slots[slot] ?? 0) & (slots.length - 1)) - 1;
    },
    insert(rows, row) {
      // At most half full; and row + 1 must fit below the mask.
      if ((row + 1) * 2 > slots.length) grow(rows, row);
      return insert(rows, row);
    },
  };
}

const firstSlots = 2048;

/** MurmurHash3 (x86, 32 bit): identifiers differ in few digits, so that every bit must stir every other. */
function hashWords(words: Uint32Array, at: number, width: number): number {
  let hash = 0;
  for (let word = at; word < at + width; word++) {
    let part = Math.imul(words[word] ?? 0, 0xcc9e2d51);
    part = (part << 15) | (part >>> 17);
    hash ^= Math.imul(part, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function equalWords(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, width: number): boolean {
  for (let word = 0; word < width; word++) if (a[aAt + word] !== b[bAt + word]) return false;
  return true;
}
