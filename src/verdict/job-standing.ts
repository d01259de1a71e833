import { type BatchVerdict, isInDoubt, unsentBatches } from "./batch-states.ts";

/**
 * A job in a word:
 * - `sending`: a live process works on it
 * - `inDoubt`: the outcome of a batch is unknown
 * - `unfinished`: it has batches that going on with it would send
 * - `refused`: the platform refused a batch, and nothing more is to be sent
 * - `accepted`: the platform has all of its batches
 * - `done`: nothing of it was left to be sent: other jobs have its devices
 */
export type JobState = "sending" | "inDoubt" | "unfinished" | "refused" | "accepted" | "done";

/** How many batches are in which state. */
export interface BatchCounts {
  readonly accepted: number;
  readonly inDoubt: number;
  readonly refused: number;
  /** Of a live process also the one that it is sending: it will tell. */
  readonly notSent: number;
}

export interface JobStanding {
  readonly state: JobState;
  readonly batches: BatchCounts;
}

/** Where a job stands by its ledger alone. `holder`: the live process that works on it. */
export function standingOfJob(batches: readonly BatchVerdict[], holder: unknown): JobStanding {
  const counts = { accepted: 0, inDoubt: 0, refused: 0, notSent: 0 };
  for (const batch of batches) counts[countedAs(batch, holder)]++;
  return { state: stateOf(batches, counts, holder), batches: counts };
}

function countedAs(batch: BatchVerdict, holder: unknown): keyof BatchCounts {
  if (batch.state === "accepted" || batch.state === "refused") return batch.state;
  return isInDoubt(batch, holder) ? "inDoubt" : "notSent";
}

function stateOf(batches: readonly BatchVerdict[], counts: BatchCounts, holder: unknown): JobState {
  if (holder !== undefined) return "sending";
  if (counts.inDoubt > 0) return "inDoubt";
  if (unsentBatches(batches).length > 0) return "unfinished";
  if (counts.refused > 0) return "refused";
  return counts.accepted > 0 ? "accepted" : "done";
}
