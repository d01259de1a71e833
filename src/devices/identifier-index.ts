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
  /** Adds a row whose identifier is not in the index yet. */
  add(rows: Uint32Array, row: number): void;
}

export function createIdentifierIndex({ stride, offset, width }: IndexedColumn): IdentifierIndex {
  let slots = new Uint32Array(firstSlots);
  let count = 0;

  function put(rows: Uint32Array, row: number): void {
    const mask = slots.length - 1;
    const hash = hashWords(rows, row * stride + offset, width);
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = (hash & ~mask) | (row + 1);
  }

  /** Row numbers fit below the mask: there are never more rows than slots / 2. */
  function grow(rows: Uint32Array): void {
    const old = slots;
    slots = new Uint32Array(old.length * 2);
    for (const entry of old) if (entry !== 0) put(rows, (entry & (old.length - 1)) - 1);
  }

  return {
    find(rows, key, at) {
      const mask = slots.length - 1;
      const hash = hashWords(key, at, width);
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const entry = slots[slot] ?? 0;
        if (entry === 0) return -1;
        const row = (entry & mask) - 1;
        if (((entry ^ hash) & ~mask) === 0 && equalWords(rows, row * stride + offset, key, at, width))
          return row;
      }
    },
    add(rows, row) {
      while ((row + 1) * 2 > slots.length || (count + 1) * 2 > slots.length) grow(rows);
      put(rows, row);
      count++;
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
