/** What was measured in one scenario, by contender and round. */
export class Samples {
  #rounds = new Map();

  get names() {
    return [...this.#rounds.keys()];
  }

  add(name, round, sample) {
    if (!this.#rounds.has(name)) this.#rounds.set(name, new Map());
    this.#rounds.get(name).set(round, sample);
  }

  has(name) {
    return this.#rounds.has(name);
  }

  /** The median of a member such as `wallMs`, `cpuMs` or `rssMiB`, or of what a function makes of a sample. */
  median(name, unit) {
    const pick = typeof unit === "function" ? unit : (sample) => sample[unit];
    return median([...this.#rounds.get(name).values()].map(pick));
  }

  /** How much more of a unit than the base: the median of the rounds' own differences. */
  difference(name, base, unit) {
    const bases = this.#rounds.get(base);
    const pairs = [...this.#rounds.get(name)].filter(([round]) => bases.has(round));
    return median(pairs.map(([round, sample]) => sample[unit] - bases.get(round)[unit]));
  }

  /** How many times the base's wall time: the median of the rounds' own ratios. */
  ratio(name, base) {
    const bases = this.#rounds.get(base);
    const pairs = [...this.#rounds.get(name)].filter(([round]) => bases.has(round));
    return median(pairs.map(([round, { wallMs }]) => wallMs / bases.get(round).wallMs));
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
