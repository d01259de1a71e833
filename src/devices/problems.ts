import type { FormCause } from "./form-causes.ts";
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
  /** What probably happened to the value, where that shows. */
  readonly cause?: FormCause;
  /** The row that it clashes with. */
  readonly other?: RowPlace;
  /** The batch of an earlier job that it clashes with. */
  readonly earlier?: { readonly job: string; readonly batch: number; readonly sku: string };
}

/** How many errors, and how many warnings, a log keeps in detail. Counts go on beyond it. */
export const maxProblemDetails = 100_000;

/** The problems of one input: counts are always exact, details are kept up to `maxProblemDetails` of each severity. */
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
      byKind.set(problem.kind, (byKind.get(problem.kind) ?? 0) + 1);
      if (bySeverity[problem.severity] <= maxProblemDetails) kept[problem.severity].push(problem);
    },
    countRejectedRow() {
      rejectedRows++;
    },
  };
}

/** A value fit for a message: control and invisible characters as \u escapes, cut at 80 characters with an ellipsis. */
export function visibleValue(value: string): string {
  const cut = value.length > maxValueLength ? `${value.slice(0, maxValueLength)}…` : value;
  return cut.replace(invisible, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const maxValueLength = 80;

/** Control and format characters, blanks other than the plain space, private use, halves of surrogate pairs. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\u00A0\u2000-\u200A\u202F\u205F\u3000]|\p{Cs}/gu;
