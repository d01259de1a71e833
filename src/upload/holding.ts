import { describeHolder } from "../store/lock.ts";
import type { ClaimBlock, StoredJob } from "../store/store.ts";
import { type BatchVerdict, senderEndedText } from "../verdict/batch-states.ts";

/**
 * Why an earlier claim still counts:
 * - `accepted`: the platform has the batch, and did not say that it failed
 * - `inDoubt`: it was posted, and the outcome is unknown; with a RequestId: what the platform said of the device is not clear
 * - `inProgress`: a live process has the batch and will send it, or is sending it now
 */
export type Holding =
  | AcceptedHolding
  | (ClaimOf & {
      readonly state: "inDoubt";
      readonly reason: string;
      readonly requestId?: string | undefined;
    })
  | (ClaimOf & { readonly state: "inProgress"; readonly process: string });

export interface AcceptedHolding extends ClaimOf {
  readonly state: "accepted";
  /** Undefined: its job is gone. */
  readonly requestId: string | undefined;
  /** A callback says that the device failed; its credentials were not checked, so anybody may have sent it. */
  readonly hasUncheckedFailure?: true;
}

/** The claim of a batch that was never posted, and that no live process is about to post. */
export interface NeverSent {
  readonly state: "notSent";
  readonly block: Pick<ClaimBlock, "job" | "batch">;
}

/** What an earlier batch has of an input. */
export interface HeldDevices {
  readonly holding: Holding | NeverSent;
  readonly devices: number;
}

interface ClaimOf {
  readonly block: ClaimBlock;
}

/** `batch`: as the job's ledger knows it. Undefined: the claim is void, the batch was never posted or applied nothing. */
export function holdingOf(
  block: ClaimBlock,
  job: StoredJob | undefined,
  batch: BatchVerdict | undefined,
): Holding | undefined {
  // Claims outlive their job: without its ledger, what it had counts as sent.
  if (job === undefined) return { block, state: "accepted", requestId: undefined };
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
        ? { block, state: "inDoubt", reason: senderEndedText }
        : { block, state: "inProgress", process };
    case "accepted":
      return { block, state: "accepted", requestId: batch.requestId };
    case "doubtful":
      return { block, state: "inDoubt", reason: batch.reason };
  }
}
