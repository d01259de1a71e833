import { visibleText } from "../visible-text.ts";
import type { ProblemCause } from "./form-causes.ts";
import type { ProblemKind } from "./problem-texts.ts";

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
  readonly earlier?: { readonly job: string; readonly batch: number; readonly sku: string };
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
  /** How often a kind was found, as error or warning. */
  count(kind: ProblemKind): number;
  add(problem: Problem): void;
  /** To be called once for each row refused. */
  countRejectedRow(): void;
}

export function createProblemLog(): ProblemLog {
  const kept = { error: [] as Problem[], warning: [] as Problem[] };
  const bySeverity = { error: 0, warning: 0 };
  const byKind = new Map<ProblemKind, number>();
  let rejectedRows = 0;
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
      return rejectedRows;
    },
    count: (kind) => byKind.get(kind) ?? 0,
    add(problem) {
      bySeverity[problem.severity]++;
      const ofKind = (byKind.get(problem.kind) ?? 0) + 1;
      byKind.set(problem.kind, ofKind);
      if (bySeverity[problem.severity] <= maxProblemDetails || ofKind <= minDetailsPerKind)
        kept[problem.severity].push(problem);
    },
    countRejectedRow() {
      rejectedRows++;
    },
  };
}

/** A value fit for a message: as `visibleText` shows it, cut at 80 characters with an ellipsis. */
export function visibleValue(value: string): string {
  return visibleText(value.length > maxValueLength ? `${value.slice(0, maxValueLength)}…` : value);
}

const maxValueLength = 80;
