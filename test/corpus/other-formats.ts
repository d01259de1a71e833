import type { CorpusRow } from "./outcome.ts";

/** What is no CSV file at all. */
export const otherFormats: readonly CorpusRow[] = [
  ["bad/empty.csv", "refused: empty.csv is empty."],
  [
    "bad/utf-16-without-mark.csv",
    "refused: utf-16-without-mark.csv seems to be UTF-16LE without a byte order mark.",
  ],
  ["bad/workbook.csv", "refused: workbook.csv is not a CSV file: it is an Excel workbook (XLSX)."],
  ["other-formats/archive.csv", "refused: archive.csv is not a CSV file: it is a ZIP archive."],
  ["other-formats/blank-lines-only.csv", "refused: blank-lines-only.csv has only blank lines."],
  ["other-formats/json.csv", "refused: json.csv is not a CSV file: it is JSON."],
  ["other-formats/mark-only.csv", "refused: mark-only.csv has only blank lines."],
  [
    "other-formats/old-workbook.csv",
    "refused: old-workbook.csv is not a CSV file: it is an old Excel workbook (XLS).",
  ],
  [
    "other-formats/opendocument.csv",
    "refused: opendocument.csv is not a CSV file: it is an OpenDocument spreadsheet (ODS).",
  ],
  ["other-formats/photo.csv", "refused: photo.csv is not a CSV file: it is a PNG image."],
  [
    "other-formats/portable-document.csv",
    "refused: portable-document.csv is not a CSV file: it is a PDF document.",
  ],
  [
    "other-formats/web-page.csv",
    "refused: web-page.csv is not a CSV file: it is a web page or XML, whatever its name says.",
  ],
  ["other-formats/workbook.csv", "refused: workbook.csv is not a CSV file: it is an Excel workbook (XLSX)."],
  ["other-formats/xz.csv", "refused: xz.csv is not a CSV file: it is compressed with xz."],
];
