import { copyInto, nextCapacity } from "./growing.ts";

/** Lines of one source, ascending. */
export interface SourceLines {
  readonly source: number;
  readonly lines: Uint32Array;
}

/** Where rows stand, each added once, in any order: 6 bytes a row. Sources are counted below 65,536. */
export interface RowPlaces {
  readonly count: number;
  add(source: number, line: number): void;
  /** By source, ascending. */
  bySource(): readonly SourceLines[];
}

export function createRowPlaces(): RowPlaces {
  let sources = new Uint16Array(0);
  let lines = new Uint32Array(0);
  let count = 0;

  function grow(): void {
    const capacity = nextCapacity(Math.max(count, firstCapacity));
    sources = copyInto(new Uint16Array(capacity), sources);
    lines = copyInto(new Uint32Array(capacity), lines);
  }

  return {
    get count() {
      return count;
    },
    add(source, line) {
      if (count === lines.length) grow();
      sources[count] = source;
      lines[count++] = line;
    },
    bySource() {
      const counts = new Map<number, number>();
      for (const source of sources.subarray(0, count)) counts.set(source, (counts.get(source) ?? 0) + 1);
      const ends = new Map(
        [...counts].map(([source, size]) => [source, { lines: new Uint32Array(size), at: 0 }]),
      );
      for (let row = 0; row < count; row++) {
        const target = ends.get(sources[row] ?? 0);
        if (target !== undefined) target.lines[target.at++] = lines[row] ?? 0;
      }
      return [...ends]
        .map(([source, { lines: own }]) => ({ source, lines: own.sort() }))
        .sort((a, b) => a.source - b.source);
    },
  };
}

const firstCapacity = 64;
