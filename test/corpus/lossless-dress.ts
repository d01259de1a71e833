import type { CorpusRow } from "./outcome.ts";

/** What only changes how an identifier is written, and loses nothing: accepted, and counted by what was done. */
export const losslessDress: readonly CorpusRow[] = [
  ["damage/blanks-and-dashes.csv", "3 devices, IMEI ICCID Pair (comma, UTF-8), 5 blanks, 2 dashes"],
  ["damage/leading-apostrophe.csv", "3 devices, IMEI ICCID Pair (comma, UTF-8), 1 apostrophe"],
  ["damage/text-formulas.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8), 4 textFormula"],
  ["damage/text-formulas-unquoted.csv", "2 devices, IMEI ICCID Pair (semicolon, UTF-8), 4 textFormula"],
  ["damage/iccid-filler.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8), 2 filler"],
  ["damage/hex-case.csv", "2 devices, MEID (comma, UTF-8), 1 letterCase"],
  ["damage/imeisv.csv", "3 devices, IMEI (comma, UTF-8), 1 dashes, 2 imeisvs"],
];
