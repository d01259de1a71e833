import type { DeviceTable } from "../devices/device-table.ts";
import type { ClaimBlock, ClaimCursor, Claims, Store, StoredJob } from "../store/store.ts";
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
  /** Visits every match whose batch still counts; several may name one row. */
  forEach(visit: (match: EarlierMatch) => void): void;
}

/** Looks the devices up among the claims behind `from`. A claim whose batch was never sent, or was refused, does not count. */
export async function findEarlierClaims(
  store: Store,
  claims: Claims,
  devices: DeviceTable,
  from: ClaimCursor,
): Promise<EarlierClaims> {
  const found = createFoundList();
  const blocks = new Map<ClaimBlock, number>();
  const cursor = await claims.find(devices, from, ({ row, same, block }) => {
    const index = blocks.get(block) ?? blocks.size;
    blocks.set(block, index);
    found.add(row, index * 2 + (same ? 1 : 0));
  });
  const holdings = await resolveHoldings(store, [...blocks.keys()]);
  return {
    cursor,
    forEach: (visit) =>
      found.forEach((row, code) => {
        const holding = holdings[code >>> 1];
        if (holding !== undefined) visit({ row, same: (code & 1) === 1, holding });
      }),
  };
}

/** Each job is read once, however many of its batches are named. */
async function resolveHoldings(
  store: Store,
  blocks: readonly ClaimBlock[],
): Promise<readonly (Holding | undefined)[]> {
  const jobs = new Map<string, StoredJob | undefined>();
  const holdings: (Holding | undefined)[] = [];
  for (const block of blocks) {
    if (!jobs.has(block.job)) jobs.set(block.job, await store.readJob(block.job));
    holdings.push(holdingOf(block, jobs.get(block.job)));
  }
  return holdings;
}

interface FoundList {
  add(row: number, code: number): void;
  forEach(visit: (row: number, code: number) => void): void;
}

/** A million found rows are an ordinary second push: 8 bytes each, not an object. */
function createFoundList(): FoundList {
  let pairs = new Uint32Array(1024);
  let length = 0;
  return {
    add(row, code) {
      if (length === pairs.length) {
        const grown = new Uint32Array(length * 2);
        grown.set(pairs);
        pairs = grown;
      }
      pairs[length++] = row;
      pairs[length++] = code;
    },
    forEach(visit) {
      for (let at = 0; at < length; at += 2) visit(pairs[at] ?? 0, pairs[at + 1] ?? 0);
    },
  };
}
