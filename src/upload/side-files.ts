import type { DeviceTable } from "../devices/device-table.ts";
import type { DeviceInput } from "./read-types.ts";
import type { TakenRows } from "./taken-rows.ts";

/** `rejected.csv` of a job: what was refused, `source,line,column,problem,value`; source is 1-based. */
export function formatRejectedFile({ problems }: DeviceInput): string {
  const rows = problems.errors.map(({ source, line, column, kind, value }) =>
    [source + 1, line, quoted(String(column)), kind, quoted(value)].join(","),
  );
  return ["source,line,column,problem,value", ...rows, ""].join("\n");
}

/** `taken.csv` of a job: which devices were not planned, for an earlier batch has them. */
export function formatTakenFile(devices: DeviceTable, taken: TakenRows): string {
  let text = `source,line,${devices.kinds.join(",")},job,batch\n`;
  for (let row = 0; row < devices.size; row++) {
    const holding = taken.holding(row);
    if (holding === undefined || devices.isRejected(row)) continue;
    const identifiers = devices.kinds.map((_, position) => devices.identifier(row, position)).join(",");
    const { job, batch } = holding.block;
    text += `${devices.sourceOf(row) + 1},${devices.lineOf(row)},${identifiers},${job},${batch}\n`;
  }
  return text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
