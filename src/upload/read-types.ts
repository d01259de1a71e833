import type { Readable } from "node:stream";
import type { ColumnMap } from "../csv/column-map.ts";
import type { CsvShape } from "../csv/csv-reader.ts";
import type { GivenShape } from "../csv/file-shape.ts";
import type { ColumnMeaning } from "../devices/column-meanings.ts";
import type { DeviceTable } from "../devices/device-table.ts";
import type { FormCounts } from "../devices/lossless-forms.ts";
import type { Problem, ProblemLog } from "../devices/problems.ts";
import type { RowTermKind, RowTerms } from "../devices/row-terms.ts";
import type { UploadType } from "../devices/upload-types.ts";

export interface DeviceSource {
  /** As given on the command line; "-" is standard input, and shown as <stdin>. */
  readonly name: string;
  /** Called once. Bytes; a highWaterMark of 64 KiB reads as fast as more, with 40 MiB less memory for a million rows. */
  readonly open: () => Readable;
}

/** What the rows may ask for beside their identifiers, each in a column of its own. */
export interface TermSettings {
  /** What is looked for. */
  readonly wanted: readonly RowTermKind[];
  /** What holds for rows that do not say it. */
  readonly defaults: RowTerms;
  /** Said on this very command line: a row that says something else is a mistake. */
  readonly flags: ReadonlySet<RowTermKind>;
  /** A file that says nothing of one of these, where there is no default, is an error. */
  readonly required: readonly RowTermKind[];
}

export const noTerms: TermSettings = {
  wanted: [],
  defaults: { sku: undefined, plan: undefined, zip: undefined },
  flags: new Set(),
  required: [],
};

/** What to do about wrong check digits and ICCID prefixes: refuse the row, warn, or not look. */
export type CheckDigits = "error" | "warn" | "off";

export interface ReadDevicesOptions {
  readonly sources: readonly DeviceSource[];
  /** For files without a header: what each column holds; undefined skips it. */
  readonly columns?: readonly (ColumnMeaning | undefined)[] | undefined;
  /** Headings whose meaning was said. */
  readonly map?: ColumnMap | undefined;
  /** Default: from the columns. */
  readonly uploadType?: UploadType | undefined;
  /** Default: nothing is looked for, and nothing holds. */
  readonly terms?: TermSettings | undefined;
  readonly checkDigits: CheckDigits;
  /** Of the form of all sources; what is not said is found out. */
  readonly shape?: GivenShape | undefined;
  /** Sees every byte as it came, synchronously, in order, source after source. What it throws ends the reading. */
  readonly tee?: ((source: number, chunk: Uint8Array) => void) | undefined;
  /** Told of every problem as it is found, however many; what it throws ends the reading. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  readonly signal: AbortSignal;
}

/** A column that is read for what is sent. */
export interface SourceColumn {
  readonly holds: ColumnMeaning;
  /** 1-based. */
  readonly column: number;
}

export interface SourceReport extends CsvShape {
  /** As shown in messages: fit for a terminal, no path to open. */
  readonly name: string;
  readonly bytes: number;
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
  /** Data rows: neither the header nor blank lines. */
  readonly rows: number;
  /** It came compressed; `bytes` and `sha256` are of what came. */
  readonly isGzip: boolean;
  readonly header: readonly string[] | undefined;
  /** Which column is what: the identifiers in the order of the upload type, then what else the rows say. */
  readonly columns: readonly SourceColumn[];
  /** Headings of columns of service plan or ZIP code that nobody asked for (--activate). */
  readonly leftAlone: readonly string[];
  /** Identifiers that were not in their normal form, by what was done to put them into it. */
  readonly normalised: FormCounts;
  /** IMEIs of 16 digits: lawful, and without a check digit that could be wrong. */
  readonly imeisvs: number;
}

/** A whole input, read and checked: `rows = devices.accepted + problems.rejectedRows`. */
export interface DeviceInput {
  readonly uploadType: UploadType;
  /** `termsOf` a row is an index into `terms`. */
  readonly devices: DeviceTable;
  readonly terms: readonly RowTerms[];
  /** Which of them some source has a column for. */
  readonly termColumns: readonly RowTermKind[];
  readonly problems: ProblemLog;
  readonly sources: readonly SourceReport[];
  /** What was said of their form: they are to be read in this way again. */
  readonly shape: GivenShape;
  readonly rows: number;
}
