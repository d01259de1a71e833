import type { Store } from "../../src/store/store.ts";
import { type ResumeOptions, type ResumeResult, resumeJob } from "../../src/upload/resume-job.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import {
  createRecordingPlatform,
  csvOfPairs,
  pushCsv,
  pushOptionsFor,
  type RecordingPlatform,
} from "./push-rows.ts";

/** What a platform answers to the k-th request, from 1. */
export type Answers = (request: number) => UploadOutcome;

export const accepted =
  (prefix: string): Answers =>
  (request) => ({ kind: "accepted", requestId: `${prefix}-${request}` });
export const doubtful: UploadOutcome = { kind: "doubtful", reason: "no answer" };
export const noConnection: UploadOutcome = {
  kind: "notSent",
  code: "ECONNREFUSED",
  reason: "no connection",
  hint: "",
};

/** These answers to the first requests, then that RequestIds follow. */
export function answering(prefix: string, ...first: readonly UploadOutcome[]): Answers {
  return (request) => first[request - 1] ?? accepted(prefix)(request);
}

/** Pushes pairs `start` to before `end`, two a batch; returns the job's id and what was sent. */
export async function interruptedPush(
  store: Store,
  { start = 0, end = 6, answers = answering("p", { kind: "accepted", requestId: "p-1" }, noConnection) } = {},
  more: Parameters<typeof pushCsv>[3] = {},
): Promise<{ readonly id: string; readonly sent: readonly string[] }> {
  const platform = createRecordingPlatform(undefined, answers);
  const { job, error } = await pushCsv(store, csvOfPairs(start, end), platform.post, more);
  if (job === undefined) throw error ?? new Error("there is no job");
  return { id: job.id, sent: platform.devices };
}

export interface Resumed {
  readonly result: ResumeResult;
  /** "imei iccid" of each device, in the order of sending. */
  readonly sent: readonly string[];
  /** "2 accepted" of each batch. */
  readonly batches: readonly string[];
}

/** Resumes a job against a platform of its own. */
export async function resumed(
  store: Store,
  id: string,
  answers: Answers = accepted("r"),
  more: Partial<ResumeOptions> = {},
  between?: () => Promise<unknown>,
): Promise<Resumed> {
  const platform: RecordingPlatform = createRecordingPlatform(between, answers);
  const { session, envelopesFor, sleep, interrupt, onEvent, retry } = pushOptionsFor(
    store,
    "",
    platform.post,
  );
  const result = await resumeJob(id, {
    ...{ store, session, envelopesFor, sleep, interrupt, onEvent, retry },
    post: platform.post,
    onJob: () => {},
    ...more,
  });
  return {
    result,
    sent: platform.devices,
    batches: result.batches.map(({ planned, state }) => `${planned.batch} ${state}`),
  };
}
