import type { JobBatch } from "../reports/status-report-types.ts";
import type { StoredJob } from "../store/store.ts";
import { type BatchVerdict, foldLedger, isInDoubt, senderEndedText } from "../verdict/batch-states.ts";
import type { Board } from "./board.ts";
import { stateOfUnaccepted } from "./board-input.ts";

/** The batches of a job on a board, in the order of sending. */
export function batchesOfJob(job: StoredJob, board: Board): readonly JobBatch[] {
  return foldLedger(job.facts).map((batch) => {
    const { batch: number, sku, devices } = batch.planned;
    const saidLines = batch.said.reduce((sum, { lines }) => sum + lines, 0);
    return {
      batch: number,
      ...(sku === undefined ? {} : { sku }),
      devices,
      ...statusOf(batch, job),
      ...(saidLines === 0 ? {} : { saidLines }),
      lines: linesOf(batch, job, board),
    };
  });
}

type Status = Omit<JobBatch, "batch" | "sku" | "devices" | "saidLines" | "lines">;

function statusOf(batch: BatchVerdict, { holder }: StoredJob): Status {
  switch (batch.state) {
    case "accepted":
      return { state: "accepted", requestId: batch.requestId, by: batch.by };
    case "refused":
      return { state: "refused", reason: [batch.code, batch.text].filter((text) => text !== "").join(": ") };
    case "planned":
      return {
        state: "planned",
        ...(batch.planned.notBefore === undefined ? {} : { notBefore: batch.planned.notBefore }),
        ...(batch.reason === undefined ? {} : { reason: batch.reason }),
        ...(batch.word === undefined ? {} : { notAppliedSaidAt: batch.word.at }),
      };
    case "sending":
      return isInDoubt(batch, holder)
        ? { state: "doubtful", sentAt: batch.sentAt, reason: senderEndedText }
        : { state: "sending" };
    case "doubtful":
      return { state: "doubtful", sentAt: batch.sentAt, reason: batch.reason };
  }
}

function linesOf(batch: BatchVerdict, job: StoredJob, board: Board): JobBatch["lines"] {
  const request = batch.state === "accepted" ? board.requests.get(batch.requestId) : undefined;
  if (request !== undefined) return board.judge(request).states;
  return { [stateOfUnaccepted(batch, job)]: batch.planned.devices };
}
