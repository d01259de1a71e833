import type { DeviceTable } from "../devices/device-table.ts";
import type { RejectedRow, TakenRow } from "../store/store.ts";
import type { DeviceInput } from "./read-types.ts";
import type { TakenRows } from "./taken-rows.ts";

/** What was refused: a row as often as it has problems, as far as the log keeps them in detail. */
export function* rejectedRows({ problems }: DeviceInput): Generator<RejectedRow> {
  for (const { source, line, column, kind, value } of problems.errors)
    yield { source, line, column: String(column), problem: kind, value };
}

/** Which devices are not planned, for an earlier batch has them; of these rows, by default of all. */
export function* takenRows(
  devices: DeviceTable,
  taken: TakenRows,
  rows: Iterable<number> = Array(devices.size).keys(),
): Generator<TakenRow> {
  for (const row of rows) {
    const holding = taken.holding(row);
    if (holding === undefined || devices.isRejected(row)) continue;
    yield {
      source: devices.sourceOf(row),
      line: devices.lineOf(row),
      identifiers: devices.kinds.map((_, position) => devices.identifier(row, position)),
      job: holding.block.job,
      batch: holding.block.batch,
    };
  }
}
