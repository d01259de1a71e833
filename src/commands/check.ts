import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { checkClosingLines, overviewLines } from "../reports/check-text.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { createPushReport, reportedInput } from "../reports/push-report.ts";
import { inputProblemLines } from "../reports/push-text.ts";
import type { PushReport, ReportedBatch } from "../reports/report-types.ts";
import type { Store } from "../store/store.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { type Inspection, inspectDevices, planInspected } from "../upload/inspect-devices.ts";
import { stepsAfterCheck } from "./check-steps.ts";
import { type InputFileWriter, inputFileOptions, openInputFiles } from "./input-files.ts";
import { annotateFindings, inputFindings } from "./input-findings.ts";
import type { Invocation } from "./invocation.ts";
import { onlySku } from "./only-sku.ts";
import { isPlainFile } from "./plain-file.ts";
import { type CheckOptions, checkOptions } from "./push-options.ts";
import { maxProblems, printerOptions } from "./report-output.ts";
import { createSpool, type Spool } from "./spool.ts";

/** `vzupload check`, and `push --dry-run`: what the input is, and what push would do. Sends nothing, writes only what is named. */
export async function check(invocation: Invocation, context: Context): Promise<number> {
  const options = checkOptions(invocation, context);
  const asked = inputFileOptions(invocation, context);
  const printer = await createPrinter(printerOptions(invocation), context);
  const files = await openInputFiles(asked, invocation, context);
  const spool = createSpool();
  try {
    const { inspection, error } = await inspect({ options, invocation, context, files, spool });
    const bare = createPushReport({
      ...options,
      operation: "check",
      request: "UploadDevices",
      rehearsal: false,
      account: options.accountName,
      sku: onlySku(inspection, options),
      job: undefined,
      input: inspection && reportedInput(inspection),
      batches: inspection === undefined ? [] : plannedBatches(inspection, options),
      stop: undefined,
      written: files.written,
      error,
      signal: context.interrupt.reason,
    });
    const report = { ...bare, next: stepsAfterCheck(bare, invocation, context) };
    printCheck(report, { inspection, invocation, printer });
    await annotateFindings(() => inputFindings(invocation, context, inspection, error), context);
    return report.exitCode;
  } finally {
    printer.close();
    files.abandon();
    spool.close();
  }
}

interface CheckRun {
  readonly options: CheckOptions;
  readonly invocation: Invocation;
  readonly context: Context;
  readonly files: InputFileWriter;
  readonly spool: Spool;
}

interface Inspected {
  readonly inspection?: Inspection;
  readonly error?: unknown;
}

async function inspect(run: CheckRun): Promise<Inspected> {
  const { options, context, files } = run;
  let inspection: Inspection | undefined;
  try {
    const store = await existingStore(options, context);
    inspection = await inspectDevices({ ...options, reading: reading(run) }, store);
    await files.write(inspection, (source) => openAgain(source, run)).catch(refuseChange);
    return { inspection };
  } catch (error) {
    // What cannot be written then is told instead only where nothing else is.
    await files.writeRest(inspection, error).catch(() => undefined);
    return { ...(inspection === undefined ? {} : { inspection }), error };
  }
}

/** Undefined: nothing was ever pushed here. Loading the store takes longer than checking a short file. */
async function existingStore({ stateDirectory }: CheckOptions, { pid }: Context): Promise<Store | undefined> {
  if (!existsSync(stateDirectory)) return undefined;
  const { openStore } = await import("./open-store.ts");
  return openStore(stateDirectory, pid);
}

/** Refused rows are cut out of the inputs: what cannot be read twice is kept meanwhile. */
function reading({ options, invocation, context, files, spool }: CheckRun): CheckOptions["reading"] {
  const isKept = invocation.operands.map(
    (name) => invocation.values.rejected !== undefined && !isReadAgain(name, context),
  );
  return {
    ...options.reading,
    onProblem: files.onProblem,
    tee: (source, chunk) => {
      if (isKept[source]) spool.write(source, chunk);
    },
  };
}

function isReadAgain(name: string, { cwd }: Context): boolean {
  return name !== "-" && isPlainFile(resolve(cwd, name));
}

function openAgain(source: number, { invocation, context, spool }: CheckRun): AsyncIterable<Uint8Array> {
  const name = invocation.operands[source] ?? "-";
  return isReadAgain(name, context) ? createReadStream(resolve(context.cwd, name)) : spool.open(source);
}

/** Another content would be other rows. */
function refuseChange(error: unknown): never {
  if (!(error instanceof VzuploadError) || error.kind !== "store") throw error;
  throw new VzuploadError(
    "input",
    "The input has changed while it was checked, so its refused rows were not written.",
    {
      hint: "Check it again when nobody writes to it any more.",
      cause: error,
    },
  );
}

/** None when rows are refused: push would send nothing. */
function plannedBatches(inspection: Inspection, options: CheckOptions): readonly ReportedBatch[] {
  if (inspection.input.problems.rejectedRows > 0 && !options.skipInvalid) return [];
  return planInspected(inspection, options.batchSize).map(({ batch, rows, terms }) => ({
    batch,
    ...(terms.sku === undefined ? {} : { sku: terms.sku }),
    devices: rows.length,
    state: "planned",
  }));
}

interface Printing {
  readonly inspection: Inspection | undefined;
  readonly invocation: Invocation;
  readonly printer: Printer;
}

function printCheck(report: PushReport, { inspection, invocation, printer }: Printing): void {
  const lines = [
    ...overviewLines(report),
    ...(inspection === undefined ? [] : inputProblemLines(inspection.input, maxProblems(invocation))),
    ...checkClosingLines(report),
  ];
  for (const line of lines) printer.line(line);
  if (invocation.values.json) printer.result(jsonDocument(report));
}
