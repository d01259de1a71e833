import type { DeviceTable } from "../devices/device-table.ts";
import type { Problem } from "../devices/problems.ts";
import { comparePlaces } from "../store/rejected-file.ts";
import type { RejectedRow, TakenRow } from "../store/store.ts";
import type { DeviceInput } from "./read-types.ts";
import type { TakenRows } from "./taken-rows.ts";

/**
 * What was refused, every row, in the order of the places: a row as often as it has problems, and once, without any, where the log
 * does not keep these in detail.
 */
export function* rejectedRows({ problems }: DeviceInput): Generator<RejectedRow> {
  const details = problems.errors.toSorted(comparePlaces);
  let at = 0;
  for (const { source, lines } of problems.rejectedPlaces()) {
    for (const line of lines) {
      const first = at;
      for (
        let problem = details[at];
        problem !== undefined && comparePlaces(problem, { source, line }) <= 0;
        problem = details[++at]
      )
        yield rejectedRow(problem);
      if (at === first) yield { source, line, column: "", problem: "", value: "" };
    }
  }
}

function rejectedRow({ source, line, column, kind, value }: Problem): RejectedRow {
  return { source, line, column: String(column), problem: kind, value };
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
