import { type BodyPool, createCuttingPool, createWaitingPool, type PooledBody } from "./body-pools.ts";
import type { ListenerLimits } from "./limits.ts";

/**
 * The memory for all bodies under way, by what has arrived of them, in two pools: nobody without credentials can take what a
 * good callback needs. Among the untrusted the largest is cut when there is no room, for a good one shows who sends it in its
 * first bytes. The trusted wait for each other.
 */
export interface BodyBudget {
  /** A place for one more body. `cut` is called when its room is taken from it. */
  open(cut: () => void): BodyShare;
}

/** The room of one body. */
export interface BodyShare {
  /** Room for bytes that have arrived, with the pool's rule where there is none; false: the body must end. */
  take(bytes: number): boolean | Promise<boolean>;
  /** Its sender has shown who it is: from now on it is never cut. */
  trust(): void;
  /** Gives all of it back. Idempotent. */
  release(): void;
}

type BudgetLimits = Pick<ListenerLimits, "maxTrustedBytes" | "maxUntrustedBytes" | "minBodyBytes">;

/** A budget of which nothing is used. */
export function createBodyBudget(limits: BudgetLimits): BodyBudget {
  const untrusted = createCuttingPool(limits.maxUntrustedBytes);
  const trusted = createWaitingPool(limits.maxTrustedBytes);
  return { open: (cut) => openShare(untrusted, trusted, { cost: limits.minBodyBytes, cut }) };
}

function openShare(untrusted: BodyPool, trusted: BodyPool, body: PooledBody): BodyShare {
  let pool = untrusted;
  let arrived = 0;
  pool.add(body);
  return {
    take(bytes) {
      arrived += bytes;
      return pool.grow(body, Math.max(0, arrived - body.cost));
    },
    trust() {
      if (!untrusted.remove(body)) return;
      pool = trusted;
      trusted.add(body);
    },
    release: () => void pool.remove(body),
  };
}
