import { type ColumnMeaning, labelOfMeaning } from "../devices/column-meanings.ts";
import { type IdentifierKind, identifiers, isIdentifierKind } from "../devices/identifiers.ts";
import { visibleValue } from "../devices/problems.ts";
import type { RowTermKind } from "../devices/row-terms.ts";
import { type UploadType, uploadTypeNames, uploadTypes } from "../devices/upload-types.ts";
import { type ErrorKind, VzuploadError } from "../errors.ts";
import type { ColumnMap } from "./column-map.ts";
import type { Delimiter } from "./dialect.ts";
import { identifierOfValue, looksLikeIdentifier, meaningOfHeader } from "./header-names.ts";
import { isSameHeading, mapMeanings } from "./map-headings.ts";
import { delimiterNames } from "./parse-shape.ts";
import { quoteAll } from "./quoted-cells.ts";

/** Where the identifiers of an upload type, and what else is asked for, stand in the rows of one file. */
export interface ColumnPlan {
  readonly uploadType: UploadType;
  /** 0-based index into a row, by the type's identifier position. */
  readonly columns: readonly number[];
  /** The same for people: the header's words, or the 1-based number without a header. */
  readonly labels: readonly (string | number)[];
  /** The columns of what the file says for each row; undefined: it does not. */
  readonly terms: Readonly<Partial<Record<RowTermKind, TermColumn>>>;
  /** What each column holds for us, used or not. */
  readonly meanings: readonly (ColumnMeaning | undefined)[];
  /** How many columns the header has; undefined: there is none. */
  readonly headerWidth: number | undefined;
}

export interface TermColumn {
  /** 0-based. */
  readonly column: number;
  readonly label: string | number;
}

/** What is looked for in the columns of a file. */
export interface ColumnWishes {
  /** Default: by the columns. */
  readonly uploadType?: UploadType | undefined;
  /** Headings whose meaning was said (--map). */
  readonly map?: ColumnMap | undefined;
  /** What rows are asked for beside identifiers. */
  readonly terms: readonly RowTermKind[];
  /** Of the file: told where it has made one column of a line. */
  readonly delimiter?: Delimiter | undefined;
}

/**
 * The plan of a file by its header. `where` is file:line. VzuploadError "input" when the line is no header, names an
 * identifier twice, lacks one that the type needs, or fits several types.
 */
export function planByHeader(where: string, header: readonly string[], wishes: ColumnWishes): ColumnPlan {
  const named = header.map(meaningOfHeader);
  if (named.every((meaning) => meaning === undefined) && header.some(looksLikeIdentifier))
    throw notAHeader(where, header);
  const meanings = mapMeanings(where, header, named, wishes.map);
  const naming = { where, errorKind: "input", listed: listHeader(header, wishes.delimiter) } as const;
  const plan = planKinds(meanings.map(asIdentifier), naming, wishes.uploadType);
  for (const needed of [...uploadTypes[plan.uploadType].identifiers, ...wishes.terms])
    refuseTwice(where, header, meanings, needed);
  const labelOf = (column: number) => visibleValue(header[column]?.trim() ?? "");
  return { ...finish(plan, meanings, wishes, labelOf), headerWidth: header.length };
}

/** The plan of files without a header, by what their columns hold; VzuploadError "usage" as for a header. */
export function planByColumns(
  columns: readonly (ColumnMeaning | undefined)[],
  wishes: ColumnWishes,
): ColumnPlan {
  const listed = `It has ${columns.map((meaning) => meaning ?? "-").join(",")}.`;
  const naming = { where: "--columns", errorKind: "usage", listed } as const;
  const plan = planKinds(columns.map(asIdentifier), naming, wishes.uploadType);
  return { ...finish(plan, columns, wishes, (column) => column + 1), headerWidth: undefined };
}

function finish(
  plan: Pick<ColumnPlan, "uploadType" | "columns">,
  meanings: ColumnPlan["meanings"],
  wishes: ColumnWishes,
  labelOf: (column: number) => string | number,
): Omit<ColumnPlan, "headerWidth"> {
  const terms = wishes.terms.flatMap((term) => {
    const column = meanings.indexOf(term);
    return column < 0 ? [] : [[term, { column, label: labelOf(column) }] as const];
  });
  return { ...plan, labels: plan.columns.map(labelOf), terms: Object.fromEntries(terms), meanings };
}

/** VzuploadError "input" when the first row of a file read by --columns is a header. */
export function refuseHeader(where: string, row: readonly string[]): void {
  if (!row.some((cell) => meaningOfHeader(cell) !== undefined)) return;
  throw new VzuploadError(
    "input",
    `${where}: this line is a header (${quoteAll(row)}), but --columns is for files without one.`,
    {
      hint: "Leave out --columns, or remove the header line.",
    },
  );
}

