import { Readable } from "node:stream";
import { parseColumnMap } from "../csv/column-map.ts";
import { parseColumns } from "../csv/parse-columns.ts";
import { parseDelimiter, parseEncoding } from "../csv/parse-shape.ts";
import { formCauses } from "../devices/form-causes.ts";
import { problemTexts } from "../devices/problem-texts.ts";
import type { Problem as FoundProblem } from "../devices/problems.ts";
import { rowTermKinds } from "../devices/row-terms.ts";
import { nameIdentifiers, parseUploadType } from "../devices/upload-types.ts";
import { readDevices } from "../upload/read-devices.ts";
import type { DeviceInput, ReadDevicesOptions, TermSettings } from "../upload/read-types.ts";
import type { Device, UploadType } from "./devices.ts";

/** A device list as bytes of a CSV file (UTF-8, UTF-16 with a byte order mark, Windows-1252; also gzip), or as text. */
export interface DeviceSource {
  /** For messages and `Device.source`. */
  readonly name: string;
  readonly data: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** How lists are read. Everything has a default: it is found out, as `vzupload check` does. */
export interface ReadOptions {
  /** Exact ("IMEI ICCID Pair") or short ("imei-iccid"); default: from the columns. */
  readonly uploadType?: string;
  /** For lists without a header: what each column holds, e.g. "imei,iccid,sku"; - skips one. */
  readonly columns?: string;
  /** Which heading holds what, e.g. "imei=Serial 2,sku=-". */
  readonly map?: string;
  /** comma, semicolon, tab or pipe. */
  readonly delimiter?: string;
  /** utf-8, utf-16le, utf-16be or windows-1252. */
  readonly encoding?: string;
  /** What is done about wrong check digits; default warn. */
  readonly checkDigits?: "error" | "warn" | "off";
  /** Of rows that name none in a column of their own; a row that names another one is refused. Upper case. */
  readonly sku?: string;
  /** Also reads columns of service plan and ZIP code; without it both are passed over. Default false. */
  readonly activates?: boolean;
  /** As `sku`, where `activates`. */
  readonly servicePlan?: string;
  readonly zipCode?: string;
  readonly signal?: AbortSignal;
}

/** A list, read and checked: every row is a device or refused. */
export interface DeviceList {
  readonly uploadType: UploadType;
  /** Rows that are devices or should be: `devices.length + refusedRows`. */
  readonly rows: number;
  /** Lawful ones, in the order of the lists. */
  readonly devices: readonly Device[];
  /** How many rows are refused: wrong, or the same device again. */
  readonly refusedRows: number;
  /** Why, errors first. Of each severity at most 100,000 are kept; `errorCount` and `warningCount` are exact. */
  readonly problems: readonly Problem[];
  readonly errorCount: number;
  readonly warningCount: number;
}

/** What is wrong with a row. A row with an error is refused, one with warnings only is not. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** A stable word; docs/problems.md explains each. */
  readonly code: string;
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  /** The heading, or the 1-based number of the column. */
  readonly column: string | number;
  /** Cut at 80 characters, and fit for a terminal. */
  readonly value: string;
  readonly message: string;
  /** What probably happened to the value. */
  readonly cause?: string;
  /** What to do about it. */
  readonly fix: string;
}

/**
 * Reads and checks device lists as `vzupload push` does: identifiers are never repaired, duplicates and conflicts are found over all
 * sources. Some 500 bytes of memory a device. Errors: VzuploadError "input" where a source is no device list, "usage" for options that
 * make no sense, "interrupted" after an abort.
 */
export async function readDeviceList(
  sources: readonly DeviceSource[],
  options: ReadOptions = {},
): Promise<DeviceList> {
  const input = await readDevices(readingOf(sources, options));
  const { errors, warnings, rejectedRows, errorCount, warningCount } = input.problems;
  const names = input.sources.map(({ name }) => name);
  return {
    uploadType: input.uploadType,
    rows: input.rows,
    devices: devicesOf(input, names),
    refusedRows: rejectedRows,
    problems: [...errors, ...warnings].map((problem) => toldProblem(problem, names)),
    errorCount,
    warningCount,
  };
}

function readingOf(sources: readonly DeviceSource[], options: ReadOptions): ReadDevicesOptions {
  const { columns, map, uploadType, delimiter, encoding, checkDigits = "warn" } = options;
  return {
    sources: sources.map(({ name, data }) => ({ name, open: () => bytesOf(data) })),
    columns: columns === undefined ? undefined : parseColumns(columns),
    map: map === undefined ? undefined : parseColumnMap(map),
    uploadType: uploadType === undefined ? undefined : parseUploadType(uploadType),
    terms: termsOf(options),
    shape: {
      delimiter: delimiter === undefined ? undefined : parseDelimiter(delimiter),
      encoding: encoding === undefined ? undefined : parseEncoding(encoding),
    },
    checkDigits,
    signal: options.signal ?? new AbortController().signal,
  };
}

/** What is said here is said of these very lists. */
function termsOf({ sku, activates, servicePlan, zipCode }: ReadOptions): TermSettings {
  const defaults = {
    sku,
    plan: activates ? servicePlan : undefined,
    zip: activates ? zipCode : undefined,
  };
  return {
    wanted: activates ? ["sku", "plan", "zip"] : ["sku"],
    defaults,
    flags: new Set(rowTermKinds.filter((kind) => defaults[kind] !== undefined)),
    required: [],
  };
}

function bytesOf(data: DeviceSource["data"]): Readable {
  if (typeof data === "string") return Readable.from([Buffer.from(data)]);
  return Readable.from(data instanceof Uint8Array ? [data] : data);
}

function devicesOf({ devices, terms, uploadType }: DeviceInput, names: readonly string[]): readonly Device[] {
  const list: Device[] = [];
  for (let row = 0; row < devices.size; row++) {
    if (devices.isRejected(row)) continue;
    const { sku, plan, zip } = terms[devices.termsOf(row)] ?? {};
    list.push({
      identifiers: nameIdentifiers(
        uploadType,
        devices.kinds.map((_, position) => devices.identifier(row, position)),
      ),
      ...(sku === undefined ? {} : { sku }),
      ...(plan === undefined ? {} : { servicePlan: plan }),
      ...(zip === undefined ? {} : { zipCode: zip }),
      source: names[devices.sourceOf(row)] ?? "",
      line: devices.lineOf(row),
    });
  }
  return list;
}

function toldProblem(problem: FoundProblem, names: readonly string[]): Problem {
  const { severity, kind, source, line, column, value, cause } = problem;
  const { message, fix } = problemTexts[kind];
  return {
    severity,
    code: kind,
    source: names[source] ?? "",
    line,
    column,
    value,
    message,
    ...(cause === undefined ? {} : { cause: formCauses[cause] }),
    fix,
  };
}
