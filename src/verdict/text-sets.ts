/**
 * Sets of text numbers, shared between all devices of which the same was said: a set is a number, 0 the empty one. As few as
 * there are different histories, at most 8,191.
 */
export interface TextSets {
  /** The set with one more text; the set itself when it has it. Undefined: there is no room for another set. */
  add(set: number, text: number): number | undefined;
  textsOf(set: number): readonly number[];
}

export function createTextSets(): TextSets {
  // A set is a text and the set without it.
  const texts = [-1];
  const rests = [0];
  const larger = new Map<number, number>();

  function textsOf(set: number): readonly number[] {
    const all: number[] = [];
    for (let rest = set; rest > 0; rest = rests[rest] ?? 0) all.push(texts[rest] ?? 0);
    return all;
  }

  return {
    add(set, text) {
      let size = 0;
      for (let rest = set; rest > 0; rest = rests[rest] ?? 0, size++) if (texts[rest] === text) return set;
      const key = set * maxSets + text;
      const known = larger.get(key);
      if (known !== undefined) return known;
      if (size === maxSetSize || texts.length === maxSets) return undefined;
      const next = texts.push(text) - 1;
      rests.push(set);
      larger.set(key, next);
      return next;
    },
    textsOf,
  };
}

const maxSets = 8_192;
const maxSetSize = 32;
