import { visibleValue } from "../devices/problems.ts";

/** As many cells as a message bears. */
export function quoteAll(cells: readonly string[]): string {
  const shown = cells.slice(0, maxShownCells).map((cell) => `"${visibleValue(cell)}"`);
  return [...shown, ...(cells.length > maxShownCells ? [`${cells.length - maxShownCells} more`] : [])].join(
    ", ",
  );
}

const maxShownCells = 12;
