import type { DeviceTable } from "../devices/device-table.ts";
import type { TakenDevices } from "../store/job-record.ts";
import type { ClaimBlock } from "../store/store.ts";
import type { Holding } from "./holding.ts";

/** Which rows of a device table an earlier job already has; such rows are not sent. */
export interface TakenRows {
  readonly count: number;
  has(row: number): boolean;
  holding(row: number): Holding | undefined;
  /** Where several jobs have a row, the one that says most counts: accepted, then in doubt, then in progress. */
  take(row: number, holding: Holding): void;
  /** Each earlier batch with how many rows it has, in the order first met. */
  groups(): readonly { readonly holding: Holding; readonly devices: number }[];
}

const rank = { accepted: 3, inDoubt: 2, inProgress: 1 } as const satisfies Record<Holding["state"], number>;

export function createTakenRows(devices: DeviceTable): TakenRows {
  // Allocated when the first row is taken: most pushes meet none. 0 = free, else 1 + index into holdings.
  let byRow: Uint32Array | undefined;
  const holdings: Holding[] = [];
  const indexes = new Map<Holding, number>();
  let count = 0;

  const holding = (row: number) => holdings[(byRow?.[row] ?? 0) - 1];
  return {
    get count() {
      return count;
    },
    has: (row) => holding(row) !== undefined,
    holding,
    take(row, next) {
      byRow ??= new Uint32Array(devices.size);
      const known = holding(row);
      if (known === undefined) count++;
      else if (rank[known.state] >= rank[next.state]) return;
      let index = indexes.get(next);
      if (index === undefined) {
        index = holdings.push(next);
        indexes.set(next, index);
      }
      byRow[row] = index;
    },
    groups() {
      const devicesOf = new Uint32Array(holdings.length + 1);
      for (const index of byRow ?? []) devicesOf[index] = (devicesOf[index] ?? 0) + 1;
      return holdings.flatMap((each, index) => {
        const devices = devicesOf[index + 1] ?? 0;
        return devices > 0 ? [{ holding: each, devices }] : [];
      });
    },
  };
}

/** The same, as the job's record has it: by batch, whatever was said of single devices. */
export function takenDevices(taken: TakenRows): readonly TakenDevices[] {
  const batches = new Map<ClaimBlock, number>();
  for (const { holding, devices } of taken.groups()) {
    batches.set(holding.block, (batches.get(holding.block) ?? 0) + devices);
  }
  return [...batches].map(([{ job, batch }, devices]) => ({ job, batch, devices }));
}
