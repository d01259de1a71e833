import { jsonDocument } from "../reports/json-document.ts";
import { defaultMaxProblems } from "../reports/problems-text.ts";
import { closingLines, inputProblemLines, sourceLine } from "../reports/push-text.ts";
import type { PushReport } from "../reports/report-types.ts";
import type { Printer, PrinterOptions } from "../terminal/printer.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import type { Invocation } from "./invocation.ts";

/** How this command line wants its output. */
export function printerOptions({ values }: Invocation): PrinterOptions {
  return { quiet: values.quiet ?? false, verbose: values.verbose ?? false, color: values.color ?? true };
}

/** Prints the end of a report: closing lines on stderr, with --json the document on stdout. */
export function printReport(report: PushReport, { values }: Invocation, printer: Printer): void {
  for (const line of closingLines(report)) printer.line(line);
  if (values.json) printer.result(jsonDocument(report));
}

export interface InputPrinting {
  readonly printer: Printer;
  /** How many problems of a kind are shown. */
  readonly maxProblems: number;
  /** What the first call returned. */
  readonly problemsShown?: number | undefined;
}

/** Prints what was read and what is wrong with it; the second time only when more is wrong by now. */
export function printInput(
  { input }: Inspection,
  { printer, maxProblems, problemsShown }: InputPrinting,
): number {
  const problems = input.problems.errorCount + input.problems.warningCount;
  if (problemsShown === undefined) for (const source of input.sources) printer.line(sourceLine(source));
  if (problems !== problemsShown)
    for (const line of inputProblemLines(input, maxProblems)) printer.line(line);
  return problems;
}

/** How many problems of a kind this command line wants to see. */
export function maxProblems({ values }: Invocation): number {
  return values.maxProblems ?? defaultMaxProblems;
}

/** The RequestIds that devices went out under before belong to the result, too. */
export function printEarlierIds({ earlier }: PushReport, { values }: Invocation, printer: Printer): void {
  if (values.json) return;
  for (const { requestId } of earlier) if (requestId !== undefined) printer.result(`${requestId}\n`);
}
