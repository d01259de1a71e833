import type { LosslessForm } from "../devices/identifiers.ts";
import { type FormCounts, losslessForms } from "../devices/lossless-forms.ts";
import type { SourceReport } from "../upload/read-types.ts";
import { formatCount } from "./text.ts";

/** What was noted of identifiers: "identifiers put into form: 3 with blanks, 2 with dashes", "2 of the IMEIs are IMEISVs (16 digits)". */
export function formNotes(sources: readonly Partial<SourceReport>[]): readonly string[] {
  const forms = Object.keys(losslessForms) as readonly LosslessForm[]; // as: the keys of the table
  const texts = forms.flatMap((form) => {
    const count = sum(sources, ({ normalised }) => countOf(normalised, form));
    return count === 0 ? [] : [`${formatCount(count)} ${losslessForms[form]}`];
  });
  const imeisvs = sum(sources, (source) => source.imeisvs ?? 0);
  return [
    ...(texts.length === 0 ? [] : [`identifiers put into form: ${texts.join(", ")}`]),
    ...(imeisvs === 0 ? [] : [`${formatCount(imeisvs)} of the IMEIs are IMEISVs (16 digits)`]),
  ];
}

function countOf(counts: FormCounts | undefined, form: LosslessForm): number {
  return counts?.[form] ?? 0;
}

function sum<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}
