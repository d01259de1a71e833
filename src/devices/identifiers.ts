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

/**
 * An identifier without what people and tools put around its digits: blanks (also non-breaking and zero-width ones) and
 * dashes are taken out, letters upper-cased, and the filler F behind a 19-digit ICCID dropped. Nothing else is changed;
 * the result need not have the kind's form.
 */
export function normaliseIdentifier(kind: IdentifierKind, text: string): string {
  const bare = text.replace(separators, "").toUpperCase();
  return kind === "iccid" && fillerIccid.test(bare) ? bare.slice(0, -1) : bare;
}

/** Whether an ICCID begins with 89, the telecommunications industry's prefix. Source: ITU-T E.118. */
export function hasIccidPrefix(text: string): boolean {
  return text.startsWith("89");
}

/** Whether only the first 15 digits of an ICCID or EID are not zero: as many as a spreadsheet keeps of a number. */
export function looksRounded(kind: IdentifierKind, text: string): boolean {
  return (
    (kind === "iccid" || kind === "eid") &&
    text.endsWith("00000") &&
    text.length >= 20 &&
    /^[0-9]{15}0+$/.test(text)
  );
}

/** Blanks, control characters that a copied cell brings along, zero-width characters, hyphens and dashes. */
const separators = /[\s\u00AD\u200B-\u200F\u2010-\u2015\u2060\u2212\uFEFF-]/g;

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
