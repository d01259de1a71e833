import { type Damaged, fits, isHexKind, looksGenuine } from "./damaged-cell.ts";
import type { CauseTest } from "./form-causes.ts";
import { type IdentifierKind, isDate, isOneDigit, normaliseIdentifier } from "./identifiers.ts";

/** Causes that show in what the cell holds instead of one identifier. */
export const codeTests: readonly CauseTest[] = [
  ["doubled-scan", isDoubled],
  ["several-identifiers", holdsSeveral],
  ["mac-address", isMacAddress],
  ["ip-address", isIpAddress],
  ["date", ({ text }) => isDate(text)],
  ["placeholder", isPlaceholder],
];

/** ABAB, or AB and AB with something between. */
function isDoubled({ kind, solid, parts }: Damaged): boolean {
  for (const times of [2, 3]) {
    const one = solid.slice(0, solid.length / times);
    if (one.repeat(times) === solid && fits(kind, one)) return true;
  }
  const whole = parts.filter((part) => fits(kind, part));
  return whole.length > 1 && new Set(whole).size === 1;
}

const kinds: readonly IdentifierKind[] = ["imei", "iccid", "eid"];

function holdsSeveral({ kind, solid, parts }: Damaged): boolean {
  const isWhole = (part: string) => fits(kind, part) || kinds.some((each) => looksGenuine(each, part));
  if (parts.filter(isWhole).length > 1) return true;
  if (!/^[0-9]+$/.test(solid) || solid.length > 64) return false;
  // Without anything between them only what has a right check digit or prefix is believed.
  return lengths.some(
    (first) =>
      kinds.some((each) => looksGenuine(each, solid.slice(0, first))) &&
      kinds.some((each) => looksGenuine(each, solid.slice(first))),
  );
}

const lengths: readonly number[] = [15, 18, 19, 20, 32];

/** Of hexadecimal kinds twelve digits may be what is left of more. */
function isMacAddress({ kind, text, bare }: Damaged): boolean {
  return (
    /^[0-9A-F]{2}([:-][0-9A-F]{2}){5}$/.test(text) ||
    /^[0-9A-F]{4}\.[0-9A-F]{4}\.[0-9A-F]{4}$/.test(text) ||
    (!isHexKind(kind) && /^[0-9A-F]{12}$/.test(bare) && /[A-F]/.test(bare))
  );
}

function isIpAddress({ text }: Damaged): boolean {
  const numbers = /^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(text) ? text.split(".") : [];
  if (numbers.length === 4) return numbers.every((number) => Number(number) < 256);
  return (
    /^[0-9A-F]{0,4}(:[0-9A-F]{0,4}){2,7}$/.test(text) && (text.includes("::") || text.split(":").length === 8)
  );
}

/** Words and signs for nothing; and, where the form is right, one digit throughout. */
function isPlaceholder({ kind, text, bare }: Damaged): boolean {
  return (
    /^(N[/.]?A\.?|NULL|NONE|NIL|TBD|TBC|NAN|UNKNOWN|UNDEFINED|EMPTY|VOID|MISSING|TEST|DUMMY|TODO|FALSE|TRUE)$/.test(
      bare,
    ) ||
    /^(0+|X+|\?+|\*+|_+|\.+|#+|#[A-Z][A-Z0-9/!?]*|\(BLANK\)|\(NULL\)|<[A-Z ]*>)$/.test(bare) ||
    (text !== "" && bare === "") ||
    (fits(kind, bare) && isOneDigit(normaliseIdentifier(kind, bare)))
  );
}
