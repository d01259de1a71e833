import type { Store, StoredJob } from "../store/store.ts";
import { foldLedger } from "../verdict/batch-states.ts";
import { findEarlierClaims } from "./earlier-claims.ts";
import { tableOfBatches } from "./reclaim-batches.ts";

/**
 * Whether the platform refused batches of a job, or these stayed unsent because it would have, and no other job has all of their
 * devices since. Such a job cannot go on, and must not look like work that is done.
 */
export async function hasLeftBehind(job: StoredJob, store: Store): Promise<boolean> {
  const batches = foldLedger(job.facts).filter(({ state }) => state === "refused" || state === "planned");
  if (!batches.some(({ state }) => state === "refused")) return false;
  const { endpoint, operation, id } = job.record;
  const { devices } = await tableOfBatches(job, batches);
  const claims = store.claims(endpoint, operation);
  const own = { job: id, onlyLater: false };
  const others = await findEarlierClaims({ store, claims, devices, from: 0, heedsVerdicts: false, own });
  const rows = new Set<number>();
  others.forEach(({ row }) => void rows.add(row));
  return rows.size < devices.size;
}
