import type { ColumnMeaning } from "../devices/column-meanings.ts";
import { hasIccidPrefix, type IdentifierKind, identifiers } from "../devices/identifiers.ts";
import { visibleValue } from "../devices/problems.ts";
import { VzuploadError } from "../errors.ts";
import type { ColumnMap } from "./column-map.ts";
import type { ColumnPlan } from "./column-plan.ts";

/**
 * VzuploadError "input" when a row of data has an ICCID or EID in a column whose heading is not known: the upload type, taken
 * from the columns that are known, would leave it out, and the devices would go out as another type than meant.
 */
export function refuseUnnamedIdentifier(
  where: string,
  header: readonly string[],
  row: readonly string[],
  { meanings, uploadType }: Pick<ColumnPlan, "meanings" | "uploadType">,
  map: ColumnMap = new Map(),
): void {
  for (const [column, cell] of row.entries()) {
    const kind = meanings[column] === undefined ? tellingKind(cell) : undefined;
    // Left out by name, perhaps.
    if (kind === undefined || meanings.includes(kind) || map.has(kind)) continue;
    const { label } = identifiers[kind];
    const heading = visibleValue(header[column] ?? "");
    throw new VzuploadError(
      "input",
      `${where}: the column "${heading}" seems to hold the ${label}, but its heading is not known.`,
      { hint: `Say so: --map '${kind}=${heading.trim()}'; or, to upload without it: --type "${uploadType}"` },
    );
  }
}

/** The same for a file without a header: a column behind those that --columns lists must be named, or left out by name. */
export function refuseUnlistedIdentifier(
  where: string,
  columns: readonly (ColumnMeaning | undefined)[],
  row: readonly string[],
): void {
  for (const [column, cell] of row.entries()) {
    const kind = column < columns.length ? undefined : tellingKind(cell);
    if (kind === undefined || columns.includes(kind)) continue;
    const { label } = identifiers[kind];
    const listed = columns.map((each) => each ?? "-").join(",");
    throw new VzuploadError(
      "input",
      `${where}: column ${column + 1}, which --columns does not list, seems to hold the ${label}.`,
      {
        hint: `List it, or leave it out by name with "-": --columns ${listed},${kind} or --columns ${listed},-`,
      },
    );
  }
}

/** Long enough to be nothing else; both begin with 89. Damaged ones, too: they would be left out all the same. */
function tellingKind(cell: string): IdentifierKind | undefined {
  if (cell.length < shortestTelling) return undefined;
  if (scientific.test(cell)) return "iccid";
  const digits = cell.replace(/[^0-9]/g, "");
  if (!hasIccidPrefix(digits)) return undefined;
  return (["iccid", "eid"] as const).find((kind) => identifiers[kind].hasForm(digits));
}

const shortestTelling = 6;
const scientific = /^\s*8[.,]9[0-9]*E\+?1[6-9]\s*$/i;
