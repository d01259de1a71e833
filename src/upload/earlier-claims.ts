import type { DeviceTable } from "../devices/device-table.ts";
import type { ClaimBlock, ClaimCursor, Claims, Store, StoredJob } from "../store/store.ts";
import { type Holding, holdingOf } from "./holding.ts";

/** What earlier jobs have of a device table. */
export interface EarlierClaims {
  /** How far the claims have been looked through. */
  readonly cursor: ClaimCursor;
  /** Every match whose batch still counts; several may name one row. */
  readonly matches: readonly EarlierMatch[];
}

export interface EarlierMatch {
  readonly row: number;
  /** All identifiers are the same, not only some. */
  readonly same: boolean;
  readonly holding: Holding;
}

/** Looks the devices up among the claims behind `from`; claims whose batch was never sent, or was refused, do not count. */
export async function findEarlierClaims(
  store: Store,
  claims: Claims,
  devices: DeviceTable,
  from: ClaimCursor,
): Promise<EarlierClaims> {
  const found: { readonly row: number; readonly same: boolean; readonly block: ClaimBlock }[] = [];
  const cursor = await claims.find(devices, from, (match) => found.push(match));
  const holdings = await resolveHoldings(store, new Set(found.map(({ block }) => block)));
  const matches = found.flatMap(({ row, same, block }) => {
    const holding = holdings.get(block);
    return holding === undefined ? [] : [{ row, same, holding }];
  });
  return { cursor, matches };
}

/** Each job is read once, however many of its batches are named. */
async function resolveHoldings(
  store: Store,
  blocks: ReadonlySet<ClaimBlock>,
): Promise<ReadonlyMap<ClaimBlock, Holding | undefined>> {
  const jobs = new Map<string, StoredJob | undefined>();
  const holdings = new Map<ClaimBlock, Holding | undefined>();
  for (const block of blocks) {
    if (!jobs.has(block.job)) jobs.set(block.job, await store.readJob(block.job));
    holdings.set(block, holdingOf(block, jobs.get(block.job)));
  }
  return holdings;
}
