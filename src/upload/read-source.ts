import { createHash } from "node:crypto";
import {
  type ColumnPlan,
  type ColumnWishes,
  planByColumns,
  planByHeader,
  refuseHeader,
} from "../csv/column-plan.ts";
import { decompressed } from "../csv/compression.ts";
import { type CsvBeginning, type CsvReader, createCsvReader } from "../csv/csv-reader.ts";
import { refuseUnlistedIdentifier, refuseUnnamedIdentifier } from "../csv/left-out-columns.ts";
import type { RowHandler } from "../csv/row-parser.ts";
import { visibleValue } from "../devices/problems.ts";
import { rowTermKinds } from "../devices/row-terms.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import { readBytes } from "./read-bytes.ts";
import type { RowChecks, SourceChecks } from "./read-checks.ts";
import { type DeviceSource, noTerms, type ReadDevicesOptions, type SourceReport } from "./read-types.ts";

export interface ReadSourceOptions extends ReadDevicesOptions {
  readonly source: DeviceSource;
  readonly index: number;
  readonly checks: RowChecks;
}

/** Reads one source into the checks, and reports what it was. Errors as of `readDevices`. */
export async function readSource(options: ReadSourceOptions): Promise<SourceReport> {
  const name = shownName(options.source);
  const rows = createRowCounter(name, options, () => reader.beginning);
  const reader: CsvReader = createCsvReader(name, rows.take, options.shape);
  const hash = createHash("sha256");
  let bytes = 0;
  let isGzip = false;
  const noteChunk = (chunk: Uint8Array) => {
    bytes += chunk.length;
    hash.update(chunk);
    options.tee?.(options.index, chunk);
  };
  const noteGzip = () => {
    isGzip = true;
  };
  await readBytes(name, options, async (chunks) => {
    for await (const chunk of decompressed(name, seenBy(noteChunk, chunks), noteGzip)) reader.write(chunk);
  });
  const shape = await reader.end();
  return { name, bytes, sha256: hash.digest("hex"), isGzip, ...shape, ...rows.report(shape.comments) };
}

async function* seenBy(see: (chunk: Uint8Array) => void, chunks: AsyncIterable<Uint8Array>) {
  for await (const chunk of chunks) {
    see(chunk);
    yield chunk;
  }
}

/** The name of a source for people: a file name may hold anything, also what forges lines in a terminal. */
export function shownName({ name }: Pick<DeviceSource, "name">): string {
  return name === "-" ? "<stdin>" : visibleText(name);
}

interface RowCounter {
  readonly take: RowHandler;
  /** Throws VzuploadError "input" when there was no row of data. */
  report(
    comments: number,
  ): Pick<SourceReport, "rows" | "header" | "columns" | "leftAlone" | "normalised" | "imeisvs">;
}

interface StartedSource {
  readonly header: readonly string[] | undefined;
  readonly plan: ColumnPlan;
  readonly checks: SourceChecks;
}

/** Takes the header off, and counts what comes behind it on its way to the checks. */
function createRowCounter(
  name: string,
  options: ReadSourceOptions,
  beginning: () => CsvBeginning | undefined,
): RowCounter {
  let started: StartedSource | undefined;
  let rows = 0;
  return {
    take(row, line, breaks) {
      if (started === undefined) {
        const { header, plan } = planBelowTitle({ name, line, beginning: beginning() }, row, options);
        started = { header, plan, checks: startChecks(name, plan, options) };
        if (header !== undefined) return;
      }
      if (rows++ < guardedRows && options.uploadType === undefined)
        refuseLeftOut(`${name}:${line}`, row, started, options);
      started.checks.check(row, line, breaks);
    },
    report(comments) {
      if (started === undefined || rows === 0) throw noRows(name, started?.header, comments);
      const { header, plan, checks } = started;
      return { rows, header, columns: columnsOf(plan), leftAlone: leftAlone(plan, header), ...checks.end() };
    },
  };
}

