import { hasIccidPrefix, type IdentifierKind, identifiers } from "../devices/identifiers.ts";
import { visibleValue } from "../devices/problems.ts";
import { type UploadType, uploadTypeNames, uploadTypes } from "../devices/upload-types.ts";
import { type ErrorKind, VzuploadError } from "../errors.ts";
import { identifierOfHeader, identifierOfValue, looksLikeIdentifier } from "./header-names.ts";

/** Where the identifiers of an upload type stand in the rows of one file. */
export interface ColumnPlan {
  readonly uploadType: UploadType;
  /** 0-based index into a row, by the type's identifier position. */
  readonly columns: readonly number[];
  /** The same for people: the header's words, or the 1-based number without a header. */
  readonly labels: readonly (string | number)[];
}

/**
 * The plan of a file by its header. `where` is file:line. VzuploadError "input" when the line is no header, names an
 * identifier twice, lacks one that the type needs, or fits several types.
 */
export function planByHeader(where: string, header: readonly string[], uploadType?: UploadType): ColumnPlan {
  const kinds = header.map(identifierOfHeader);
  if (kinds.every((kind) => kind === undefined) && header.some(looksLikeIdentifier))
    throw notAHeader(where, header);
  const naming = { where, errorKind: "input", listed: `The header has ${quoteAll(header)}.` } as const;
  const plan = planKinds(kinds, naming, uploadType);
  refuseTwice(where, header, kinds, plan.uploadType);
  return { ...plan, labels: plan.columns.map((column) => visibleValue(header[column]?.trim() ?? "")) };
}

/** The plan of files without a header, by what their columns hold; VzuploadError "usage" as for a header. */
export function planByColumns(
  columns: readonly (IdentifierKind | undefined)[],
  uploadType?: UploadType,
): ColumnPlan {
  const listed = `It has ${columns.map((kind) => kind ?? "-").join(",")}.`;
  const plan = planKinds(columns, { where: "--columns", errorKind: "usage", listed }, uploadType);
  return { ...plan, labels: plan.columns.map((column) => column + 1) };
}

/** VzuploadError "input" when the first row of a file read by --columns is a header. */
export function refuseHeader(where: string, row: readonly string[]): void {
  if (!row.some((cell) => identifierOfHeader(cell) !== undefined)) return;
  throw new VzuploadError(
    "input",
    `${where}: this line is a header (${quoteAll(row)}), but --columns is for files without one.`,
    {
      hint: "Leave out --columns, or remove the header line.",
    },
  );
}

/**
 * VzuploadError "input" when the first row of data has an ICCID or EID in a column whose heading is not known: the upload type, taken
 * from the columns that are known, would leave it out, and the devices would go out as another type than meant.
 */
export function refuseUnnamedIdentifier(
  where: string,
  header: readonly string[],
  row: readonly string[],
  uploadType: UploadType,
): void {
  const named = new Set(header.map(identifierOfHeader));
  for (const [column, cell] of row.entries()) {
    const kind = identifierOfHeader(header[column] ?? "") === undefined ? identifierOfValue(cell) : undefined;
    if (kind === undefined || !telling.has(kind) || named.has(kind) || !hasIccidPrefix(cell.trim())) continue;
    const { label } = identifiers[kind];
    throw new VzuploadError(
      "input",
      `${where}: the column "${visibleValue(header[column] ?? "")}" seems to hold the ${label}, but its heading is not known.`,
      { hint: `Rename it to ${label}; or, to upload without it, say --type "${uploadType}".` },
    );
  }
}

/** The same for a file without a header: a column behind those that --columns lists must be named, or left out by name. */
export function refuseUnlistedIdentifier(
  where: string,
  columns: readonly (IdentifierKind | undefined)[],
  row: readonly string[],
): void {
  for (const [column, cell] of row.entries()) {
    const kind = column < columns.length ? undefined : identifierOfValue(cell);
    if (kind === undefined || !telling.has(kind) || columns.includes(kind) || !hasIccidPrefix(cell.trim()))
      continue;
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

/** Long enough to be nothing else; both begin with 89. */
const telling: ReadonlySet<IdentifierKind> = new Set(["iccid", "eid"]);

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
  return new VzuploadError(naming.errorKind, message, { hint: hintFor(naming, ["imei", "iccid"]) });
}

function missingColumn(
  kind: IdentifierKind,
  why: string,
  naming: Naming,
  needed: readonly IdentifierKind[],
): VzuploadError {
  const message = `${naming.where}: no column holds the ${identifiers[kind].label}${why}. ${naming.listed}`;
  return new VzuploadError(naming.errorKind, message, { hint: hintFor(naming, needed) });
}

function hintFor({ errorKind }: Naming, needed: readonly IdentifierKind[]): string {
  const flag = `--columns ${needed.join(",")}`;
  if (errorKind === "usage") return `Name each needed column once, "-" for others: ${flag}`;
  return `Rename the column, or remove the header line and name the columns in their order, "-" for others: ${flag}`;
}

function refuseTwice(
  where: string,
  header: readonly string[],
  kinds: readonly (IdentifierKind | undefined)[],
  uploadType: UploadType,
): void {
  for (const kind of uploadTypes[uploadType].identifiers) {
    const both = header.filter((_, column) => kinds[column] === kind);
    if (both.length < 2) continue;
    throw new VzuploadError(
      "input",
      `${where}: several columns hold the ${identifiers[kind].label}: ${quoteAll(both)}.`,
      {
        hint: "Rename or remove all but the one to be sent.",
      },
    );
  }
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

/** As many cells as a message bears. */
function quoteAll(cells: readonly string[]): string {
  const shown = cells.slice(0, maxShownCells).map((cell) => `"${visibleValue(cell)}"`);
  return [...shown, ...(cells.length > maxShownCells ? [`${cells.length - maxShownCells} more`] : [])].join(
    ", ",
  );
}

const maxShownCells = 12;
