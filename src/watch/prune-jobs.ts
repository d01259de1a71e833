import { VzuploadError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { PrunableJob, PrunePlan } from "./plan-pruning.ts";

export interface Pruned {
  readonly removed: readonly PrunableJob[];
  /** Something was recorded of them meanwhile, or is being done to them right now; and those that they refer to. */
  readonly changed: readonly string[];
  /** What ended it early. */
  readonly errors: readonly unknown[];
}

/** Removes what was planned, one by one; what has changed since stays. Frees what an interrupted run has left. */
export async function pruneJobs(
  store: Store,
  { removable }: PrunePlan,
  interrupt: AbortSignal,
): Promise<Pruned> {
  const removed: PrunableJob[] = [];
  const changed: string[] = [];
  const referred = new Set<string>();
  try {
    await store.finishRemovals();
    for (const job of removable) {
      if (interrupt.aborted) throw new VzuploadError("interrupted", "Interrupted before all was removed.");
      const { id } = job.record;
      if (!referred.has(id) && (await hasGone(store, job))) {
        removed.push(job);
      } else {
        changed.push(id);
        for (const other of job.refersTo) referred.add(other);
      }
    }
    return { removed, changed, errors: [] };
  } catch (error) {
    return { removed, changed, errors: [error] };
  }
}

async function hasGone(store: Store, { record, facts }: PrunableJob): Promise<boolean> {
  const { kind } = await store.removeJob(record.id, (now) => now.facts.length === facts);
  return kind === "removed" || kind === "missing";
}
