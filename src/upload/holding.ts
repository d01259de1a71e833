import { describeHolder } from "../store/lock.ts";
import type { ClaimBlock, StoredJob } from "../store/store.ts";
import { foldLedger } from "../verdict/batch-states.ts";

/**
 * Why an earlier claim still counts:
 * - `accepted`: the platform has the batch
 * - `inDoubt`: it was posted, and the outcome is unknown
 * - `inProgress`: a live process has the batch and will send it, or is sending it now
 */
export type Holding = ClaimOf &
  (
    | { readonly state: "accepted"; readonly requestId: string | undefined }
    | { readonly state: "inDoubt"; readonly reason: string }
    | { readonly state: "inProgress"; readonly process: string }
  );

interface ClaimOf {
  readonly block: ClaimBlock;
}

/** Undefined: the claim is void, the batch was never posted or applied nothing. */
export function holdingOf(block: ClaimBlock, job: StoredJob | undefined): Holding | undefined {
  // Claims outlive their job: without its ledger, what it had counts as sent.
  if (job === undefined) return { block, state: "accepted", requestId: undefined };
  const batch = foldLedger(job.facts).find(({ planned }) => planned.batch === block.batch);
  const process = job.holder === undefined ? undefined : describeHolder(job.holder);
  switch (batch?.state) {
    case undefined:
      // Batches are planned before they are claimed, so what its ledger once knew of this one is lost.
      return { block, state: "inDoubt", reason: "the ledger of its job does not know the batch" };
    case "refused":
      return undefined;
    case "planned":
      return process === undefined ? undefined : { block, state: "inProgress", process };
    case "sending":
      return process === undefined
        ? { block, state: "inDoubt", reason: "its sender ended before the answer was recorded" }
        : { block, state: "inProgress", process };
    case "accepted":
      return { block, state: "accepted", requestId: batch.requestId };
    case "doubtful":
      return { block, state: "inDoubt", reason: batch.reason };
  }
}
