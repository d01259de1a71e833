import { nameIdentifiers } from "../devices/upload-types.ts";
import type { SaidLinesFact } from "../store/facts.ts";
import type { StoredJob } from "../store/store.ts";
import type { AcceptedBatch } from "../verdict/batch-states.ts";
import type { Until } from "../verdict/judgement.ts";
import { createRequestTally, type RequestTally } from "../verdict/request-tally.ts";

/** An empty tally of an accepted batch, but for what the operator said of its lines. */
export async function openBatchTally(
  job: StoredJob,
  batch: AcceptedBatch,
  asked: { readonly activates: boolean; readonly until: Until },
): Promise<RequestTally> {
  const expected = await job.readBatch(batch.planned);
  const tally = createRequestTally({
    requestId: batch.requestId,
    expected,
    operation: job.record.operation,
    ...asked,
  });
  await overruleLines(tally, job, batch.said);
  return tally;
}

/** Puts what the operator has said of lines into their tally, in order. */
export async function overruleLines(
  tally: RequestTally,
  job: StoredJob,
  words: readonly SaidLinesFact[],
): Promise<void> {
  for (const said of words) {
    for (const { identifiers, status } of await job.readSaid(said))
      tally.overrule({ identifiers: nameIdentifiers(job.record.uploadType, identifiers), status });
  }
}
