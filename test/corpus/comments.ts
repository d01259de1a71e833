import type { CorpusRow } from "./outcome.ts";

/** Lines that begin with "#" are left out, unless one is the header. */
export const comments: readonly CorpusRow[] = [
  ["comments/hash-rows.csv", "3 devices, IMEI ICCID Pair (comma, UTF-8, 1 comment)"],
  ["comments/above-header.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-8, 4 comments)"],
  [
    "comments/above-header.csv --delimiter semicolon",
    "2 devices, IMEI ICCID Pair (semicolon, UTF-8, 4 comments)",
  ],
  ["comments/cr.csv", "1 device, IMEI ICCID Pair (comma, UTF-8, CR line ends, 2 comments)"],
  ["comments/hash-column.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "comments/hash-column.csv --columns _,imei,iccid",
    'refused: hash-column.csv:1: this line is a header ("#", "IMEI", "ICCID"), but --columns is for files without one.',
  ],
  ["comments/hash-header.csv", "1 device, IMEI ICCID Pair (semicolon, UTF-8, 1 comment)"],
  ["comments/hash-in-quotes.csv", "1 device, IMEI ICCID Pair (comma, UTF-8)"],
  ["comments/hash-within-a-line.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8), 1 blanks"],
  ["comments/header-named-in-comment.csv", "1 device, IMEI ICCID Pair (comma, UTF-8, 2 comments)"],
  [
    "comments/line-numbers.csv",
    "1 device, IMEI ICCID Pair (comma, UTF-8, 2 comments)",
    "5:IMEI imei-form check-digit-missing: 35875511000001",
  ],
  [
    "comments/only-comments.csv",
    'refused: only-comments.csv has only blank lines and comments (2 begin with "#").',
  ],
];
