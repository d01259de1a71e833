import { formCauses } from "../devices/form-causes.ts";
import { problemTexts } from "../devices/problem-texts.ts";
import type { Problem } from "../devices/problems.ts";
import { visibleText } from "../visible-text.ts";
import { skuWords } from "./text.ts";

/** The cell: "IMEI 8.91E+14", "column 3 (empty)". */
export function subjectOf({ column, value }: Pick<Problem, "column" | "value">): string {
  const name = typeof column === "number" ? `column ${column}` : visibleText(column);
  return `${name} ${value === "" ? "(empty)" : value}`;
}

/** What probably happened to the value, with its code; none: it does not show. */
export function causeWords({ cause }: Pick<Problem, "cause">): readonly string[] {
  return cause === undefined ? [] : [`cause ${cause}: ${formCauses[cause]}`];
}

/** Where to look for what it clashes with: "see devices.csv:9". `sources` are the names of the files, by index. */
export function placeWords(
  { other, earlier }: Pick<Problem, "other" | "earlier">,
  sources: readonly string[],
): readonly string[] {
  return [
    ...(other === undefined ? [] : [`see ${sources[other.source] ?? "input"}:${other.line}`]),
    ...(earlier === undefined ? [] : [earlierWords(earlier)]),
  ];
}

function earlierWords({ job, batch, sku }: NonNullable<Problem["earlier"]>): string {
  return [`see job ${job}`, `batch ${batch}`, ...skuWords(sku)].join(", ");
}

/** All of it in one sentence, without the place: "IMEI 8.91E+14: not an IMEI ...; a spreadsheet ...". */
export function problemSentence(problem: Problem, sources: readonly string[]): string {
  const { message } = problemTexts[problem.kind];
  const more = [...causeWords(problem), ...placeWords(problem, sources)];
  return [`${subjectOf(problem)}: ${message}`, ...more].join("; ");
}
