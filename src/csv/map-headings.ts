import { type ColumnMeaning, labelOfMeaning } from "../devices/column-meanings.ts";
import { visibleValue } from "../devices/problems.ts";
import { VzuploadError } from "../errors.ts";
import type { ColumnMap } from "./column-map.ts";
import { quoteAll } from "./quoted-cells.ts";

/**
 * The meanings of a header's columns: what was said of headings goes before their usual one (`named`). VzuploadError "input" where it does not fit the
 * file (`where` is file:line), "usage" where one heading is to hold two things.
 */
export function mapMeanings(
  where: string,
  header: readonly string[],
  named: readonly (ColumnMeaning | undefined)[],
  map: ColumnMap = new Map(),
): readonly (ColumnMeaning | undefined)[] {
  const meanings = named.map((meaning) => (meaning !== undefined && map.has(meaning) ? undefined : meaning));
  for (const [meaning, heading] of map) {
    if (heading === undefined) continue;
    const columns = header.flatMap((cell, column) => (isSameHeading(cell, heading) ? [column] : []));
    const [column] = columns;
    if (column === undefined) throw noSuchHeading(where, header, meaning, heading);
    if (columns.length > 1) throw ambiguousHeading(where, columns, heading);
    const other = meanings[column];
    if (other !== undefined && map.get(other) !== undefined) throw mappedTwice(heading, [other, meaning]);
    meanings[column] = meaning;
  }
  return meanings;
}

/** Letter case and the width of blanks do not matter. */
export function isSameHeading(a: string, b: string): boolean {
  const plain = (text: string) => text.trim().replace(/\s+/g, " ").toLowerCase();
  return plain(a) === plain(b);
}

function noSuchHeading(
  where: string,
  header: readonly string[],
  meaning: ColumnMeaning,
  heading: string,
): VzuploadError {
  return new VzuploadError(
    "input",
    `${where}: no column is called "${visibleValue(heading)}", which --map says holds the ${labelOfMeaning(meaning)}. The header has ${quoteAll(header)}.`,
    {
      hint: `Copy the heading as it stands there; quote it where it holds a comma: --map '${meaning}="A, B"'.`,
    },
  );
}

function mappedTwice(heading: string, meanings: readonly ColumnMeaning[]): VzuploadError {
  const both = meanings.map(labelOfMeaning).join(" and the ");
  return new VzuploadError("usage", `--map says that "${visibleValue(heading)}" holds the ${both}.`, {
    hint: "A column holds one thing: name the right heading for each, or - for what no column holds.",
  });
}

function ambiguousHeading(where: string, columns: readonly number[], heading: string): VzuploadError {
  const places = columns.map((column) => column + 1).join(" and ");
  return new VzuploadError(
    "input",
    `${where}: columns ${places} are both called "${visibleValue(heading)}", so --map does not tell which is meant.`,
    { hint: "Rename or remove all but the one to be sent." },
  );
}
