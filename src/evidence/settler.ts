import { identifiers } from "../devices/identifiers.ts";
import type { RecordedFact } from "../store/facts.ts";
import type { InboxCursor, InboxMessage, Store, StoredJob } from "../store/store.ts";
import { storedCallbackLimits } from "../uws/callback-limits.ts";
import { readCallback } from "../uws/callback-reader.ts";
import { indexBatch } from "../verdict/batch-index.ts";
import { acceptedBatches, type BatchVerdict, foldLedger } from "../verdict/batch-states.ts";
import { createDoubtEvidence, type Doubt, type DoubtEvidence } from "../verdict/doubt-evidence.ts";
import { isSent, unsettledSince } from "../verdict/unsettled.ts";

/** Tells what the inbox says of batches in doubt. */
export interface Settler {
  /** What is to be added to a job's facts. */
  factsOf(job: StoredJob): Promise<readonly RecordedFact[]>;
}

export function createSettler(store: Store): Settler {
  /** Jobs that nobody works on and of which the platform itself has told all RequestIds: nothing about them changes. */
  const done = new Set<string>();
  /** Of jobs that are there and of those that were removed: what comes of their requests settles nothing else. */
  const bound = new Set<string>();
  const removed = new Set<string>();
  /** Which batch has a RequestId by the operator's word alone; gathered anew at each look, for words are corrected. */
  let said = new Map<string, string>();
  const known = new Map<string, Doubt>();
  let evidence: DoubtEvidence | undefined;
  let evidenceOn = "";
  let cursor: InboxCursor | undefined;

  async function readLedgers(): Promise<readonly Doubt[]> {
    const doubts: Doubt[] = [];
    said = new Map();
    for (const id of await store.listJobs()) {
      if (done.has(id) || (await isFinal(id))) continue;
      const job = await store.readJob(id);
      if (job === undefined) continue;
      const batches = foldLedger(job.facts);
      for (const batch of acceptedBatches(job.facts)) {
        if (batch.by === "operator") said.set(batch.requestId, keyOf(job, batch));
        else bound.add(batch.requestId);
      }
      const open = batches.filter((batch) => unsettledSince(batch) !== undefined);
      for (const batch of open) doubts.push(await doubtOf(job, batch));
      if (job.holder === undefined && isSent(batches)) done.add(id);
    }
    // Last: a job that has gone meanwhile is among them.
    for (const [id, requestIds] of await store.removedRequests(removed)) {
      removed.add(id);
      for (const requestId of requestIds) bound.add(requestId);
    }
    return doubts;
  }

  /** Of most jobs the ledger is all that is to be known: every batch has its last word. */
  async function isFinal(id: string): Promise<boolean> {
    const facts = (await store.readFacts(id)) ?? [];
    const batches = foldLedger(facts);
    if (batches.length === 0 || !isSent(batches)) return false;
    for (const { requestId } of acceptedBatches(facts)) bound.add(requestId);
    done.add(id);
    return true;
  }

  async function doubtOf(job: StoredJob, batch: BatchVerdict): Promise<Doubt> {
    const { planned } = batch;
    const key = keyOf(job, batch);
    const before = known.get(key);
    const sentAt = unsettledSince(batch) ?? "";
    const isOpen = batch.state !== "sending" || job.holder === undefined;
    if (before?.sentAt === sentAt && before.isOpen === isOpen) return before;
    const devices = await job.readBatch(planned);
    const doubt: Doubt = {
      key,
      devices: before?.devices ?? indexBatch(devices),
      kinds: new Set(devices.kinds.map((kind) => identifiers[kind].platformKind)),
      operation: job.record.operation,
      sku: planned.sku,
      account: job.record.accountName,
      sentAt,
      isOpen,
    };
    known.set(key, doubt);
    return doubt;
  }

  /** What was read for other doubts, or before one arose, is read again. */
  function evidenceFor(doubts: readonly Doubt[]): DoubtEvidence {
    const on = doubts.map(({ key, sentAt, isOpen }) => `${key} ${sentAt} ${isOpen}`).join();
    if (evidence !== undefined && on === evidenceOn) return evidence;
    evidence = createDoubtEvidence(doubts, (requestId, { key }) => {
      const owner = said.get(requestId);
      return bound.has(requestId) || (owner !== undefined && owner !== key);
    });
    evidenceOn = on;
    cursor = undefined;
    return evidence;
  }

  async function look(): Promise<DoubtEvidence> {
    const doubts = await readLedgers();
    const current = evidenceFor(doubts);
    const firstSentAt = doubts.map(({ sentAt }) => sentAt).toSorted()[0] ?? "";
    cursor = await store.inbox.read(cursor, (message) => {
      if (message.receivedAt >= firstSentAt && !bound.has(message.requestId)) take(message, current);
    });
    return current;
  }

  const sharedLook = shareNext(look);

  return {
    async factsOf(job) {
      const current = await sharedLook();
      return foldLedger(job.facts).flatMap((batch) => factOf(batch, current.settlementOf(keyOf(job, batch))));
    },
  };
}

/**
 * One at a time, and who asks while it runs shares the next: it begins after the question. A list of many jobs in doubt asks for
 * all of them at once.
 */
function shareNext<Result>(action: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const result = action();
      running = result.catch(() => undefined);
      return result;
    });
    return next;
  };
}

function take(message: InboxMessage, evidence: DoubtEvidence): void {
  if (message.credentials !== "checked") return;
  const read = readCallback(message.body(), storedCallbackLimits);
  if (read.kind === "callback") evidence.add(read.callback, message.receivedAt);
  else evidence.spoil(message.requestId);
}

function keyOf({ record }: StoredJob, { planned }: BatchVerdict): string {
  return `${record.id}/${planned.batch}`;
}

function factOf(
  verdict: BatchVerdict,
  settlement: ReturnType<DoubtEvidence["settlementOf"]>,
): readonly RecordedFact[] {
  const { batch } = verdict.planned;
  const { state } = verdict;
  switch (settlement?.kind) {
    case undefined:
      return [];
    case "settled":
      // By its answer it has a request of its own.
      if (state === "accepted" && verdict.by === "answer")
        return [
          {
            kind: "uploadedTwice",
            batch,
            requestId: verdict.requestId,
            other: settlement.requestId,
            at: settlement.at,
          },
        ];
      return [{ kind: "settled", batch, requestId: settlement.requestId, at: settlement.at }];
    case "ambiguous":
      // Which one it is the operator has said, or the answer.
      if (state === "accepted") return [];
      return [{ kind: "ambiguous", batch, requestIds: settlement.requestIds, at: settlement.at }];
  }
}
