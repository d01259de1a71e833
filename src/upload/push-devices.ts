import type { JobRecord } from "../store/job-record.ts";
import type { JobDraft, OpenJob, Store } from "../store/store.ts";
import { type BatchVerdict, foldLedger } from "../verdict/batch-states.ts";
import { type Inspection, inspectDevices } from "./inspect-devices.ts";
import { type PublishOptions, publishJob } from "./publish-job.ts";
import { type Envelopes, type SendOptions, type SendStop, sendJob } from "./send-job.ts";

export interface PushOptions extends PublishOptions, Omit<SendOptions, "job" | "envelopes"> {
  readonly store: Store;
  /** Makes the envelopes of a job, whose upload type is known by now. */
  readonly envelopesFor: (record: JobRecord) => Envelopes;
  /** Told what was read; again when the plan is made, for that looks at earlier pushes once more. */
  readonly onInspected: (inspection: Inspection) => void;
  /** Told when the job is durable, before anything is sent. */
  readonly onJob: (job: OpenJob) => void;
}

/** How far a push got, whatever ended it. */
export interface PushResult {
  /** Undefined: the input could not be read (see `error`). */
  readonly inspection: Inspection | undefined;
  readonly job: JobRecord | undefined;
  readonly batches: readonly BatchVerdict[];
  readonly stop: SendStop | undefined;
  /** What ended the push before or beside the sending. */
  readonly error: unknown;
}

/** Reads, checks, plans and sends. Never throws: what went wrong is in the result, beside what was done before. */
export async function pushDevices(options: PushOptions): Promise<PushResult> {
  let inspection: Inspection | undefined;
  let draft: JobDraft | undefined;
  let job: OpenJob | undefined;
  let stop: SendStop | undefined;
  let error: unknown;
  try {
    draft = await options.store.draftJob();
    inspection = await inspectDevices({ ...options, reading: teeInto(draft, options) }, options.store);
    options.onInspected(inspection);
    // Without a session there is nothing to plan for: a retry loop must not pile up jobs.
    if (mightSend(inspection, options)) await options.session.token();
    const publication = await publishJob(options, options.store, draft, inspection);
    inspection = publication.inspection;
    options.onInspected(inspection);
    if (publication.kind === "published") {
      job = publication.job;
      options.onJob(job);
      stop = await sendJob({ ...options, job, envelopes: options.envelopesFor(job.record) });
    }
  } catch (thrown) {
    error = thrown;
  }
  let batches: readonly BatchVerdict[] = [];
  try {
    batches = foldLedger(job?.facts ?? []);
  } catch (thrown) {
    error ??= thrown;
  }
  // What is in the way of tidying up (a scanner on Windows) must not hide what was sent.
  await Promise.allSettled([draft?.discard(), job?.close()]);
  return { inspection, job: job?.record, batches, stop, error };
}

function mightSend({ input, taken }: Inspection, { skipInvalid }: PushOptions): boolean {
  return input.devices.accepted > taken.count && (skipInvalid || input.problems.rejectedRows === 0);
}

function teeInto(draft: JobDraft, { reading }: PushOptions): PushOptions["reading"] {
  return {
    ...reading,
    tee: (source, chunk) => draft.writeSource(source, reading.sources[source]?.name ?? "source", chunk),
  };
}
