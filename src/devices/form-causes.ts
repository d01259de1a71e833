import type { IdentifierKind } from "./identifiers.ts";

/** What probably happened to a text that is not in its identifier's form. */
export type FormCause =
  | "scientific-notation"
  | "formula"
  | "decimal-fraction"
  | "digits-missing"
  | "digits-too-many"
  | "decimal-form"
  | "check-digit-appended"
  | "letter-for-digit"
  | "placeholder"
  | "columns-swapped";

/** Of a clash of two identifiers that do not read the same. */
export type SamenessCause = "imeisv-of-imei";

export type ProblemCause = FormCause | SamenessCause;

/** The cause in words, to stand behind the reason; for a spreadsheet's doing also the way to avoid it. */
export const formCauses = {
  "scientific-notation":
    "a spreadsheet has rounded it to scientific notation and its digits are lost; export the column as text",
  formula: "it is a spreadsheet formula; export the plain digits",
  "decimal-fraction": "a tool has written it as a decimal number; export the column as text",
  "digits-missing":
    "digits are missing, perhaps leading zeros that a spreadsheet has dropped; export the column as text",
  "digits-too-many": "it has too many digits, perhaps two identifiers in one cell",
  "decimal-form": "it is in the decimal form; the platform takes the hexadecimal form",
  "check-digit-appended": "a check digit seems to be appended; the platform takes it without",
  "letter-for-digit": "a letter stands where a digit belongs (O for 0, l or I for 1)",
  placeholder: "it is a placeholder, not an identifier",
  "imeisv-of-imei":
    "an IMEISV and an IMEI, or two IMEISVs, are one device when their first 14 digits are the same",
  "columns-swapped": "it has the form of another identifier; perhaps two columns are swapped",
} as const satisfies Record<ProblemCause, string>;

/** The obvious cause, if any, for which a normalised text is not in the form of its kind. */
export function findFormCause(kind: IdentifierKind, text: string): FormCause | undefined {
  return tests.find(([, holds]) => holds(kind, text))?.[0];
}

type CauseTest = readonly [cause: FormCause, holds: (kind: IdentifierKind, text: string) => boolean];

/** Digits in each form: fewest, most. */
const lengths = {
  imei: [15, 16],
  iccid: [18, 20],
  eid: [32, 32],
  meid: [14, 14],
  esn: [8, 8],
} as const satisfies Record<IdentifierKind, readonly [number, number]>;

/** Of the decimal forms. Source: 3GPP2 S.R0048 (MEID), TIA/EIA-41 (ESN). */
const decimalLengths: Partial<Record<IdentifierKind, number>> = { meid: 18, esn: 11 };

const tests: readonly CauseTest[] = [
  ["formula", (_, text) => /^[=@]/.test(text)],
  [
    "scientific-notation",
    (_, text) => /^[0-9]+([.,][0-9]+)?E\+?[0-9]+$/.test(text) && /[.,+]|^[0-9]E/.test(text),
  ],
  ["decimal-fraction", (_, text) => /^[0-9]+[.,][0-9]+$/.test(text)],
  ["placeholder", (_, text) => /^(N\/?A|NULL|NONE|NIL|TBD|NAN|UNKNOWN|0+|X+|\?+|#.*)$/.test(text)],
  ["decimal-form", (kind, text) => /^[0-9]+$/.test(text) && text.length === decimalLengths[kind]],
  ["check-digit-appended", (kind, text) => kind === "meid" && /^[0-9A-F]{15}$/.test(text)],
  ["letter-for-digit", (kind, text) => /[OIL]/.test(text) && inForm(kind, text.replace(/[OIL]/g, "0"))],
  ["columns-swapped", (kind, text) => isOther(kind, text)],
  ["digits-missing", (kind, text) => isHex(kind, text) && text.length < lengths[kind][0]],
  ["digits-too-many", (kind, text) => isHex(kind, text) && text.length > lengths[kind][1]],
];

function isHex(kind: IdentifierKind, text: string): boolean {
  return (kind === "meid" || kind === "esn" ? /^[0-9A-F]+$/ : /^[0-9]+$/).test(text);
}

function inForm(kind: IdentifierKind, text: string): boolean {
  return isHex(kind, text) && text.length >= lengths[kind][0] && text.length <= lengths[kind][1];
}

/** Decimal kinds only: short hexadecimal texts say too little. */
function isOther(kind: IdentifierKind, text: string): boolean {
  return (["imei", "iccid", "eid"] as const).some((other) => other !== kind && inForm(other, text));
}
