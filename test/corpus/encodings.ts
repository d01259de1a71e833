import type { CorpusRow } from "./outcome.ts";

/** How text is told from bytes: by the mark, by UTF-8 itself, by what the user says. */
export const encodings: readonly CorpusRow[] = [
  [
    "encodings/nul-in-a-cell.csv",
    "refused: nul-in-a-cell.csv is not a CSV file: it holds a NUL byte at offset 63.",
  ],
  [
    "encodings/utf-16-be-without-mark.csv",
    "refused: utf-16-be-without-mark.csv seems to be UTF-16BE without a byte order mark.",
  ],
  [
    "encodings/utf-16-be-without-mark.csv --encoding utf-16be",
    "2 devices, IMEI ICCID Pair (comma, UTF-16BE)",
  ],
  ["encodings/utf-16-be.csv", "2 devices, IMEI ICCID Pair (tab, UTF-16BE)"],
  [
    "encodings/utf-16-cut-off.csv",
    "1 device, IMEI ICCID Pair (comma, UTF-16LE)",
    "3:ICCID iccid-form undecodable-byte: 8914800000000000002\ufffd",
  ],
  [
    "encodings/utf-16-le-without-mark.csv",
    "refused: utf-16-le-without-mark.csv seems to be UTF-16LE without a byte order mark.",
  ],
  [
    "encodings/utf-16-le-without-mark.csv --encoding utf-16le",
    "2 devices, IMEI ICCID Pair (semicolon, UTF-16LE)",
  ],
  ["encodings/utf-16-le.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-16LE)"],
  [
    "encodings/utf-16-le.csv --encoding utf-16be",
    "refused: utf-16-le.csv begins with the byte order mark of UTF-16LE, but --encoding says utf-16be.",
  ],
  ["encodings/utf-16-le.csv --encoding utf-16le", "2 devices, IMEI ICCID Pair (semicolon, UTF-16LE)"],
  ["encodings/utf-16-lone-surrogate.csv", "1 device, IMEI ICCID Pair (comma, UTF-16LE)"],
  ["encodings/utf-8-cut-off.csv", "1 device, IMEI ICCID Pair (comma, Windows-1252)"],
  ["encodings/utf-8-mark.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "encodings/utf-16-be-bad-row-without-mark.csv --encoding utf-16be",
    "2 devices, IMEI ICCID Pair (semicolon, UTF-16BE)",
    "3:IMEI imei-form letter-for-digit: 3O8755110000020",
  ],
  [
    "encodings/utf-8-mark.csv --encoding windows-1252",
    "refused: utf-8-mark.csv begins with the byte order mark of UTF-8, but --encoding says windows-1252.",
  ],
  ["encodings/utf-8-no-break-space.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8), 1 blanks"],
  ["encodings/utf-8-notes.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-8)"],
  ["encodings/utf-8-two-marks.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "encodings/windows-1252-dash.csv",
    "1 device, IMEI ICCID Pair (comma, Windows-1252)",
    "2:IMEI imei-form undecodable-byte: 358755\ufffd110000012",
  ],
  [
    "encodings/windows-1252-dash.csv --encoding windows-1252",
    "2 devices, IMEI ICCID Pair (comma, Windows-1252), 1 dashes",
  ],
  [
    "encodings/windows-1252-no-break-space.csv",
    "1 device, IMEI ICCID Pair (comma, Windows-1252)",
    "2:IMEI imei-form undecodable-byte: 358755110000012\ufffd",
  ],
  [
    "encodings/windows-1252-no-break-space.csv --encoding windows-1252",
    "2 devices, IMEI ICCID Pair (comma, Windows-1252), 1 blanks",
  ],
  ["encodings/windows-1252-notes.csv", "2 devices, IMEI ICCID Pair (semicolon, Windows-1252)"],
  [
    "encodings/windows-1252-notes.csv --encoding utf-8",
    "refused: windows-1252-notes.csv is not UTF-8, as --encoding says: it holds the byte 0xFC at offset 7.",
  ],
  [
    "encodings/windows-1252-soft-hyphen.csv",
    "1 device, IMEI ICCID Pair (comma, Windows-1252)",
    "2:ICCID iccid-form undecodable-byte: 8914800000\ufffd0000000019",
  ],
];
