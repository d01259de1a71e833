import { VzuploadError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { BoardRequest } from "./board.ts";

/** Their callbacks could not be told apart. */
export function sharedRequest(
  requestId: string,
  { batch }: BoardRequest,
  job: string,
  number: number,
): VzuploadError {
  const first = batch === undefined ? "another request" : `batch ${batch.batch} of job ${batch.record.id}`;
  return new VzuploadError(
    "store",
    `RequestId ${requestId} belongs to ${first} and to batch ${number} of job ${job}: their verdicts cannot be told apart.`,
    {
      hint: "Ask the platform. (A sandbox that was started again gives the same ids: give it another --seed, or use a fresh state directory.)",
    },
  );
}

/** The board was asked for a job that the store does not have. */
export function noSuchJob(id: string, { location }: Store): never {
  throw new VzuploadError("usage", `There is no job ${id} in ${location}.`, {
    hint: "Check the id, and --state-dir or VZUPLOAD_STATE_DIR.",
  });
}
