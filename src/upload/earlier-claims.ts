import type { DeviceTable } from "../devices/device-table.ts";
import type { ClaimBlock, ClaimCursor, Claims, Store, StoredJob } from "../store/store.ts";
import { type BatchVerdict, foldLedger, recutBatches } from "../verdict/batch-states.ts";
import { createFoundList } from "./found-list.ts";
import type { Heeded, Held, Released } from "./heed-verdicts.ts";
import { type Holding, holdingOf } from "./holding.ts";

/** A row of the device table that an earlier job's batch has, wholly or in part. */
export interface EarlierMatch {
  readonly row: number;
  /** All identifiers are the same, not only some. */
  readonly same: boolean;
  readonly holding: Holding;
}

export interface EarlierClaims {
  /** How far the claims have been looked through. */
  readonly cursor: ClaimCursor;
  /** Undefined: every claim counts whose batch does. */
  readonly released: Released | undefined;
  /** Visits every match that still counts; several may name one row. */
  forEach(visit: (match: EarlierMatch) => void): void;
}

export interface EarlierClaimsOptions {
  readonly store: Store;
  readonly claims: Claims;
  readonly devices: DeviceTable;
  readonly from: ClaimCursor;
  /** False: a claim counts as its batch does, whatever the platform said of the device. */
  readonly heedsVerdicts: boolean;
  /** Of a job that goes on: its own claims are none of an earlier job. */
  readonly own?: OwnClaims | undefined;
}

export interface OwnClaims {
  readonly job: string;
  /** What stood before its own claims does not count: it was to be sent all the same (--again). */
  readonly onlyLater: boolean;
}

/**
 * Looks the devices up among the claims behind `from`. A claim does not count whose batch was never sent or was refused, or
 * whose device failed by the platform's own, checked word.
 */
export async function findEarlierClaims(options: EarlierClaimsOptions): Promise<EarlierClaims> {
  const { store, claims, devices, from, heedsVerdicts, own } = options;
  const found = createFoundList();
  const blocks = new Map<ClaimBlock, number>();
  let isCounting = own?.onlyLater !== true;
  const cursor = await claims.find(devices, from, ({ row, same, block }) => {
    if (block.job === own?.job) isCounting = true;
    if (block.job === own?.job || !isCounting) return;
    const index = blocks.get(block) ?? blocks.size;
    blocks.set(block, index);
    found.add(row, index * 2 + (same ? 1 : 0));
  });
  // It ended before it claimed anything, so it is not known what it was to send all the same.
  if (own !== undefined && !isCounting)
    return findEarlierClaims({ ...options, own: { ...own, onlyLater: false } });
  const held = await resolveHoldings(store, [...blocks.keys()]);
  let heeded: Heeded = { holdings: held.map(({ holding }) => holding), released: undefined };
  if (heedsVerdicts && held.some(({ accepted }) => accepted !== undefined)) {
    // Most pushes meet no earlier batch, and what reads callbacks takes its time to load.
    const { heedVerdicts } = await import("./heed-verdicts.ts");
    heeded = await heedVerdicts({ inbox: store.inbox, devices, held, found });
  }
  return {
    cursor,
    released: heeded.released,
    forEach: (visit) =>
      found.forEach((row, code) => {
        const holding = heeded.holdings[code >>> 1];
        if (holding !== undefined) visit({ row, same: (code & 1) === 1, holding });
      }),
  };
}

/** A job and its ledger's batches, by number. Undefined: it is gone. */
interface ClaimingJob {
  readonly job: StoredJob | undefined;
  readonly batches: ReadonlyMap<number, BatchVerdict>;
  /** Numbers of batches that were cut anew. */
  readonly recut: ReadonlyMap<number, unknown>;
}

/** Each job is read once, and its ledger folded once, however many of its batches are named. */
async function resolveHoldings(store: Store, blocks: readonly ClaimBlock[]): Promise<readonly Held[]> {
  const jobs = new Map<string, ClaimingJob>();
  const held: Held[] = [];
  for (const block of blocks) {
    const claiming = jobs.get(block.job) ?? (await readClaiming(store, block.job));
    jobs.set(block.job, claiming);
    held.push(heldBy(block, claiming));
  }
  return held;
}

async function readClaiming(store: Store, id: string): Promise<ClaimingJob> {
  const job = await store.readJob(id);
  const facts = job?.facts ?? [];
  const batches = new Map(foldLedger(facts).map((batch) => [batch.planned.batch, batch]));
  return { job, batches, recut: recutBatches(facts) };
}

function heldBy(block: ClaimBlock, { job, batches, recut }: ClaimingJob): Held {
  // What was left of a batch that was cut anew has a claim of its own.
  if (recut.has(block.batch)) return nothingHeld;
  const batch = batches.get(block.batch);
  const holding = holdingOf(block, job, batch);
  if (job === undefined || batch?.state !== "accepted" || holding?.state !== "accepted")
    return { holding, accepted: undefined };
  return { holding, accepted: { job, batch, holding } };
}

const nothingHeld: Held = { holding: undefined, accepted: undefined };
