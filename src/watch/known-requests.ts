import type { Store } from "../store/store.ts";
import { acceptedBatches, foldLedger } from "../verdict/batch-states.ts";
import { isSent } from "../verdict/unsettled.ts";

/** Which RequestIds belong to jobs of this state directory, as far as it was read. */
export interface KnownRequests {
  has(requestId: string): boolean;
  add(requestId: string): void;
  /** Reads what is new in the jobs' ledgers; a job that has nothing left to send and that nobody works on is read once. */
  refresh(): Promise<void>;
}

export function createKnownRequests(store: Store): KnownRequests {
  const known = new Set<string>();
  const finished = new Set<string>();
  return {
    has: (requestId) => known.has(requestId),
    add: (requestId) => void known.add(requestId),
    async refresh() {
      for (const id of await store.listJobs()) {
        if (finished.has(id)) continue;
        const job = await store.readJob(id);
        if (job === undefined) continue;
        for (const { requestId } of acceptedBatches(job.facts)) known.add(requestId);
        if (job.holder === undefined && isSent(foldLedger(job.facts))) finished.add(id);
      }
    },
  };
}
