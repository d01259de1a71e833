import { hasLuhnCheckDigit, hasMod97Check } from "./check-digits.ts";

/** The identifiers that the platform knows, in the industry's terms. */
export type IdentifierKind = "imei" | "iccid" | "eid" | "meid" | "esn";

export interface IdentifierRule {
  /** For people: messages and headings. */
  readonly label: string;
  /** The Kind of a request's DeviceIdentifier, exact. */
  readonly platformKind: string;
  /** The accepted form in words, after "is not". */
  readonly form: string;
  /** Whether a normalised text has the form. A text that has it is normal already. */
  readonly hasForm: (text: string) => boolean;
  /** Whether a text that has the form passes its check digit; true where it carries none. */
  readonly passesCheck: (text: string) => boolean;
}

/** Forms and check digits. Sources: the platform's UploadDevices page; 3GPP TS 23.003, ITU-T E.118, GSMA SGP.29, TIA-41. */
export const identifiers = {
  imei: {
    label: "IMEI",
    platformKind: "IMEI",
    form: "15 digits (or the 16 of an IMEISV)",
    hasForm: (text) => isDecimal(text, 15, 16),
    passesCheck: (text) => text.length === 16 || hasLuhnCheckDigit(text),
  },
  iccid: {
    label: "ICCID",
    platformKind: "ICCID",
    form: "18 to 20 digits",
    hasForm: (text) => isDecimal(text, 18, 20),
    passesCheck: hasLuhnCheckDigit,
  },
  eid: {
    label: "EID",
    platformKind: "EID",
    form: "32 digits",
    hasForm: (text) => isDecimal(text, 32, 32),
    passesCheck: hasMod97Check,
  },
  meid: {
    label: "MEID",
    platformKind: "MEID",
    form: "14 hexadecimal digits",
    hasForm: (text) => /^[0-9A-F]{14}$/.test(text),
    passesCheck: () => true,
  },
  esn: {
    label: "ESN",
    platformKind: "ESN",
    form: "8 hexadecimal digits",
    hasForm: (text) => /^[0-9A-F]{8}$/.test(text),
    passesCheck: () => true,
  },
} as const satisfies Record<IdentifierKind, IdentifierRule>;

/** Every kind, in the order of the table. */
export const identifierKinds = Object.keys(identifiers) as readonly IdentifierKind[]; // as: the keys of the table

export function isIdentifierKind(name: string): name is IdentifierKind {
  return Object.hasOwn(identifiers, name);
}

/** What was around or between an identifier's digits, or how they were written: taking it out loses nothing. */
export type LosslessForm = "blanks" | "dashes" | "letterCase" | "textFormula" | "apostrophe" | "filler";

/** An identifier in its normal form, and what was done to get there. */
export interface NormalIdentifier {
  readonly text: string;
  readonly forms: readonly LosslessForm[];
}

/**
 * An identifier without what people and tools put around its digits: blanks (also non-breaking and zero-width ones) and
 * dashes are taken out, ASCII letters upper-cased, and around what then has the form also a spreadsheet's ="...", one
 * leading apostrophe, and the filler F behind a 19-digit ICCID. Nothing else is changed; the result need not have the form.
 */
export function normaliseIdentifier(kind: IdentifierKind, text: string): string {
  return toNormalForm(kind, text).text;
}

/** The same, with what was done. */
export function toNormalForm(kind: IdentifierKind, cell: string): NormalIdentifier {
  const { hasForm } = identifiers[kind];
  const forms: LosslessForm[] = [];
  const solid = cell.replace(blanks, "");
  if (solid.length < cell.length) forms.push("blanks");
  const joined = solid.replace(dashes, "");
  if (joined.length < solid.length) forms.push("dashes");
  if (hasForm(joined))
    return isWholeAndMore(kind, cell, joined) ? { text: cell, forms: [] } : { text: joined, forms };
  // ASCII only: toUpperCase makes two letters F of a ligature, which would be digits that nobody wrote.
  const upper = joined.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  const { text, wrapping } = unwrap(upper);
  const bare = kind === "iccid" && fillerIccid.test(text) ? text.slice(0, -1) : text;
  if (!hasForm(bare)) return { text: upper, forms };
  if (bare === text && upper !== joined) forms.push("letterCase");
  if (wrapping !== undefined) forms.push(wrapping);
  if (bare !== text) forms.push("filler");
  return { text: bare, forms };
}

