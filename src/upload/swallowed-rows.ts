import type { ColumnPlan } from "../csv/column-plan.ts";
import { type IdentifierKind, identifiers } from "../devices/identifiers.ts";

/**
 * The column (0-based) of a field in quotes that goes over several lines and holds an identifier of these kinds: a stray quote, as a ditto mark
 * is, has taken the rows below it in, up to the next one. Undefined: there is none; notes may have line breaks.
 */
export function swallowingColumn(
  row: readonly string[],
  kinds: readonly IdentifierKind[],
  { columns }: Pick<ColumnPlan, "columns">,
): number | undefined {
  const at = row.findIndex(
    (cell, column) => !columns.includes(column) && /[\r\n]/.test(cell) && holdsIdentifier(cell, kinds),
  );
  return at < 0 ? undefined : at;
}

function holdsIdentifier(cell: string, kinds: readonly IdentifierKind[]): boolean {
  return cell
    .split(/[^0-9A-Za-z]+/)
    .some((word) => kinds.some((kind) => identifiers[kind].hasForm(word.toUpperCase())));
}
