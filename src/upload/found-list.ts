/** Rows that were found, each with a code that says where. */
export interface FoundList {
  add(row: number, code: number): void;
  /** Gives every found row another code. */
  recode(change: (row: number, code: number) => number): void;
  forEach(visit: (row: number, code: number) => void): void;
}

/** A million found rows are an ordinary second push: 8 bytes each, not an object. */
export function createFoundList(): FoundList {
  let pairs = new Uint32Array(1024);
  let length = 0;
  return {
    add(row, code) {
      if (length === pairs.length) {
        const grown = new Uint32Array(length * 2);
        grown.set(pairs);
        pairs = grown;
      }
      pairs[length++] = row;
      pairs[length++] = code;
    },
    recode(change) {
      for (let at = 0; at < length; at += 2) pairs[at + 1] = change(pairs[at] ?? 0, pairs[at + 1] ?? 0);
    },
    forEach(visit) {
      for (let at = 0; at < length; at += 2) visit(pairs[at] ?? 0, pairs[at + 1] ?? 0);
    },
  };
}
