import { visibleText } from "../visible-text.ts";
import type { ProblemCause } from "./form-causes.ts";
import type { ProblemKind } from "./problem-texts.ts";
import { createRowPlaces, type SourceLines } from "./row-places.ts";

export type Severity = "error" | "warning";

/** A data row, by the index of its source and its line there (1-based; the line on which the row begins). */
export interface RowPlace {
  readonly source: number;
  readonly line: number;
}

/** One thing wrong with one row. An error refuses the row, a warning does not. */
export interface Problem extends RowPlace {
  readonly kind: ProblemKind;
  readonly severity: Severity;
  /** The header's own words; the 1-based number where the file has no header. */
  readonly column: string | number;
  /** As read, passed through `visibleValue`. */
  readonly value: string;
  /** What probably happened to the value, or why it clashes, where that shows. */
  readonly cause?: ProblemCause;
  /** The row that it clashes with. */
  readonly other?: RowPlace;
  /** The batch of an earlier job that it clashes with. */
  readonly earlier?: { readonly job: string; readonly batch: number; readonly sku?: string };
}

/** How many errors, and how many warnings, a log keeps in detail. Counts go on beyond it. */
export const maxProblemDetails = 100_000;

/** Of each kind so many are kept in any case: what is rare must not be lost behind a flood of something else. */
export const minDetailsPerKind = 100;

/**
 * The problems of one input: counts are always exact, details are kept up to `maxProblemDetails` of each severity, and
 * `minDetailsPerKind` of each kind.
 */
export interface ProblemLog {
  /** The first errors, in the order found. */
  readonly errors: readonly Problem[];
  /** The first warnings, in the order found. */
  readonly warnings: readonly Problem[];
  readonly errorCount: number;
  readonly warningCount: number;
  /** Rows refused: each counted once, however many errors it has. */
  readonly rejectedRows: number;
  /** Where they all stand, also those beyond the details. */
  rejectedPlaces(): readonly SourceLines[];
  /** How often a kind was found, as error or warning. */
  count(kind: ProblemKind): number;
  /** How often each kind was found, errors first, in the order found. */
  counts(): readonly ProblemCount[];
  add(problem: Problem): void;
  /** To be called once for each row refused. */
  countRejectedRow(source: number, line: number): void;
}

/** How often a kind was found with a severity. */
export interface ProblemCount {
  readonly kind: ProblemKind;
  readonly severity: Severity;
  readonly count: number;
}

/** `onProblem` sees every problem as it is found, also beyond the details; what it throws comes out of `add`. */
export function createProblemLog(onProblem?: (problem: Problem) => void): ProblemLog {
  const kept = { error: [] as Problem[], warning: [] as Problem[] };
  const bySeverity = { error: 0, warning: 0 };
  const byKind = { error: new Map<ProblemKind, number>(), warning: new Map<ProblemKind, number>() };
  const rejected = createRowPlaces();
  return {
    errors: kept.error,
    warnings: kept.warning,
    get errorCount() {
      return bySeverity.error;
    },
    get warningCount() {
      return bySeverity.warning;
    },
    get rejectedRows() {
      return rejected.count;
    },
    rejectedPlaces: rejected.bySource,
    count: (kind) => (byKind.error.get(kind) ?? 0) + (byKind.warning.get(kind) ?? 0),
    counts: () =>
      (["error", "warning"] as const).flatMap((severity) =>
        [...byKind[severity]].map(([kind, count]) => ({ kind, severity, count })),
      ),
    add(problem) {
      const { kind, severity } = problem;
      const counts = byKind[severity];
      const ofKind = (counts.get(kind) ?? 0) + 1;
      bySeverity[severity]++;
      counts.set(kind, ofKind);
      if (bySeverity[severity] <= maxProblemDetails || ofKind <= minDetailsPerKind)
        kept[severity].push(problem);
      onProblem?.(problem);
    },
    countRejectedRow: rejected.add,
  };
}

/** A value fit for a message: as `visibleText` shows it, cut at 80 characters with an ellipsis. */
export function visibleValue(value: string): string {
  return visibleText(value.length > maxValueLength ? `${value.slice(0, maxValueLength)}…` : value);
}

const maxValueLength = 80;
