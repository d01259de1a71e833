import type { RowPlace } from "../devices/problems.ts";
import { parsePositive, quotedField, sideFileRows } from "./side-file.ts";
import type { RejectedRow } from "./store.ts";

/**
 * `rejected.csv` of a job: what was refused, `source,line,column,problem,value`; source is 1-based. Of rows whose problems were
 * not kept in detail only the place.
 */
export function formatRejectedFile(rows: Iterable<RejectedRow>): string {
  let text = header;
  for (const { source, line, column, problem, value } of rows) {
    const details = problem === "" ? ",," : `${quotedField(column)},${problem},${quotedField(value)}`;
    text += `${source + 1},${line},${details}\n`;
  }
  return text;
}

/**
 * What `formatRejectedFile` was given, in the order of the places; it can be gone through several times, and only the text is
 * held. Undefined: the text is not one of its.
 */
export function parseRejectedFile(text: string): Iterable<RejectedRow> | undefined {
  const rows = () => sideFileRows(text, header, rejectedRow);
  let last: RejectedRow | undefined;
  let isInOrder = true;
  for (const row of rows()) {
    if (row === undefined) return undefined;
    if (last !== undefined && comparePlaces(last, row) > 0) isInOrder = false;
    last = row;
  }
  // Earlier releases wrote them as found, and not more than 100,000.
  if (!isInOrder) return [...rows()].filter((row) => row !== undefined).sort(comparePlaces);
  return { [Symbol.iterator]: () => rows() as Generator<RejectedRow> }; // as: all were looked at
}

/** The order of places: by source, then by line. */
export function comparePlaces(a: RowPlace, b: RowPlace): number {
  return a.source - b.source || a.line - b.line;
}

const header = "source,line,column,problem,value\n";

function rejectedRow(fields: readonly string[]): RejectedRow | undefined {
  const [source, line] = [parsePositive(fields[0]), parsePositive(fields[1])];
  const [, , column, problem, value] = fields;
  if (source === undefined || line === undefined || fields.length !== 5) return undefined;
  if (column === undefined || problem === undefined || value === undefined) return undefined;
  return { source: source - 1, line, column, problem, value };
}
