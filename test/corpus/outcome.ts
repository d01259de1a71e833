import { createReadStream, readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseColumnMap } from "../../src/csv/column-map.ts";
import { parseColumns } from "../../src/csv/parse-columns.ts";
import { delimiterNames, parseDelimiter, parseEncoding } from "../../src/csv/parse-shape.ts";
import type { Problem } from "../../src/devices/problems.ts";
import { parseUploadType } from "../../src/devices/upload-types.ts";
import { VzuploadError } from "../../src/errors.ts";
import { encodingNames } from "../../src/reports/source-shape.ts";
import { readDevices } from "../../src/upload/read-devices.ts";
import type {
  CheckDigits,
  DeviceInput,
  ReadDevicesOptions,
  SourceReport,
} from "../../src/upload/read-types.ts";

/**
 * A file below fixtures/csv/, with flags behind it where it needs some, and what is read: "2 devices, IMEI ICCID Pair (comma,
 * UTF-8)" (line ends, where they are not LF or CRLF, comments and gzip are named, too), then a line for each problem: "3:IMEI imei-form letter-for-digit: 3O8755110000020", warnings with "warning" before.
 * What is refused as a whole has the message: "refused: empty.csv is empty."
 */
export type CorpusRow = readonly [file: string, outcome: string, ...problems: string[]];

const folder = new URL("../../fixtures/csv/", import.meta.url);

/** All inputs there are, relative to the folder, sorted. */
export function corpusFiles(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/").split("/fixtures/csv/")[1] ?? "",
    )
    .map((path) => path.replace(/^\/+/, ""))
    .sort();
}

/** What the reader makes of the file of a row, in the form of its outcome. */
export async function outcomeOf(words: string): Promise<readonly string[]> {
  const { file, ...options } = parseWords(words);
  const path = fileURLToPath(new URL(file, folder));
  const signal = new AbortController().signal;
  const source = { name: basename(file), open: () => createReadStream(path) };
  try {
    const input = await readDevices({ ...options, sources: [source], signal });
    return [summaryOf(input), ...problemsOf(input)];
  } catch (error) {
    if (!(error instanceof VzuploadError)) throw error;
    return [`refused: ${error.message}`];
  }
}

/** The file of a row without its flags. */
export function fileOf(words: string): string {
  return words.split(" ")[0] ?? "";
}

function parseWords(
  words: string,
): Omit<ReadDevicesOptions, "sources" | "signal"> & { readonly file: string } {
  const options = {
    type: text,
    columns: text,
    "check-digits": text,
    delimiter: text,
    encoding: text,
    ...termFlags,
  } as const;
  const { values, positionals } = parseArgs({ args: words.split(" "), options, allowPositionals: true });
  return {
    file: positionals[0] ?? "",
    columns: values.columns === undefined ? undefined : parseColumns(values.columns),
    shape: {
      delimiter: values.delimiter === undefined ? undefined : parseDelimiter(values.delimiter),
      encoding: values.encoding === undefined ? undefined : parseEncoding(values.encoding),
    },
    ...termOptions(values),
    uploadType: values.type === undefined ? undefined : parseUploadType(values.type),
    checkDigits: (values["check-digits"] ?? "warn") as CheckDigits, // as: the rows' own words
  };
}

const text = { type: "string" } as const;

/** --activate reads the columns of plan and ZIP code, too. */
const termFlags = { map: text, sku: text, activate: { type: "boolean" } } as const;

function termOptions({ map, sku, activate = false }: TermValues): Pick<ReadDevicesOptions, "map" | "terms"> {
  const wanted = ["sku", ...(activate ? (["plan", "zip"] as const) : [])] as const;
  const terms = {
    wanted,
    defaults: { sku, plan: undefined, zip: undefined },
    flags: new Set(sku === undefined ? [] : (["sku"] as const)),
    required: [],
  };
  return { map: map === undefined ? undefined : parseColumnMap(map), terms };
}

interface TermValues {
  readonly map?: string | undefined;
  readonly sku?: string | undefined;
  readonly activate?: boolean | undefined;
}

function summaryOf(input: DeviceInput): string {
  const { devices, uploadType, sources } = input;
  const count = devices.accepted;
  const [source] = sources;
  const notes = source === undefined ? [] : notesOf(source);
  const head = `${count} ${count === 1 ? "device" : "devices"}, ${uploadType}${shapeOf(source)}`;
  return [head, ...notes, ...groupsOf(input)].join(", ");
}

/** "2 of SKU1 PLAN 12345" for each of the terms, where a column says them. */
function groupsOf({ devices, terms, termColumns }: DeviceInput): readonly string[] {
  if (termColumns.length === 0) return [];
  const rows = Array.from({ length: devices.size }, (_, row) => row).filter(
    (row) => !devices.isRejected(row),
  );
  return terms.flatMap(({ sku, plan, zip }, number) => {
    const count = rows.filter((row) => devices.termsOf(row) === number).length;
    const words = [sku, plan, zip].filter((word) => word !== undefined);
    return count === 0 ? [] : [`${count} of ${words.join(" ")}`];
  });
}

function notesOf({ normalised, imeisvs }: SourceReport): readonly string[] {
  const forms = Object.entries(normalised).map(([form, count]) => `${count} ${form}`);
  return imeisvs === 0 ? forms : [...forms, `${imeisvs} imeisvs`];
}

function shapeOf(source: SourceReport | undefined): string {
  if (source === undefined) return "";
  const { delimiter, encoding, lineEnd, comments, isGzip } = source;
  const words = [
    delimiterNames[delimiter],
    encodingNames[encoding],
    ...(lineEnd === "CR" || lineEnd === "mixed" ? [`${lineEnd} line ends`] : []),
    ...(comments > 0 ? [`${comments} ${comments === 1 ? "comment" : "comments"}`] : []),
    ...(isGzip ? ["gzip"] : []),
  ];
  return ` (${words.join(", ")})`;
}

function problemsOf({ problems: { errors, warnings } }: DeviceInput): readonly string[] {
  return [...errors, ...warnings].map(problemText);
}

function problemText({ severity, line, column, kind, cause, other, value }: Problem): string {
  const words = [
    ...(severity === "warning" ? ["warning"] : []),
    `${line}:${column}`,
    kind,
    ...(cause === undefined ? [] : [cause]),
    ...(other === undefined ? [] : [`as on ${other.line}`]),
  ];
  return words.join(" ") + (value === "" ? "" : `: ${value}`);
}
