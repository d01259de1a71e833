import type { CommentRule } from "./comment-rule.ts";
import { identifierOfHeader, identifierOfValue, looksLikeIdentifier } from "./header-names.ts";
import { type SniffedRecord, sniffRecords } from "./sniffed-records.ts";

/** How a file separates its fields. */
export interface Dialect extends CommentRule {
  readonly delimiter: Delimiter;
  /** Bytes of a leading `sep=` line, its line end included; 0 without one. */
  readonly preambleBytes: number;
  /** Of the first record that names an identifier, comments left out: the header, or where it should be. */
  readonly headerLine: number | undefined;
}

export const delimiters = [",", ";", "\t", "|"] as const;

export type Delimiter = (typeof delimiters)[number];

/**
 * Sniffs the dialect from the beginning of a file in UTF-8. What the user said settles the delimiter, then a `sep=` line
 * (Excel's own); else the one that makes the most identifier headings and identifiers out of the first records, or the most even
 * rows. `isCut`: the file goes on behind the head.
 */
export function sniffDialect(head: Uint8Array, given?: Delimiter, isCut = false): Dialect {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("utf8");
  const preamble = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r|$)/i.exec(text);
  const preambleBytes = preamble?.[0].length ?? 0;
  const records = sniffRecords(text.slice(preambleBytes));
  const separator = preamble?.[1] as Delimiter | undefined; // as: the pattern's own choice
  const delimiter = given ?? separator ?? bestDelimiter(records);
  const rows = records.filter(({ isComment }) => !isComment);
  const line = rows.find((record) => namesIdentifier(record, delimiter))?.line;
  return {
    delimiter,
    preambleBytes,
    ...commentRule(records, delimiter, isCut),
    headerLine: line === undefined ? undefined : line + (preambleBytes > 0 ? 1 : 0),
  };
}

/**
 * The comment before the data that names most identifiers, the first of several, unless a header follows it. What begins with "#" below a header
 * whose first column is named by it ("#", "#Nr"), quoted or not, is a row.
 */
function commentRule(records: readonly SniffedRecord[], delimiter: Delimiter, isCut: boolean): CommentRule {
  const first = records.findIndex(({ isComment }) => !isComment);
  const header = records[first];
  if (header !== undefined && namesIdentifier(header, delimiter))
    return isHashColumn(header, delimiter) ? { headerComment: -1, hasHashColumn: true } : allComments;
  // The header is yet to come.
  if (header === undefined && isCut) return allComments;
  const comments = first < 0 ? records : records.slice(0, first);
  const counts = comments.map((comment) => namedIdentifiers(comment, delimiter));
  const most = Math.max(0, ...counts);
  const at = most === 0 ? -1 : counts.indexOf(most);
  const chosen = comments[at];
  if (chosen === undefined) return allComments;
  return { headerComment: at, hasHashColumn: isHashColumn(chosen, delimiter) };
}

/** "#", "#Nr"; not "#IMEI": that is a header made a comment. */
function isHashColumn({ text }: SniffedRecord, delimiter: Delimiter): boolean {
  const [cell = ""] = cellsOf(text, delimiter);
  return /^\s*"?\s*#/.test(cell) && identifierOfHeader(cell) === undefined;
}

/** None where a cell is an identifier itself: then it is a row. */
function namedIdentifiers({ text }: SniffedRecord, delimiter: Delimiter): number {
  const cells = cellsOf(text, delimiter);
  if (cells.some(looksLikeIdentifier)) return 0;
  return cells.filter((cell) => identifierOfHeader(cell) !== undefined).length;
}

const allComments: CommentRule = { headerComment: undefined, hasHashColumn: false };

function namesIdentifier({ text }: SniffedRecord, delimiter: Delimiter): boolean {
  return cellsOf(text, delimiter).some((cell) => identifierOfHeader(cell) !== undefined);
}

function bestDelimiter(records: readonly SniffedRecord[]): Delimiter {
  const ranked = delimiters.map((delimiter) => ({ delimiter, ...score(records, delimiter) }));
  ranked.sort((a, b) => b.known - a.known || b.alike - a.alike || b.cells - a.cells);
  return ranked[0]?.delimiter ?? ",";
}

interface Score {
  /** Identifiers and their headings, weighed. */
  readonly known: number;
  /** Records that have as many cells as most, if that is more than one. */
  readonly alike: number;
  /** Of the first record. */
  readonly cells: number;
}

function score(records: readonly SniffedRecord[], delimiter: Delimiter): Score {
  const rows = records.map(({ text }) => cellsOf(text, delimiter));
  const counts = rows.filter((_, at) => records[at]?.isComment === false).map(({ length }) => length);
  const middle = counts.toSorted((a, b) => a - b)[counts.length >> 1] ?? 1;
  return {
    known: rows.flat().reduce((sum, cell) => sum + weight(cell), 0),
    alike: middle > 1 ? counts.filter((count) => count === middle).length : 0,
    cells: counts[0] ?? 1,
  };
}

/** A heading weighs as much as the rows below it: free text may hold numbers, but hardly a heading. */
function weight(cell: string): number {
  if (cell.length > maxKnownLength) return 0;
  if (identifierOfHeader(cell) !== undefined) return 20;
  if (identifierOfValue(cell) !== undefined) return 2;
  return looksLikeIdentifier(cell) ? 1 : 0;
}

/** No identifier is longer, whatever is around it. */
const maxKnownLength = 200;

/** Roughly: enough to count and to recognise. */
function cellsOf(record: string, delimiter: Delimiter): readonly string[] {
  return record.replace(/"[^"]*"/g, (quoted) => quoted.replace(/[",;\t|]/g, "")).split(delimiter);
}
