import type { CorpusRow } from "./outcome.ts";

/** Gzip, told by its first bytes. */
export const compression: readonly CorpusRow[] = [
  [
    "compression/cut-off.csv.gz",
    "refused: cut-off.csv.gz: the compressed data ends too early: the file is cut off.",
  ],
  [
    "compression/damaged.csv.gz",
    "refused: damaged.csv.gz: the compressed data is damaged (incorrect data check).",
  ],
  ["compression/no-gz-in-the-name.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-8, gzip)"],
  [
    "compression/no-gz-in-the-name.csv --delimiter semicolon",
    "2 devices, IMEI ICCID Pair (semicolon, UTF-8, gzip)",
  ],
  ["compression/of-nothing.csv.gz", "refused: of-nothing.csv.gz is empty."],
  ["compression/one-member.csv.gz", "2 devices, IMEI ICCID Pair (comma, UTF-8, gzip)"],
  ["compression/padded-with-zeros.csv.gz", "2 devices, IMEI ICCID Pair (comma, UTF-8, gzip)"],
  [
    "compression/text-behind.csv.gz",
    "refused: text-behind.csv.gz: the compressed data is followed by something that is not gzip.",
  ],
  ["compression/twice.csv.gz", "refused: twice.csv.gz is not a CSV file: it is compressed with gzip twice."],
  ["compression/two-members.csv.gz", "2 devices, IMEI ICCID Pair (comma, UTF-8, gzip)"],
  ["compression/utf-16.csv.gz", "2 devices, IMEI ICCID Pair (semicolon, UTF-16LE, gzip)"],
  [
    "compression/workbook-within.csv.gz",
    "refused: workbook-within.csv.gz is not a CSV file: it is an Excel workbook (XLSX).",
  ],
];
