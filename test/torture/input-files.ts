import { type DevicePair, makePairs, withLuhn } from "../support/make-devices.ts";
import type { Random } from "./random.ts";

/** A device list as data: what each row says, by column. */
export interface InputDevices {
  readonly type: InputType;
  /** Identifiers of the good rows, in the order of the type. */
  readonly devices: readonly (readonly string[])[];
  /** Rows that must be refused here. */
  readonly bad: readonly (readonly string[])[];
}

/** How a list is written down. */
export interface Dialect {
  readonly delimiter: string;
  readonly lineEnd: "\n" | "\r\n";
  readonly encoding: "utf8" | "utf8 with BOM" | "utf-16";
  readonly isQuoted: boolean;
  readonly hasExtraColumn: boolean;
  readonly isSwapped: boolean;
  readonly headings: number;
}

export type InputType = keyof typeof inputTypes;

/** Short names of upload types, with headings that their columns may have. */
const inputTypes = {
  pair: [
    ["IMEI", "Device ID", "imei_number"],
    ["ICCID", "SIM", "Sim Number"],
  ],
  esim: [
    ["IMEI", "Device ID", "imei_number"],
    ["ICCID", "SIM", "Sim Number"],
  ],
  imei: [["IMEI", "Device ID", "IMEI No"]],
  "imei-eid": [
    ["IMEI", "Device ID", "imei_number"],
    ["EID", "eSIM ID", "eUICC ID"],
  ],
  meid: [["MEID", "MEID hex", "Device MEID"]],
} as const satisfies Record<string, readonly (readonly string[])[]>;

export const inputTypeNames: readonly [InputType, ...InputType[]] = [
  "pair",
  "pair",
  "esim",
  "imei",
  "imei-eid",
  "meid",
];

/** `count` devices that are all different, and some rows that are none. */
export function makeInput(type: InputType, count: number, badRows: number, seed: number): InputDevices {
  const devices = makePairs(count, seed % 100).map((pair, at) => identifiersOf(type, pair, at));
  const bad = Array.from({ length: badRows }, (_, at) => inputTypes[type].map(() => `35875x${at}`));
  return { type, devices, bad };
}

function identifiersOf(type: InputType, { imei, iccid }: DevicePair, at: number): readonly string[] {
  switch (type) {
    case "pair":
    case "esim":
      return [imei, iccid];
    case "imei":
      return [imei];
    case "imei-eid":
      return [imei, withLuhn(`8904903200000000000000000${String(at).padStart(6, "0")}`)];
    case "meid":
      return [`A1000009${imei.slice(8, 14)}`];
  }
}

export function randomDialect(random: Random): Dialect {
  return {
    delimiter: random.pick([",", ",", ";", "\t", "|"]),
    lineEnd: random.pick(["\n", "\r\n"]),
    encoding: random.pick(["utf8", "utf8", "utf8 with BOM", "utf-16"]),
    isQuoted: random.chance(0.3),
    hasExtraColumn: random.chance(0.3),
    isSwapped: random.chance(0.3),
    headings: random.between(0, 2),
  };
}

/** The bytes of a CSV with these rows, in their order. */
export function writeRows(type: InputType, rows: readonly (readonly string[])[], dialect: Dialect): Buffer {
  const headings = inputTypes[type].map((names) => names[dialect.headings] ?? names[0]);
  const text = [headings, ...rows]
    .map((cells, line) => formatRow(cells, line, dialect))
    .map((line) => `${line}${dialect.lineEnd}`)
    .join("");
  switch (dialect.encoding) {
    case "utf8":
      return Buffer.from(text);
    case "utf8 with BOM":
      return Buffer.from(`\uFEFF${text}`);
    case "utf-16":
      return Buffer.from(`\uFEFF${text}`, "utf16le");
  }
}

function formatRow(cells: readonly string[], line: number, dialect: Dialect): string {
  const ordered = dialect.isSwapped ? cells.toReversed() : cells;
  const all = dialect.hasExtraColumn ? [...ordered, line === 0 ? "Pallet" : `P${line}`] : ordered;
  return all.map((cell) => (dialect.isQuoted ? `"${cell}"` : cell)).join(dialect.delimiter);
}