/** A first cell may be empty; looking at all rows would take its time. */
const guardedRows = 1_000;

function columnsOf({ uploadType, columns, terms }: ColumnPlan): SourceReport["columns"] {
  const kinds = uploadTypes[uploadType].identifiers;
  return [
    ...kinds.map((holds, position) => ({ holds, column: (columns[position] ?? 0) + 1 })),
    ...rowTermKinds.flatMap((holds) => {
      const column = terms[holds]?.column;
      return column === undefined ? [] : [{ holds, column: column + 1 }];
    }),
  ];
}

/** Columns of service plan or ZIP code where nothing is to be activated. */
function leftAlone({ meanings, terms }: ColumnPlan, header: readonly string[] = []): readonly string[] {
  return rowTermKinds.flatMap((term) => {
    const heading = terms[term] === undefined ? header[meanings.indexOf(term)] : undefined;
    return heading === undefined ? [] : [visibleValue(heading.trim())];
  });
}

interface FirstRow {
  readonly name: string;
  readonly line: number;
  readonly beginning: CsvBeginning | undefined;
}

/** A line that is no header may be a title above it. */
function planBelowTitle(
  { name, line, beginning }: FirstRow,
  row: readonly string[],
  options: ReadSourceOptions,
) {
  try {
    return planFirst(`${name}:${line}`, row, { ...options, delimiter: beginning?.delimiter });
  } catch (cause) {
    const header = options.columns === undefined ? beginning?.headerLine : undefined;
    if (header === undefined || header <= line || !(cause instanceof VzuploadError)) throw cause;
    throw new VzuploadError(
      "input",
      `${name}:${line}: this line is no header; that seems to be line ${header}.`,
      { hint: 'Remove the lines above the header, or begin them with "#".', cause },
    );
  }
}

/** An identifier that would be left out without anybody having said so. */
function refuseLeftOut(
  where: string,
  row: readonly string[],
  { header, plan }: StartedSource,
  { columns, map }: ReadSourceOptions,
): void {
  if (header !== undefined) refuseUnnamedIdentifier(where, header, row, plan, map);
  else if (columns !== undefined) refuseUnlistedIdentifier(where, columns, row);
}

function planFirst(
  where: string,
  row: readonly string[],
  {
    columns,
    map,
    uploadType,
    terms = noTerms,
    delimiter,
  }: ReadSourceOptions & Pick<ColumnWishes, "delimiter">,
): { readonly header: readonly string[] | undefined; readonly plan: ColumnPlan } {
  const wishes = { uploadType, map, terms: terms.wanted, delimiter };
  if (columns === undefined) return { header: row, plan: planByHeader(where, row, wishes) };
  refuseHeader(where, row);
  return { header: undefined, plan: planByColumns(columns, wishes) };
}

function startChecks(name: string, plan: ColumnPlan, { checks, sources }: ReadSourceOptions): SourceChecks {
  const first = checks.devices?.uploadType;
  if (first === undefined || first === plan.uploadType) return checks.startSource(name, plan);
  const firstName = sources[0] === undefined ? "the first file" : shownName(sources[0]);
  throw new VzuploadError(
    "input",
    `${name} is of upload type "${plan.uploadType}", but ${firstName} of "${first}".`,
    {
      hint: "Push files of different types one by one, or name the type that all of them have with --type.",
    },
  );
}

function noRows(name: string, header: readonly string[] | undefined, comments: number): VzuploadError {
  const lines = comments === 0 ? "blank lines" : `blank lines and comments (${comments} begin with "#")`;
  const below = comments === 0 ? "no devices" : `no devices, only ${lines},`;
  const what = header === undefined ? `has only ${lines}` : `has a header, but ${below} below it`;
  return new VzuploadError("input", `${name} ${what}.`, {
    hint: "Look at how it was exported; nothing was sent.",
  });
}
