import type { CorpusRow } from "./outcome.ts";

/** What is no CSV file at all. */
export const otherFormats: readonly CorpusRow[] = [
  ["bad/empty.csv", "refused: empty.csv is empty."],
  [
    "bad/utf-16-without-mark.csv",
    "refused: utf-16-without-mark.csv seems to be UTF-16LE without a byte order mark.",
  ],
  ["bad/workbook.csv", "refused: workbook.csv is not a CSV file: it is an Excel workbook (XLSX)."],
];
