import type { LosslessForm } from "./identifiers.ts";

/** How many identifiers had to be put into their normal form, by what was done; one can be counted several times. */
export type FormCounts = Readonly<Partial<Record<LosslessForm, number>>>;

/** Behind the number of identifiers that had it. */
export const losslessForms = {
  blanks: "with blanks",
  dashes: "with dashes",
  letterCase: "in small letters",
  textFormula: 'as ="..."',
  apostrophe: "behind an apostrophe",
  filler: "with a filler F",
} as const satisfies Record<LosslessForm, string>;

/** Counts what is done to identifiers; the counts are in the table's order. */
export function createFormCounter(): {
  add(forms: readonly LosslessForm[]): void;
  counts(): FormCounts;
} {
  const found = new Map<LosslessForm, number>();
  return {
    add(forms) {
      for (const form of forms) found.set(form, (found.get(form) ?? 0) + 1);
    },
    counts() {
      const all = Object.keys(losslessForms) as readonly LosslessForm[]; // as: the keys of the table
      return Object.fromEntries(all.filter((form) => found.has(form)).map((form) => [form, found.get(form)]));
    },
  };
}
