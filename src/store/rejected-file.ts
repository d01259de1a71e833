import { parsePositive, parseSideFile, quotedField } from "./side-file.ts";
import type { RejectedRow } from "./store.ts";

/** `rejected.csv` of a job: what was refused, `source,line,column,problem,value`; source is 1-based. */
export function formatRejectedFile(rows: Iterable<RejectedRow>): string {
  let text = header;
  for (const { source, line, column, problem, value } of rows)
    text += `${source + 1},${line},${quotedField(column)},${problem},${quotedField(value)}\n`;
  return text;
}

/** What `formatRejectedFile` was given; undefined: the text is not one of its. */
export function parseRejectedFile(text: string): readonly RejectedRow[] | undefined {
  return parseSideFile(text, header, rejectedRow);
}

const header = "source,line,column,problem,value\n";

function rejectedRow(fields: readonly string[]): RejectedRow | undefined {
  const [source, line] = [parsePositive(fields[0]), parsePositive(fields[1])];
  const [, , column, problem, value] = fields;
  if (source === undefined || line === undefined || fields.length !== 5) return undefined;
  if (column === undefined || problem === undefined || value === undefined) return undefined;
  return { source: source - 1, line, column, problem, value };
}
