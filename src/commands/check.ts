import type { Context } from "../context.ts";
import { createPushReport, reportedInput } from "../reports/push-report.ts";
import type { ReportedBatch } from "../reports/report-types.ts";
import { createPrinter } from "../terminal/printer.ts";
import { type Inspection, inspectDevices, planInspected } from "../upload/inspect-devices.ts";
import type { Invocation } from "./invocation.ts";
import { openStore } from "./open-store.ts";
import { type CheckOptions, checkOptions } from "./push-options.ts";
import { printerOptions, printInput, printReport } from "./report-output.ts";

/** `vzupload check`, and `push --dry-run`: what push would do. Writes nothing, sends nothing. */
export async function check(invocation: Invocation, context: Context): Promise<number> {
  const options = checkOptions(invocation, context);
  const printer = await createPrinter(printerOptions(invocation), context);
  try {
    const { inspection, error } = await inspect(options, context);
    if (inspection !== undefined) printInput(inspection, printer);
    const report = createPushReport({
      ...options,
      operation: "check",
      rehearsal: false,
      account: options.accountName,
      sku: onlySku(inspection, options),
      job: undefined,
      input: inspection && reportedInput(inspection),
      batches: inspection === undefined ? [] : plannedBatches(inspection, options),
      stop: undefined,
      error,
      signal: context.interrupt.reason,
    });
    printReport(report, invocation, printer);
    return report.exitCode;
  } finally {
    printer.close();
  }
}

async function inspect(
  options: CheckOptions,
  context: Context,
): Promise<{ readonly inspection?: Inspection; readonly error?: unknown }> {
  try {
    const store = openStore(options.stateDirectory, context.pid);
    return { inspection: await inspectDevices(options, store) };
  } catch (error) {
    return { error };
  }
}

/** Undefined: there are several, or none was given. */
export function onlySku(
  inspection: Inspection | undefined,
  { reading }: Pick<CheckOptions, "reading">,
): string | undefined {
  if (inspection === undefined) return reading.terms?.defaults.sku;
  const skus = new Set(inspection.input.terms.map(({ sku }) => sku));
  return skus.size === 1 ? [...skus][0] : undefined;
}

/** None when rows are refused: push would send nothing. */
function plannedBatches(inspection: Inspection, options: CheckOptions): readonly ReportedBatch[] {
  if (inspection.input.problems.rejectedRows > 0 && !options.skipInvalid) return [];
  return planInspected(inspection, options.batchSize).map(({ batch, rows, terms }) => ({
    batch,
    sku: terms.sku ?? "",
    devices: rows.length,
    state: "planned",
  }));
}
