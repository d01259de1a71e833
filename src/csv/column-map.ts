import { type ColumnMeaning, columnMeanings } from "../devices/column-meanings.ts";
import { VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";

/** Which heading holds what, where the usual names do not tell; undefined: no column does. */
export type ColumnMap = ReadonlyMap<ColumnMeaning, string | undefined>;

/**
 * Reads `imei=Serial 2,iccid="SIM, long",sku=-`: a name of `columnMeanings`, and the heading of its column; in double quotes where it
 * holds a comma; - for no column. VzuploadError "usage".
 */
export function parseColumnMap(text: string): ColumnMap {
  const map = new Map<ColumnMeaning, string | undefined>();
  for (const entry of splitEntries(text)) {
    const [, name = "", value = ""] = /^([^=]*)=([\s\S]*)$/.exec(entry) ?? [];
    const meaning = columnMeanings.find((each) => each === name.trim().toLowerCase());
    if (meaning === undefined) throw usage(text, `"${entry.trim()}" names nothing that a column can hold`);
    if (map.has(meaning)) throw usage(text, `"${meaning}" is named twice`);
    const heading = unquoted(value.trim());
    if (heading === "") throw usage(text, `"${meaning}" has no heading`);
    map.set(meaning, value.trim() === "-" ? undefined : heading);
  }
  return map;
}

/** At commas outside of double quotes. */
function splitEntries(text: string): readonly string[] {
  return text.match(/(?:"(?:[^"]|"")*"|[^,"]|")+/g) ?? [""];
}

function unquoted(value: string): string {
  const quoted = /^"((?:[^"]|"")*)"$/.exec(value)?.[1];
  return quoted === undefined ? value : quoted.replaceAll('""', '"');
}

function usage(text: string, why: string): VzuploadError {
  return new VzuploadError("usage", `Cannot read --map ${visibleText(text)}: ${visibleText(why)}.`, {
    hint: `Say which heading holds what, of ${columnMeanings.join(", ")}: --map 'imei=Serial 2,iccid=SIM'; - for no column: sku=-`,
  });
}
