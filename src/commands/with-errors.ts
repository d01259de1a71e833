import type { Context } from "../context.ts";
import { exitCodes, strongestOutcome } from "../reports/exit-codes.ts";
import type { PushReport } from "../reports/report-types.ts";
import { outcomeOfThrown, reportedError } from "../reports/reported-error.ts";

/** The same report with what went wrong behind it. */
export function withErrors(
  report: PushReport,
  errors: readonly unknown[],
  { interrupt }: Pick<Context, "interrupt">,
): PushReport {
  if (errors.length === 0) return report;
  const outcomes = errors.map((error) => outcomeOfThrown(error, interrupt.reason));
  const outcome = strongestOutcome([report.outcome, ...outcomes]);
  const { code: exitCode } = exitCodes[outcome];
  return { ...report, outcome, exitCode, errors: [...report.errors, ...errors.map(reportedError)] };
}
