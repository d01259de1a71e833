import { openBatchTally } from "../evidence/batch-tally.ts";
import type { Inbox, InboxCursor, InboxMessage, StoredJob } from "../store/store.ts";
import { readCallback } from "../uws/callback-reader.ts";
import type { AcceptedBatch } from "../verdict/batch-states.ts";
import type { RequestTally } from "../verdict/request-tally.ts";

/** A batch of an earlier job that the platform has under a RequestId. */
export interface EarlierBatch {
  readonly job: StoredJob;
  readonly batch: AcceptedBatch;
}

/** What the inbox has of one batch. */
export interface BatchVerdicts {
  /** Of the messages whose credentials were checked; undefined: there are none. */
  readonly checked: RequestTally | undefined;
  /** Of the others: anybody may have sent them, so they change nothing. */
  readonly unchecked: RequestTally | undefined;
  /** Not all that was checked can be read: what the rest says against the others is not known. */
  readonly isIncomplete: boolean;
  /** That the batch has this RequestId is known by the callbacks alone. */
  readonly isBySettlement: boolean;
}

export interface EarlierVerdicts {
  /** How far the inbox was read. */
  readonly cursor: InboxCursor;
  /** Only of batches that there are messages of. */
  readonly byBatch: ReadonlyMap<EarlierBatch, BatchVerdicts>;
}

/**
 * Reads what the platform said of these batches. Messages of other requests are passed over by their headers, and the devices are
 * read only of batches that there are messages of. Fails as the store does.
 */
export async function readEarlierVerdicts(
  inbox: Inbox,
  batches: readonly EarlierBatch[],
): Promise<EarlierVerdicts> {
  const asked = new Set(batches.map(({ batch }) => batch.requestId));
  const heard = new Set<string>();
  const cursor = await inbox.read(undefined, ({ requestId, credentials }) => {
    if (asked.has(requestId)) heard.add(heardKey(credentials, requestId));
  });
  const byBatch = new Map<EarlierBatch, Reading>();
  for (const batch of batches) {
    const reading = await startReading(batch, heard);
    if (reading !== undefined) byBatch.set(batch, reading);
  }
  if (byBatch.size === 0) return { cursor, byBatch };
  return { cursor: await readMessages(inbox, byBatch), byBatch };
}

/** Whether a checked message of one of these requests came since. */
export async function hasNewVerdicts(
  inbox: Inbox,
  from: InboxCursor,
  requestIds: ReadonlySet<string>,
): Promise<boolean> {
  let isNew = false;
  await inbox.read(from, ({ requestId, credentials }) => {
    if (credentials === "checked" && requestIds.has(requestId)) isNew = true;
  });
  return isNew;
}

type Reading = { -readonly [Key in keyof BatchVerdicts]: BatchVerdicts[Key] };

function heardKey(credentials: InboxMessage["credentials"], requestId: string): string {
  return `${credentials} ${requestId}`;
}

/** Undefined: there are no messages of it, nor has the operator said anything. The operator's word counts as one that was checked. */
async function startReading(
  { job, batch }: EarlierBatch,
  heard: ReadonlySet<string>,
): Promise<Reading | undefined> {
  const hasHeard = (credentials: InboxMessage["credentials"]) =>
    heard.has(heardKey(credentials, batch.requestId));
  const [checked, unchecked] = [hasHeard("checked") || batch.said.length > 0, hasHeard("unchecked")];
  if (!checked && !unchecked) return undefined;
  const tally = () => openBatchTally(job, batch, { activates: false, until: "uploaded" });
  return {
    checked: checked ? await tally() : undefined,
    unchecked: unchecked ? await tally() : undefined,
    isIncomplete: false,
    isBySettlement: batch.by === "callback",
  };
}

/** Each message is read once, even if two batches were given one RequestId. */
async function readMessages(inbox: Inbox, byBatch: ReadonlyMap<EarlierBatch, Reading>): Promise<InboxCursor> {
  const byRequest = new Map<string, Reading[]>();
  for (const [
    {
      batch: { requestId },
    },
    reading,
  ] of byBatch) {
    byRequest.set(requestId, [...(byRequest.get(requestId) ?? []), reading]);
  }
  return inbox.read(undefined, (message) => {
    const readings = byRequest.get(message.requestId);
    if (readings !== undefined) takeMessage(message, readings);
  });
}

function takeMessage(message: InboxMessage, readings: readonly Reading[]): void {
  const read = readCallback(message.body());
  for (const reading of readings) {
    if (read.kind === "callback") reading[message.credentials]?.apply(read.callback);
    else if (message.credentials === "checked") reading.isIncomplete = true;
  }
}
