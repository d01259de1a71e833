import { type IdentifierKind, identifiers, normaliseIdentifier, withoutGaps } from "./identifiers.ts";

/** A cell that does not hold its identifier, in the forms in which its damage shows. */
export interface Damaged {
  readonly kind: IdentifierKind;
  /** Trimmed, ASCII letters in upper case, not in an ="..." of its own or behind one apostrophe; cut at `maxLookedAt`. */
  readonly text: string;
  /** The text without blanks and dashes. */
  readonly bare: string;
  /** Letters and digits alone. */
  readonly solid: string;
  /** Letters and digits, by what stands between them; dashes are taken out before. */
  readonly parts: readonly string[];
}

export function lookAtDamage(kind: IdentifierKind, cell: string): Damaged {
  const head = cell.slice(0, maxLookedAt);
  const text = unwrap(head.trim().replace(/[a-z]+/g, (letters) => letters.toUpperCase()));
  return {
    kind,
    text,
    bare: withoutGaps(text),
    solid: text.replace(/[^0-9A-Z]+/g, ""),
    parts: text
      .replace(/[\u2010-\u2015\u2212-]+/g, "")
      .split(/[^0-9A-Z]+/)
      .filter((part) => part !== ""),
  };
}

/** Whether a text, normalised, is an identifier of the kind. */
export function fits(kind: IdentifierKind, text: string): boolean {
  return identifiers[kind].hasForm(normalOf(kind, text));
}

/** Whether it also looks like one: its check digit or, of ICCID and EID, its prefix is right. */
export function looksGenuine(kind: IdentifierKind, text: string): boolean {
  const normal = normalOf(kind, text);
  if (!identifiers[kind].hasForm(normal)) return false;
  if (kind === "iccid" || kind === "eid") return normal.startsWith("89");
  return identifiers[kind].passesCheck(normal);
}

/** Digits and capital letters are normal but for a filler, and most of what is asked about is that. */
function normalOf(kind: IdentifierKind, text: string): string {
  return plain.test(text) && !text.endsWith("F") ? text : normaliseIdentifier(kind, text);
}

const plain = /^[0-9A-Z]*$/;

/** Whether the kind's digits are hexadecimal. */
export function isHexKind(kind: IdentifierKind): boolean {
  return kind === "meid" || kind === "esn";
}

/** Twice an EID and its labels are a fifth of it. */
const maxLookedAt = 512;

function unwrap(text: string): string {
  if (text.startsWith('="') && text.endsWith('"')) return text.slice(2, -1).trim();
  return text.startsWith("'") ? text.slice(1).trim() : text;
}
