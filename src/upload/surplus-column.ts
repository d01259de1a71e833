import type { ColumnPlan } from "../csv/column-plan.ts";

/**
 * The first cell (0-based) behind the header's last column that is not blank, where rows say their SKU, plan or ZIP code: a delimiter within a field
 * shifts the cells behind it, and what then stands in such a column cannot be told from what was meant. Of shifted
 * identifiers the form tells.
 */
export function surplusColumn(
  row: readonly string[],
  { terms, headerWidth }: Pick<ColumnPlan, "terms" | "headerWidth">,
): number | undefined {
  if (headerWidth === undefined || row.length <= headerWidth || Object.keys(terms).length === 0)
    return undefined;
  const at = row.findIndex((cell, column) => column >= headerWidth && cell.trim() !== "");
  return at < 0 ? undefined : at;
}
