import { VzuploadError } from "../errors.ts";
import type { PlannedFact, RecordedFact } from "../store/facts.ts";

/**
 * - `planned`: not sent
 * - `sending`: the intent is recorded and nothing after it: in doubt, unless the process that sends it is alive
 * - `accepted`: has a RequestId
 * - `refused`: a fault proved that nothing was applied
 * - `doubtful`: sent, without a usable answer
 */
export type BatchStatus =
  | { readonly state: "planned"; readonly reason?: string }
  | { readonly state: "sending" }
  | { readonly state: "accepted"; readonly requestId: string }
  | { readonly state: "refused"; readonly code: string; readonly text: string }
  | { readonly state: "doubtful"; readonly reason: string };

export type BatchState = BatchStatus["state"];

/** A batch as the ledger knows it. */
export type BatchVerdict = BatchStatus & { readonly planned: PlannedFact };

/** Every batch of a ledger with its state, in the order of sending. */
export function foldLedger(facts: readonly RecordedFact[]): readonly BatchVerdict[] {
  const batches = new Map<number, BatchVerdict>();
  for (const fact of facts) {
    if (fact.kind === "planned") {
      batches.set(fact.batch, { planned: fact, state: "planned" });
      continue;
    }
    const known = batches.get(fact.batch);
    if (known === undefined) throw unplanned(fact.batch);
    batches.set(fact.batch, { planned: known.planned, ...statusAfter(fact) });
  }
  return [...batches.values()];
}

function unplanned(batch: number): VzuploadError {
  return new VzuploadError(
    "store",
    `A ledger is damaged: it speaks of batch ${batch}, which it never planned.`,
    {
      hint: "Restore the job's ledger.ndjson from a backup; do not edit it.",
    },
  );
}

function statusAfter(fact: Exclude<RecordedFact, { kind: "planned" }>): BatchStatus {
  switch (fact.kind) {
    case "sending":
      return { state: "sending" };
    case "notSent":
      return { state: "planned", reason: fact.reason };
    case "accepted":
      return { state: "accepted", requestId: fact.requestId };
    case "refused":
      return { state: "refused", code: fact.code, text: fact.text };
    case "doubtful":
      return { state: "doubtful", reason: fact.reason };
  }
}

/** A batch that the platform has under a RequestId. */
export interface AcceptedBatch {
  readonly planned: PlannedFact;
  readonly requestId: string;
}

/** The batches of a ledger that were accepted, in the order of sending. */
export function acceptedBatches(facts: readonly RecordedFact[]): readonly AcceptedBatch[] {
  return foldLedger(facts).flatMap((batch) =>
    batch.state === "accepted" ? [{ planned: batch.planned, requestId: batch.requestId }] : [],
  );
}
