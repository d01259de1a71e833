import type { CallbackIdentifier } from "../uws/callback.ts";
import { classifyLineStatus, type LineStatusKind } from "../uws/line-statuses.ts";
import { fillForm, formOf, mayNameDevice, showForm } from "./status-forms.ts";

/** What a text says of its device, be it of the upload (success: uploaded) or of the activation (success: activated). */
export type WordKind = LineStatusKind;

/**
 * The platform's texts on one request, each kept once, under a number. Texts that differ in the device's own identifiers alone
 * are one. Bounded, for anybody may send them: of further texts only the meaning stays.
 */
export interface WordTexts {
  /** The number of a line status that is known and the same for all devices, else undefined: `addStatus` finds or gives one. */
  statusNumber(status: string): number | undefined;
  /** `identifiers`: of the device that it speaks of. */
  addStatus(status: string, identifiers: readonly CallbackIdentifier[]): number;
  /** The number of a text that has its meaning from elsewhere. */
  add(kind: WordKind, text: string, identifiers: readonly CallbackIdentifier[]): number;
  kindOf(number: number): WordKind;
  /** Without the device's identifiers. */
  formOf(number: number): string;
  /** Verbatim, as it was said of a device with these identifiers. */
  textFor(number: number, identifiers: readonly CallbackIdentifier[]): string;
}

export const otherText = "(one of many other texts)";

export function createWordTexts(): WordTexts {
  const entries: { readonly kind: WordKind; readonly form: string }[] = wordKinds.map((kind) => ({
    kind,
    form: otherText,
  }));
  const numbers = new Map<string, number>();
  const statuses = new Map<string, number>();
  const forms = new Map<string, number>();

  function intern(kind: WordKind, form: string): number {
    const key = `${kind} ${form}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (numbers.size === maxTexts) return wordKinds.indexOf(kind);
    const number = entries.push({ kind, form: detach(form) }) - 1;
    numbers.set(detach(key), number);
    return number;
  }

  return {
    statusNumber: (status) => statuses.get(status),
    addStatus(status, identifiers) {
      if (status.length > maxTextLength) return intern(classifyLineStatus(status), cut(status));
      const form = formOf(status, identifiers);
      const known = forms.get(form);
      if (known !== undefined) return known;
      const number = intern(classifyLineStatus(status), form);
      const kept = entries[number]?.form ?? form;
      if (number < wordKinds.length) return number;
      forms.set(kept, number);
      if (!mayNameDevice(status)) statuses.set(kept, number);
      return number;
    },
    add: (kind, text, identifiers) =>
      intern(kind, text.length > maxTextLength ? cut(text) : formOf(text, identifiers)),
    kindOf: (number) => entries[number]?.kind ?? "unknown",
    formOf: (number) => showForm(entries[number]?.form ?? otherText),
    textFor: (number, identifiers) => fillForm(entries[number]?.form ?? otherText, identifiers),
  };
}

/** The first numbers are those of the texts beyond the bound, one for each kind. */
const wordKinds: readonly WordKind[] = ["success", "pending", "failed", "unknown"];

const maxTexts = 1_000;
const maxTextLength = 500;

/** A copy: a piece of a message's text would keep all of that in memory. */
export function detach(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

/** What is kept of a text that is too long. */
export function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}