/** Whether an ICCID begins with 89, the telecommunications industry's prefix. Source: ITU-T E.118. */
export function hasIccidPrefix(text: string): boolean {
  return text.startsWith("89");
}

/** Whether only the first 15 digits of an ICCID or EID are not zero: as many as a spreadsheet keeps of a number. All zeros are not. */
export function looksRounded(kind: IdentifierKind, text: string): boolean {
  return (kind === "iccid" || kind === "eid") && text.endsWith("000") && /^[1-9][0-9]{14}0{3,17}$/.test(text);
}

/** Whether an identifier that has the form is one digit throughout: many a placeholder, but no device. */
export function isOneDigit(text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = 1; at < text.length; at++) if (text.charCodeAt(at) !== first) return false;
  return true;
}

/** A text without blanks and dashes, however they are written. */
export function withoutGaps(text: string): string {
  return text.replace(blanks, "").replace(dashes, "");
}

/** Excel's formula for a text, or its mark for one. */
function unwrap(text: string): { readonly text: string; readonly wrapping: LosslessForm | undefined } {
  if (text.startsWith('="') && text.endsWith('"') && text.length > 3)
    return { text: text.slice(2, -1), wrapping: "textFormula" };
  if (text.startsWith("'")) return { text: text.slice(1), wrapping: "apostrophe" };
  return { text, wrapping: undefined };
}

/** Whether a text is a day, with a time or without, year first or last. */
export function isDate(text: string): boolean {
  return /^(?:[12][0-9]{3}([-./])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-./])[0-9]{1,2}\2[12][0-9]{3})(?:[ T,]{1,2}[0-9]{1,2}:[0-9:.]{2,12}Z?)?$/.test(
    text.trim(),
  );
}

/**
 * Whether a whole identifier and a number set apart from it, together, only seem to be a longer one: an IMEI and one digit (the
 * software version of an IMEISV has two), an ICCID whose check digit was right without the number behind it. Or a date, which has
 * eight digits as an ESN has.
 */
function isWholeAndMore(kind: IdentifierKind, cell: string, joined: string): boolean {
  if (kind === "esn") return isDate(cell);
  const mayBe =
    kind === "imei"
      ? joined.length === 16 || !hasLuhnCheckDigit(joined)
      : kind === "iccid" && !hasLuhnCheckDigit(joined);
  if (!mayBe || joined.length === cell.length) return false;
  const parts = cell.split(gaps).filter((part) => part !== "");
  if (kind === "iccid")
    return parts.some((part) => part.length < joined.length && part.length > 14 && hasLuhnCheckDigit(part));
  if (parts.length === 2) return parts.some((part) => part.length === 1);
  if (joined.length === 15) return false;
  if (parts.length === joined.length) return false;
  return (
    (parts.at(-1)?.length === 1 && hasLuhnCheckDigit(joined.slice(0, -1))) ||
    (parts[0]?.length === 1 && hasLuhnCheckDigit(joined.slice(1)))
  );
}

/** Blanks of all widths, marks of direction, and what has no width; U+202E is not among them, as it shows digits reversed. */
const blankSet =
  "\\s\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u202A-\\u202D\\u2060-\\u2064\\u2066-\\u2069\\uFEFF";

/** Hyphens, dashes and the minus sign. */
const dashSet = "\\u2010-\\u2015\\u2212-";

const blanks = new RegExp(`[${blankSet}]`, "g");
const dashes = new RegExp(`[${dashSet}]`, "g");
const gaps = new RegExp(`[${blankSet}${dashSet}]+`);

const fillerIccid = /^[0-9]{19}F$/;

/** A loop: twice as fast as a pattern, on the path of every cell. */
function isDecimal(text: string, fewest: number, most: number): boolean {
  if (text.length < fewest || text.length > most) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
