import type { Problem, ProblemLog } from "../devices/problems.ts";

/** Counts the rows whose two identifiers are swapped, and says so once where all rows of a source are so. */
export interface SwappedRows {
  /** To be called for each row. */
  countRow(): void;
  /** To be called for each problem of a form. */
  see(problem: Problem): void;
  end(): void;
}

/** Of one source. The rows' own problems stay: each is refused, and says that its cells are swapped. */
export function createSwappedRows({ problems }: { readonly problems: ProblemLog }): SwappedRows {
  let rows = 0;
  let lastLine = -1;
  let swapped = 0;
  let first: Problem | undefined;
  return {
    countRow() {
      rows++;
    },
    see(problem) {
      if (problem.cause !== "columns-swapped" || problem.line === lastLine) return;
      lastLine = problem.line;
      swapped++;
      first ??= problem;
    },
    end() {
      if (first === undefined || swapped < rows || rows < fewest) return;
      const { severity, source, line, column, value } = first;
      problems.add({ kind: "every-row-swapped", severity, source, line, column, value });
    },
  };
}

/** One row may be swapped by itself. */
const fewest = 2;
