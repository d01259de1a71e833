import type { CorpusRow } from "./outcome.ts";

/** What names the columns, and what does not. */
export const headers: readonly CorpusRow[] = [
  [
    "bad/ambiguous-type.csv",
    "refused: ambiguous-type.csv:1: the columns IMEI, ICCID, EID are of no single upload type.",
  ],
  ["bad/header-only.csv", "refused: header-only.csv has a header, but no devices below it."],
  [
    "bad/no-header.csv",
    'refused: no-header.csv:1: this line should be the header, but it is data: "358755110000012", "89148000000000000019".',
  ],
  ["bad/no-header.csv --columns imei,iccid", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "bad/no-iccid-column.csv",
    'refused: no-iccid-column.csv:2: the column "Card" seems to hold the ICCID, but its heading is not known.',
  ],
  [
    "bad/two-imei-columns.csv",
    'refused: two-imei-columns.csv:1: several columns hold the IMEI: "IMEI", "Device ID".',
  ],
];
