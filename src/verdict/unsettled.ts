import type { BatchVerdict } from "./batch-states.ts";

/**
 * When a batch went out whose RequestId a callback may still tell, ISO 8601; undefined: it is known from the platform, or it was never sent.
 * Its sender may be alive; or the operator has said what became of it, and may be wrong, also where it was sent once more by that word.
 */
export function unsettledSince(batch: BatchVerdict): string | undefined {
  switch (batch.state) {
    case "sending":
    case "doubtful":
      return batch.sentAt;
    case "planned":
    case "refused":
      return batch.word?.sentAt;
    case "accepted":
      return batch.by === "operator" ? batch.sentAt : batch.word?.sentAt;
  }
}

/** Whether nothing can come to a job's batches any more but verdicts: none is to be sent, none in doubt, none known by the operator's word alone. */
export function isSent(batches: readonly BatchVerdict[]): boolean {
  return batches.every(
    (batch) =>
      (batch.state === "accepted" || batch.state === "refused") && unsettledSince(batch) === undefined,
  );
}
