import type { Readable } from "node:stream";
import type { Delimiter } from "../csv/dialect.ts";
import type { Encoding } from "../csv/encoding.ts";
import type { DeviceTable } from "../devices/device-table.ts";
import type { IdentifierKind } from "../devices/identifiers.ts";
import type { ProblemLog } from "../devices/problems.ts";
import type { UploadType } from "../devices/upload-types.ts";

export interface DeviceSource {
  /** As given on the command line; "-" is standard input, and shown as <stdin>. */
  readonly name: string;
  /** Called once. Bytes; a highWaterMark of 64 KiB reads as fast as more, with 40 MiB less memory for a million rows. */
  readonly open: () => Readable;
}

/** What to do about wrong check digits and ICCID prefixes: refuse the row, warn, or not look. */
export type CheckDigits = "error" | "warn" | "off";

export interface ReadDevicesOptions {
  readonly sources: readonly DeviceSource[];
  /** For files without a header: what each column holds; undefined skips it. */
  readonly columns?: readonly (IdentifierKind | undefined)[] | undefined;
  /** Default: from the columns. */
  readonly uploadType?: UploadType | undefined;
  readonly checkDigits: CheckDigits;
  /** Sees every byte as it came, synchronously, in order, source after source. What it throws ends the reading. */
  readonly tee?: ((source: number, chunk: Uint8Array) => void) | undefined;
  readonly signal: AbortSignal;
}

export interface SourceReport {
  /** As shown in messages: fit for a terminal, no path to open. */
  readonly name: string;
  readonly bytes: number;
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
  /** Data rows: neither the header nor blank lines. */
  readonly rows: number;
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly header: readonly string[] | undefined;
  /** Identifiers that were not in their normal form: blanks and dashes taken out, letters upper-cased. */
  readonly normalised: number;
}

/** A whole input, read and checked: `rows = devices.accepted + problems.rejectedRows`. */
export interface DeviceInput {
  readonly uploadType: UploadType;
  readonly devices: DeviceTable;
  readonly problems: ProblemLog;
  readonly sources: readonly SourceReport[];
  readonly rows: number;
}
