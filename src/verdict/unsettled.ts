import type { BatchVerdict } from "./batch-states.ts";

/**
 * When a batch went out whose RequestId a callback may still tell, ISO 8601; undefined: it is known, or was never sent. Its sender may be
 * alive, or the operator may have said that the platform does not have it, and be wrong.
 */
export function unsettledSince(batch: BatchVerdict): string | undefined {
  if (batch.state === "doubtful" || batch.state === "sending") return batch.sentAt;
  return batch.state === "planned" ? batch.word?.sentAt : undefined;
}

/** Whether nothing can come to a job's batches any more but verdicts: none is planned, none in doubt. */
export function isSent(batches: readonly BatchVerdict[]): boolean {
  return batches.every(({ state }) => state === "accepted" || state === "refused");
}
