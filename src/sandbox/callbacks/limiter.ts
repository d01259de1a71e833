/** Lets so many go on at once; the others wait for their turn, in order. */
export interface Limiter {
  /** Resolves when there is a place; what it resolves to gives the place back. */
  take(): Promise<() => void>;
}

/** A limiter with this many places. */
export function createLimiter(places: number): Limiter {
  const waiting: (() => void)[] = [];
  let free = places;
  const give = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    async take() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return give;
    },
  };
}
