import { hasLuhnCheckDigit } from "./check-digits.ts";
import { type Damaged, fits, isHexKind, looksGenuine } from "./damaged-cell.ts";
import type { CauseTest } from "./form-causes.ts";
import type { IdentifierKind } from "./identifiers.ts";
import { hasAroundIt, isBeforeSuffix, isBehindPrefix } from "./label-causes.ts";

/** Causes that show in the digits: how many, divided by what, with what among and around them. */
export const digitTests: readonly CauseTest[] = [
  ["thousands-separators", hasThousands],
  ["decimal-fraction", hasFraction],
  ["decimal-form", ({ kind, bare }) => isDecimalForm(kind, bare)],
  ["other-identifier", isOther],
  ["check-digit-appended", ({ kind, bare }) => kind === "meid" && /^[0-9A-F]{15}$/.test(bare)],
  ["phone-number", isPhoneNumber],
  ["quoted", ({ kind, text }) => hasAroundIt(kind, text, quotes)],
  ["scanner-prefix", isBehindPrefix],
  ["scanner-suffix", isBeforeSuffix],
  ["letter-for-digit", hasLetter],
  ["formula", ({ text }) => /^[=@]/.test(text)],
  ["odd-separators", ({ kind, solid, bare }) => solid !== bare && fits(kind, solid)],
  ["leading-zeros-lost", hasLostZeros],
  ["check-digit-missing", ({ kind, bare }) => kind === "imei" && /^[0-9]{14}$/.test(bare)],
  ["digits-missing", ({ kind, bare }) => isNumber(kind, bare) && isShort(kind, bare.length)],
  ["digits-too-many", ({ kind, bare }) => isNumber(kind, bare) && bare.length > lengths[kind][1]],
  ["serial-number", isSerialNumber],
];

/** Digits in each form: fewest, most. */
const lengths = {
  imei: [15, 16],
  iccid: [18, 20],
  eid: [32, 32],
  meid: [14, 14],
  esn: [8, 8],
} as const satisfies Record<IdentifierKind, readonly [number, number]>;

const quotes = /^["'`´‘’“”„«»‹›]+|["'`´‘’“”„«»‹›]+$/g;

function isNumber(kind: IdentifierKind, bare: string): boolean {
  return (isHexKind(kind) ? /^[0-9A-F]+$/ : /^[0-9]+$/).test(bare);
}

/** Half of the digits or more: of fewer nobody can say what they were. */
function isShort(kind: IdentifierKind, length: number): boolean {
  return length < lengths[kind][0] && length * 2 >= lengths[kind][0];
}

/** One separator throughout, three digits behind each (India: two, and three at the end), perhaps a fraction. */
function hasThousands({ kind, text }: Damaged): boolean {
  const whole = text.replace(/[.,]0{1,2}$/, "");
  return (
    /^[0-9]{1,3}([.,'’٬·_])[0-9]{2,3}(\1[0-9]{2,3})*$/.test(whole) &&
    fits(kind, whole.replace(/[^0-9]+/g, ""))
  );
}

/** Of zeros, or behind a whole identifier. */
function hasFraction({ kind, text }: Damaged): boolean {
  const whole = text.replace(/[.,][0-9]{1,6}$/, "");
  return /^[0-9]+[.,]0+$/.test(text) || (whole !== text && /^[0-9]+$/.test(whole) && fits(kind, whole));
}

/** Manufacturer and serial number, each in the range of its bits. Sources: 3GPP2 S.R0048 (MEID), TIA/EIA-41 (ESN). */
function isDecimalForm(kind: IdentifierKind, bare: string): boolean {
  if (kind === "meid")
    return (
      /^[0-9]{18}$/.test(bare) && Number(bare.slice(0, 10)) < 2 ** 32 && Number(bare.slice(10)) < 2 ** 24
    );
  return (
    kind === "esn" &&
    /^[0-9]{11}$/.test(bare) &&
    Number(bare.slice(0, 3)) < 256 &&
    Number(bare.slice(3)) < 2 ** 24
  );
}

/** No ICCID or EID is taken for an IMEI because it was cut to its length. */
function isOther({ kind, bare }: Damaged): boolean {
  if (kind !== "iccid" && looksGenuine("iccid", bare)) return true;
  if (kind !== "eid" && looksGenuine("eid", bare)) return true;
  if (kind !== "imei" && fits("imei", bare) && !bare.startsWith("89"))
    return kind !== "meid" || (hasLuhnCheckDigit(bare) && !bare.startsWith("99"));
  if (kind !== "meid" && /^[0-9A-F]{14}$/.test(bare) && /[A-F]/.test(bare)) return true;
  return !isHexKind(kind) && isDecimalForm("meid", bare) && !hasLuhnCheckDigit(bare.slice(0, 15));
}

/** Of North America, or of anywhere behind a plus sign. */
function isPhoneNumber({ kind, text }: Damaged): boolean {
  const digits = text.replace(/[\s()+./-]+/g, "");
  if (!/^[0-9]{7,15}$/.test(digits) || fits(kind, digits)) return false;
  return (
    /^1?[2-9][0-8][0-9][2-9][0-9]{6}$/.test(digits) ||
    /^(\+?1[ .-]?)?\(?[2-9][0-9]{2}[). -]{1,2}[0-9]{3}[ .-][0-9]{4}$/.test(text) ||
    (text.startsWith("+") && !digits.startsWith("0"))
  );
}

/** More than half of them would be a serial number. */
function hasLetter({ kind, bare }: Damaged): boolean {
  const letters = isHexKind(kind) ? /[OILSZ|]/g : /[OILSZB|]/g;
  const wrong = bare.match(letters)?.length ?? 0;
  return wrong > 0 && wrong * 2 <= bare.length && fits(kind, bare.replace(letters, "1"));
}

/** Most IMEIs with a leading zero begin with 01 (reporting body PTCRB); ICCIDs, EIDs and MEIDs have none. */
function hasLostZeros({ kind, bare }: Damaged): boolean {
  if (kind === "imei") return /^1[0-9]{13}$/.test(bare) && hasLuhnCheckDigit(`0${bare}`);
  return kind === "esn" && /^[1-9][0-9]{4,6}$/.test(bare);
}

function isSerialNumber({ kind, text, solid }: Damaged): boolean {
  return (
    /^[A-Z0-9][A-Z0-9 ._/-]{4,40}$/.test(text) &&
    (isHexKind(kind) ? /[G-Z]/ : /[A-Z]/).test(solid) &&
    /[0-9].*[0-9]/.test(solid)
  );
}
