import type { Damaged } from "./damaged-cell.ts";

/** What probably happened to a cell that does not hold an identifier in its form. */
export type FormCause =
  | "undecodable-byte"
  | "non-ascii-digits"
  | "scientific-notation"
  | "control-character"
  | "doubled-scan"
  | "several-identifiers"
  | "mac-address"
  | "ip-address"
  | "date"
  | "placeholder"
  | "thousands-separators"
  | "decimal-fraction"
  | "decimal-form"
  | "check-digit-appended"
  | "other-identifier"
  | "columns-swapped"
  | "phone-number"
  | "scanner-prefix"
  | "scanner-suffix"
  | "letter-for-digit"
  | "quoted"
  | "formula"
  | "odd-separators"
  | "leading-zeros-lost"
  | "check-digit-missing"
  | "digits-missing"
  | "digits-too-many"
  | "serial-number";

/** Of a clash of two identifiers that do not read the same. */
export type SamenessCause = "imeisv-of-imei";

export type ProblemCause = FormCause | SamenessCause;

/** The cause in words, to stand behind the reason; for a spreadsheet's doing also the way to avoid it. */
export const formCauses = {
  "undecodable-byte":
    "a byte in it is not of the file's encoding (shown as \\u{fffd} or �); export the file as UTF-8, or say --encoding windows-1252 if it is that",
  "non-ascii-digits":
    "it has digits or letters of another script or width, which only look right; type it with plain digits",
  "scientific-notation":
    "a spreadsheet has rounded it to scientific notation and its digits are lost; export the column as text",
  "control-character":
    "a control character stands in it (shown as \\u{..}), which scanners send before or behind a code; set the scanner to send the digits alone",
  "doubled-scan": "the same identifier stands in it more than once, as after a second scan",
  "several-identifiers": "several identifiers stand in one cell; give each its row or column",
  "mac-address": "it is a MAC address",
  "ip-address": "it is an IP address",
  date: "it is a date",
  placeholder: "it is a placeholder, not an identifier",
  "thousands-separators":
    "a spreadsheet or a tool has put separators of thousands between the digits; export the column as text",
  "decimal-fraction": "a tool has written it as a decimal number; export the column as text",
  "decimal-form": "it is in the decimal form; the platform takes the hexadecimal form",
  "check-digit-appended": "a check digit seems to be appended; the platform takes it without",
  "other-identifier": "it has the form of another identifier than its column's",
  "columns-swapped": "it has the form of the row's other identifier; the two cells seem to be swapped",
  "phone-number": "it seems to be a phone number (MDN)",
  "scanner-prefix":
    "something stands before the identifier, as of a label or a scanner; set the scanner to send the digits alone",
  "scanner-suffix":
    "something stands behind the identifier, as of a label or a scanner; set the scanner to send the digits alone",
  "letter-for-digit":
    "a letter stands where a digit belongs (O for 0, l or I for 1, S for 5, B for 8, Z for 2)",
  quoted: "quotes stand in the cell itself; write the file without them, or quote each field once",
  formula: "it is a spreadsheet formula; export the plain digits",
  "odd-separators": "something other than blanks and dashes stands between the digits",
  "leading-zeros-lost": "a spreadsheet has dropped its leading zero; export the column as text",
  "check-digit-missing":
    "it has 14 digits, the check digit seems to be missing; it is not computed here, as that would hide a wrong digit",
  "digits-missing": "digits are missing, it was cut short",
  "digits-too-many": "it has too many digits; something else stands in the cell, too",
  "serial-number": "it seems to be a serial or part number",
  "imeisv-of-imei":
    "an IMEISV and an IMEI, or two IMEISVs, are one device when their first 14 digits are the same",
} as const satisfies Record<ProblemCause, string>;

/** One cause and whether it shows. */
export type CauseTest = readonly [cause: FormCause, holds: (damaged: Damaged) => boolean];
