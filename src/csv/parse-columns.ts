import { type ColumnMeaning, columnMeanings } from "../devices/column-meanings.ts";
import { isIdentifierKind } from "../devices/identifiers.ts";
import { VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import { meaningOfHeader } from "./header-names.ts";

/**
 * What each column of a headerless file holds: "imei,-,iccid" with "-" or "_" for a column to skip (undefined).
 * VzuploadError "usage" for an unknown name, one named twice, or none at all.
 */
export function parseColumns(text: string): readonly (ColumnMeaning | undefined)[] {
  const columns = text.split(",").map((name) => parseColumn(name.trim(), text));
  const named = columns.filter((kind) => kind !== undefined);
  if (!named.some(isIdentifierKind)) throw usage(text, "it names no identifier");
  const twice = named.find((kind, at) => named.indexOf(kind) !== at);
  if (twice !== undefined) throw usage(text, `"${twice}" is named twice`);
  return columns;
}

function parseColumn(name: string, text: string): ColumnMeaning | undefined {
  if (name === "-" || name === "_") return undefined;
  return meaningOfHeader(name) ?? unknown(name, text);
}

function unknown(name: string, text: string): never {
  throw usage(text, `"${name}" is nothing that a column can hold`);
}

function usage(text: string, why: string): VzuploadError {
  return new VzuploadError("usage", `Cannot read --columns "${visibleText(text)}": ${visibleText(why)}.`, {
    hint: `Name the columns in their order, of ${columnMeanings.join(", ")}, and - for others: --columns imei,-,iccid`,
  });
}
