import type { CorpusRow } from "./outcome.ts";

/** How fields and lines are separated and quoted. */
export const dialects: readonly CorpusRow[] = [
  ["bad/unclosed-quote.csv", 'refused: unclosed-quote.csv:3: a quote (") is opened here and never closed.'],
];
