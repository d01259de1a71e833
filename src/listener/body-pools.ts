/** A body under way. */
export interface PooledBody {
  /** What it counts in its pool, in bytes. */
  cost: number;
  /** Ends it: its room is somebody else's. */
  readonly cut: () => void;
}

/** Bodies that share so many bytes. */
export interface BodyPool {
  add(body: PooledBody): void;
  /** Makes a body count more; false: there is no room, or it is no longer in the pool. */
  grow(body: PooledBody, more: number): boolean | Promise<boolean>;
  /** False: it was not there. */
  remove(body: PooledBody): boolean;
}

/** Where there is no room, the largest body loses its own; that may be the one that asks. */
export function createCuttingPool(maxBytes: number): BodyPool {
  const bodies = new Set<PooledBody>();
  let used = 0;
  const remove = (body: PooledBody): boolean => {
    if (!bodies.delete(body)) return false;
    used -= body.cost;
    return true;
  };
  return {
    add(body) {
      bodies.add(body);
      used += body.cost;
    },
    grow(body, more) {
      if (!bodies.has(body)) return false;
      body.cost += more;
      used += more;
      while (used > maxBytes) {
        const largest = largestOf(bodies) ?? body;
        remove(largest);
        if (largest === body) return false;
        largest.cut();
      }
      return true;
    },
    remove,
  };
}

/** The oldest of them, where several are. */
function largestOf(bodies: Iterable<PooledBody>): PooledBody | undefined {
  let largest: PooledBody | undefined;
  for (const body of bodies) if (largest === undefined || body.cost > largest.cost) largest = body;
  return largest;
}

interface Waiting {
  readonly more: number;
  readonly settle: (hasRoom: boolean) => void;
}

/** Where there is no room, a body waits until another has gone; the oldest never waits, so that all of them come to an end. */
export function createWaitingPool(maxBytes: number): BodyPool {
  const bodies = new Map<PooledBody, Waiting | undefined>();
  let used = 0;
  const fits = (body: PooledBody, more: number): boolean =>
    used + more <= maxBytes || bodies.keys().next().value === body;
  const count = (body: PooledBody, more: number): true => {
    body.cost += more;
    used += more;
    return true;
  };
  const wake = (): void => {
    for (const [body, waiting] of bodies) {
      if (waiting === undefined || !fits(body, waiting.more)) continue;
      bodies.set(body, undefined);
      waiting.settle(count(body, waiting.more));
    }
  };
  return {
    add(body) {
      bodies.set(body, undefined);
      used += body.cost;
    },
    grow(body, more) {
      if (!bodies.has(body)) return false;
      if (fits(body, more)) return count(body, more);
      return new Promise((settle) => bodies.set(body, { more, settle }));
    },
    remove(body) {
      const waiting = bodies.get(body);
      if (!bodies.delete(body)) return false;
      used -= body.cost;
      waiting?.settle(false);
      wake();
      return true;
    },
  };
}
