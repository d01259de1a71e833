import { VzuploadError } from "../errors.ts";

/** What a row may ask for beside its identifiers, in a column of its own. */
export type RowTermKind = "sku" | "plan" | "zip";

/** For people: headings and messages. */
export const rowTermLabels = {
  sku: "SKU",
  plan: "service plan",
  zip: "ZIP code",
} as const satisfies Record<RowTermKind, string>;

/** Every kind, in the order of the table. */
export const rowTermKinds = Object.keys(rowTermLabels) as readonly RowTermKind[]; // as: the keys of the table

/** What the devices of one request have in common. Undefined: not given; plan and zip only where activation is asked for. */
export type RowTerms = { readonly [Kind in RowTermKind]: string | undefined };

/** The different terms of an input, numbered in the order in which they came. */
export interface RowTermsList {
  readonly all: readonly RowTerms[];
  /** The number of such terms, new or not. More than `maxRowTerms` different ones are an error: VzuploadError "input". */
  numberOf(terms: RowTerms, where: string): number;
}

/** Each makes requests of its own. So many SKUs nobody has: it is a column of something else. */
const maxRowTerms = 1_000;

export function createRowTermsList(): RowTermsList {
  const all: RowTerms[] = [];
  const numbers = new Map<string, number>();
  return {
    all,
    numberOf(terms, where) {
      const key = JSON.stringify(rowTermKinds.map((kind) => terms[kind] ?? null));
      const known = numbers.get(key);
      if (known !== undefined) return known;
      if (all.length === maxRowTerms) throw tooMany(where);
      numbers.set(key, all.length);
      return all.push(terms) - 1;
    },
  };
}

function tooMany(where: string): VzuploadError {
  return new VzuploadError(
    "input",
    `${where}: more than ${maxRowTerms.toLocaleString("en")} different SKUs (or service plans or ZIP codes) in one push.`,
    { hint: "Is that column what its heading says? To leave it alone: --map sku=- (or plan=-, zip=-)." },
  );
}
