import { copyInto } from "./growing.ts";

/** Growable typed arrays: the packed identifiers, source, line, terms and mark of each row. */
export interface RowStore {
  /** All rows' words, one row behind the other; replaced when the store grows, so ask again after `push`. */
  words(): Uint32Array;
  readonly size: number;
  /** Copies one row's words in, unmarked. */
  push(words: Uint32Array, source: number, line: number, terms: number): void;
  /** Takes the newest row off again. */
  pop(): void;
  sourceOf(row: number): number;
  lineOf(row: number): number;
  termsOf(row: number): number;
  isMarked(row: number): boolean;
  mark(row: number): void;
}

/** An empty store of rows of `stride` words. */
export function createRowStore(stride: number): RowStore {
  let capacity = firstRows;
  let size = 0;
  let words = new Uint32Array(capacity * stride);
  let lines = new Uint32Array(capacity);
  let sources = new Uint16Array(capacity);
  let terms = new Uint16Array(capacity);
  let marks = new Uint8Array(capacity);

  function grow(): void {
    capacity *= growth;
    words = copyInto(new Uint32Array(capacity * stride), words);
    lines = copyInto(new Uint32Array(capacity), lines);
    sources = copyInto(new Uint16Array(capacity), sources);
    terms = copyInto(new Uint16Array(capacity), terms);
    marks = copyInto(new Uint8Array(capacity), marks);
  }

  return {
    words: () => words,
    get size() {
      return size;
    },
    push(row, source, line, termsNumber) {
      if (size === capacity) grow();
      for (let word = 0; word < stride; word++) words[size * stride + word] = row[word] ?? 0;
      lines[size] = line;
      sources[size] = source;
      terms[size] = termsNumber;
      size++;
    },
    pop() {
      size--;
    },
    sourceOf: (row) => sources[row] ?? 0,
    lineOf: (row) => lines[row] ?? 0,
    termsOf: (row) => terms[row] ?? 0,
    isMarked: (row) => marks[row] === 1,
    mark(row) {
      marks[row] = 1;
    },
  };
}

const firstRows = 1024;

/** Memory that was never written to costs nothing yet, and what is left behind by growing waits for the garbage collector. */
const growth = 4;