interface Naming {
  readonly where: string;
  readonly errorKind: ErrorKind;
  /** One sentence: the columns that there are. */
  readonly listed: string;
}

function planKinds(
  kinds: readonly (IdentifierKind | undefined)[],
  naming: Naming,
  wanted: UploadType | undefined,
): Pick<ColumnPlan, "uploadType" | "columns"> {
  const uploadType = wanted ?? inferType(kinds, naming);
  const needed: readonly IdentifierKind[] = uploadTypes[uploadType].identifiers;
  const missing = needed.find((kind) => !kinds.includes(kind));
  if (missing !== undefined)
    throw missingColumn(missing, `, which upload type "${uploadType}" needs`, naming, needed);
  return { uploadType, columns: needed.map((kind) => kinds.indexOf(kind)) };
}

/** The embedded SIM type has the columns of the plain pair, so it must be asked for. */
function inferType(kinds: readonly (IdentifierKind | undefined)[], naming: Naming): UploadType {
  const present = new Set(kinds.filter((kind) => kind !== undefined));
  const possible = uploadTypeNames.filter((name) =>
    uploadTypes[name].identifiers.every((kind) => present.has(kind)),
  );
  const exact = possible.find((name) => uploadTypes[name].identifiers.length === present.size);
  if (exact !== undefined) return exact;
  if (possible.length === 0) throw noType(present, naming);
  const found = [...present].map((kind) => identifiers[kind].label).join(", ");
  throw new VzuploadError(
    naming.errorKind,
    `${naming.where}: the columns ${found} are of no single upload type.`,
    {
      hint: `Say which to use: ${possible.map((name) => `--type "${name}"`).join(" or ")}.`,
    },
  );
}

function noType(present: ReadonlySet<IdentifierKind>, naming: Naming): VzuploadError {
  if (present.size > 0) return missingColumn("imei", "", naming, ["imei", ...present]);
  const message = `${naming.where}: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). ${naming.listed}`;
  return new VzuploadError(naming.errorKind, message, { hint: hintFor("imei", naming, ["imei", "iccid"]) });
}

function missingColumn(
  kind: IdentifierKind,
  why: string,
  naming: Naming,
  needed: readonly IdentifierKind[],
): VzuploadError {
  const message = `${naming.where}: no column holds the ${identifiers[kind].label}${why}. ${naming.listed}`;
  return new VzuploadError(naming.errorKind, message, { hint: hintFor(kind, naming, needed) });
}

function hintFor(kind: IdentifierKind, { errorKind }: Naming, needed: readonly IdentifierKind[]): string {
  if (errorKind === "usage")
    return `Name each needed column once, "-" for others: --columns ${needed.join(",")}`;
  return `Rename the column, or say which heading holds it: --map '${kind}=...'`;
}

function refuseTwice(
  where: string,
  header: readonly string[],
  meanings: readonly (ColumnMeaning | undefined)[],
  meaning: ColumnMeaning,
): void {
  const both = header.filter((_, column) => meanings[column] === meaning);
  if (both.length < 2) return;
  throw new VzuploadError(
    "input",
    `${where}: several columns hold the ${labelOfMeaning(meaning)}: ${quoteAll(both)}.`,
    {
      hint: hintForTwice(meaning, both),
    },
  );
}

function hintForTwice(meaning: ColumnMeaning, [first = "", ...others]: readonly string[]): string {
  if (others.some((other) => isSameHeading(other, first)))
    return "Rename or remove all but the one to be sent; or leave the header line out and name the columns by --columns.";
  return `Say which is to be sent: --map '${meaning}=${visibleValue(first.trim())}'; or rename the others.`;
}

function asIdentifier(meaning: ColumnMeaning | undefined): IdentifierKind | undefined {
  return meaning !== undefined && isIdentifierKind(meaning) ? meaning : undefined;
}

function notAHeader(where: string, row: readonly string[]): VzuploadError {
  const guess = row.map((cell) => identifierOfValue(cell) ?? "-").join(",");
  return new VzuploadError(
    "input",
    `${where}: this line should be the header, but it is data: ${quoteAll(row)}.`,
    {
      hint: `Add a header line, or name the columns in their order, "-" for others: --columns ${guess}`,
    },
  );
}

/** What there is instead of what is missing. */
function listHeader(header: readonly string[], delimiter: Delimiter | undefined): string {
  if (header.length > 1 || delimiter === undefined) return `The header has ${quoteAll(header)}.`;
  return `The header is one column, ${quoteAll(header)}; the delimiter was taken to be the ${delimiterNames[delimiter]} (--delimiter says another).`;
}
