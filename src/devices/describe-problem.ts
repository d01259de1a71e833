import { formCauses } from "./form-causes.ts";
import { problemTexts } from "./problem-texts.ts";
import type { Problem, RowPlace } from "./problems.ts";

/**
 * One line on one problem, without its fix (that is `problemTexts[kind].fix`, said once for all of a kind):
 * `devices.csv:3: ICCID "8.91E+19": not an ICCID: 18 to 20 digits; a spreadsheet has ...`. `names` are the sources', in order.
 */
export function describeProblem(problem: Problem, names: readonly string[]): string {
  const { kind, cause, other } = problem;
  const column = typeof problem.column === "number" ? `column ${problem.column}` : problem.column;
  const value = problem.value === "" ? "" : ` "${problem.value}"`;
  const why = cause === undefined ? "" : `; ${formCauses[cause]}`;
  const clash = other === undefined ? "" : ` (${placeName(other, names)})`;
  return `${placeName(problem, names)}: ${column}${value}: ${problemTexts[kind].message}${why}${clash}`;
}

function placeName({ source, line }: RowPlace, names: readonly string[]): string {
  return `${names[source] ?? `source ${source + 1}`}:${line}`;
}
