import { identifierOfHeader, looksLikeIdentifier } from "./header-names.ts";

/** How a file separates its fields. */
export interface Dialect {
  readonly delimiter: Delimiter;
  /** Bytes of a leading `sep=` line, its line end included; 0 without one. */
  readonly preambleBytes: number;
}

export type Delimiter = "," | ";" | "\t" | "|";

/**
 * Sniffs the dialect from the beginning of a file in UTF-8. A `sep=` line (Excel's own) settles it; else the delimiter
 * that makes the most identifiers or identifier headings out of the first line that is not blank; else the most frequent.
 */
export function sniffDialect(head: Uint8Array): Dialect {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, sniffedBytes)).toString(
    "utf8",
  );
  const preamble = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r|$)/i.exec(text);
  if (preamble !== null) {
    return { delimiter: preamble[1] as Delimiter, preambleBytes: preamble[0].length }; // as: the pattern's own choice
  }
  const line = /[^\r\n]*[^\s,;|][^\r\n]*/.exec(text)?.[0] ?? "";
  const ranked = delimiters.map((delimiter) => ({ delimiter, ...score(line, delimiter) }));
  ranked.sort((a, b) => b.known - a.known || b.cells - a.cells);
  return { delimiter: ranked[0]?.delimiter ?? ",", preambleBytes: 0 };
}

const delimiters: readonly Delimiter[] = [",", ";", "\t", "|"];

const sniffedBytes = 64 * 1024;

function score(line: string, delimiter: Delimiter): { readonly known: number; readonly cells: number } {
  const cells = line.replace(/"[^"]*"/g, (quoted) => quoted.replace(/[",;\t|]/g, "")).split(delimiter);
  const known = cells.filter(
    (cell) => identifierOfHeader(cell) !== undefined || looksLikeIdentifier(cell),
  ).length;
  return { known, cells: cells.length };
}
