import type { IdentifierKind } from "../devices/identifiers.ts";
import { isJobId } from "./job-record.ts";
import { parsePositive, parseSideFile } from "./side-file.ts";
import type { TakenRow } from "./store.ts";

/** `taken.csv` of a job: which devices were not planned, for an earlier batch has them: `source,line,imei,iccid,job,batch`. */
export function formatTakenFile(kinds: readonly IdentifierKind[], rows: Iterable<TakenRow>): string {
  let text = headerFor(kinds);
  for (const { source, line, identifiers, job, batch } of rows)
    text += `${source + 1},${line},${identifiers.join(",")},${job},${batch}\n`;
  return text;
}

/** What `formatTakenFile` was given; undefined: the text is not one of its, with these kinds. */
export function parseTakenFile(
  text: string,
  kinds: readonly IdentifierKind[],
): readonly TakenRow[] | undefined {
  return parseSideFile(text, headerFor(kinds), (fields) => takenRow(fields, kinds.length));
}

function headerFor(kinds: readonly IdentifierKind[]): string {
  return `source,line,${kinds.join(",")},job,batch\n`;
}

function takenRow(fields: readonly string[], identifierCount: number): TakenRow | undefined {
  const [source, line] = [parsePositive(fields[0]), parsePositive(fields[1])];
  const [job = "", batch] = [fields.at(-2), parsePositive(fields.at(-1))];
  if (source === undefined || line === undefined || batch === undefined) return undefined;
  if (fields.length !== identifierCount + 4 || !isJobId(job)) return undefined;
  return { source: source - 1, line, identifiers: fields.slice(2, -2), job, batch };
}
