import type { CorpusRow } from "./outcome.ts";

/** How fields and lines are separated and quoted. */
export const dialects: readonly CorpusRow[] = [
  ["bad/unclosed-quote.csv", 'refused: unclosed-quote.csv:3: a quote (") is opened here and never closed.'],
  ["dialects/blank-lines.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  ["dialects/cr.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8, CR line ends)"],
  ["dialects/crlf-all-quoted.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "dialects/fixed-width.csv",
    'refused: fixed-width.csv:1: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). The header is one column, "IMEI            ICCID"; the delimiter was taken to be the comma (--delimiter says another).',
  ],
  [
    "dialects/line-breaks-in-quotes.csv",
    "1 device, IMEI ICCID Pair (comma, UTF-8)",
    "5:IMEI imei-form check-digit-missing: 35875511000002",
  ],
  ["dialects/mixed-line-ends.csv", "3 devices, IMEI ICCID Pair (comma, UTF-8, mixed line ends)"],
  ["dialects/no-line-end.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
  ["dialects/pipe.csv", "2 devices, IMEI ICCID Pair (pipe, UTF-8)"],
  [
    "dialects/quote-closed-lines-later.csv",
    "refused: quote-closed-lines-later.csv:3: a closing quote is followed by something other than a delimiter or a line end (the field is opened on line 2).",
  ],
  [
    "dialects/quote-in-bare-field.csv",
    "refused: quote-in-bare-field.csv:2: a quote stands in the middle of a field that is not quoted.",
  ],
  [
    "dialects/quote-opened-late.csv",
    'refused: quote-opened-late.csv:3: a quote (") is opened here and never closed.',
  ],
  ["dialects/quotes-in-quotes.csv", "1 device, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "dialects/semicolon-decimals-no-header.csv",
    'refused: semicolon-decimals-no-header.csv:1: this line should be the header, but it is data: "358755110000012", "12,50".',
  ],
  ["dialects/semicolon-decimals-no-header.csv --columns imei,-", "2 devices, IMEI (semicolon, UTF-8)"],
  ["dialects/semicolon-decimals.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-8)"],
  [
    "dialects/semicolon-decimals.csv --delimiter comma",
    'refused: semicolon-decimals.csv:1: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). The header is one column, "IMEI;Price;ICCID"; the delimiter was taken to be the comma (--delimiter says another).',
  ],
  ["dialects/semicolons-in-quotes.csv", "1 device, IMEI ICCID Pair (comma, UTF-8)"],
  ["dialects/separator-line-quoted.csv", "2 devices, IMEI ICCID Pair (pipe, UTF-8)"],
  [
    "dialects/separator-line-that-is-wrong.csv",
    'refused: separator-line-that-is-wrong.csv:2: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). The header is one column, "IMEI;ICCID"; the delimiter was taken to be the comma (--delimiter says another).',
  ],
  [
    "dialects/separator-line-that-is-wrong.csv --delimiter semicolon",
    "2 devices, IMEI ICCID Pair (semicolon, UTF-8)",
  ],
  ["dialects/separator-line.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-8)"],
  ["dialects/tab.csv", "2 devices, IMEI ICCID Pair (tab, UTF-8)"],
  ["dialects/tab.csv --delimiter tab", "2 devices, IMEI ICCID Pair (tab, UTF-8)"],
  [
    "dialects/text-behind-quote.csv",
    "refused: text-behind-quote.csv:2: a closing quote is followed by something other than a delimiter or a line end.",
  ],
  [
    "dialects/title-above-header.csv",
    "refused: title-above-header.csv:1: this line is no header; that seems to be line 3.",
  ],
  ["dialects/trailing-delimiters.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)"],
];
