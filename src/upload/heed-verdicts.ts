import type { DeviceTable } from "../devices/device-table.ts";
import type { Inbox, InboxCursor } from "../store/store.ts";
import type { CallbackIdentifier } from "../uws/callback.ts";
import { namedIdentifier } from "../verdict/identity.ts";
import { type DeviceHoldings, deviceHoldings } from "./device-holding.ts";
import { type EarlierBatch, readEarlierVerdicts } from "./earlier-verdicts.ts";
import type { FoundList } from "./found-list.ts";
import type { AcceptedHolding, Holding } from "./holding.ts";

/** What a block's batch holds, and, where the platform has it, under which request that can be asked about. */
export interface Held {
  readonly holding: Holding | undefined;
  readonly accepted: (EarlierBatch & { readonly holding: AcceptedHolding }) | undefined;
}

/** Devices that the platform did not take, though it accepted their batches. */
export interface Released {
  readonly requestIds: ReadonlySet<string>;
  /** How far the inbox was read for that. */
  readonly cursor: InboxCursor;
}

export interface HeedOptions {
  readonly inbox: Inbox;
  readonly devices: DeviceTable;
  /** Of each block that was found. */
  readonly held: readonly Held[];
  /** Rows with the number of their block, doubled, and 1 more where all identifiers are the same. */
  readonly found: FoundList;
}

export interface Heeded {
  /** By the numbers in the found list. */
  readonly holdings: readonly (Holding | undefined)[];
  readonly released: Released | undefined;
}

/** Puts what the platform said of each device in place of what its batch holds. */
export async function heedVerdicts({ inbox, devices, held, found }: HeedOptions): Promise<Heeded> {
  const holdings = held.map(({ holding }) => holding);
  const batches = held.flatMap(({ accepted }) => accepted ?? []);
  const { cursor, byBatch } = await readEarlierVerdicts(inbox, batches);
  const judges = held.map(({ accepted }): DeviceHoldings | undefined => {
    const verdicts = accepted && byBatch.get(accepted);
    return verdicts && deviceHoldings(accepted.holding, verdicts);
  });
  const numbers = new Map(holdings.map((holding, number) => [holding, number]));
  const requestIds = new Set<string>();
  found.recode((row, code) => {
    const judge = judges[code >>> 1];
    if (judge === undefined) return code;
    const holding = judge(identifiersOf(devices, row));
    if (holding === undefined) requestIds.add(held[code >>> 1]?.accepted?.batch.requestId ?? "");
    const number = numbers.get(holding) ?? holdings.push(holding) - 1;
    numbers.set(holding, number);
    return number * 2 + (code & 1);
  });
  return { holdings, released: requestIds.size === 0 ? undefined : { requestIds, cursor } };
}

function identifiersOf(devices: DeviceTable, row: number): readonly CallbackIdentifier[] {
  return devices.kinds.map((kind, position) => namedIdentifier(kind, devices.identifier(row, position)));
}
