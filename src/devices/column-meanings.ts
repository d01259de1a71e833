import { type IdentifierKind, identifierKinds, identifiers, isIdentifierKind } from "./identifiers.ts";
import { type RowTermKind, rowTermKinds, rowTermLabels } from "./row-terms.ts";

/** What a column holds for us. */
export type ColumnMeaning = IdentifierKind | RowTermKind;

/** Everything that a column can hold for us, as --map and --columns name it. */
export const columnMeanings: readonly ColumnMeaning[] = [...identifierKinds, ...rowTermKinds];

/** For people: "IMEI", "service plan". */
export function labelOfMeaning(meaning: ColumnMeaning): string {
  return isIdentifierKind(meaning) ? identifiers[meaning].label : rowTermLabels[meaning];
}
