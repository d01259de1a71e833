import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { codeQualityEntries } from "../reports/code-quality.ts";
import { jsonDocument } from "../reports/json-document.ts";
import type { InputFindings } from "../reports/problem-annotations.ts";
import { problemsCsvHeader, problemsCsvRow, unreadableCsvRow } from "../reports/problems-csv.ts";
import type { InputFile } from "../reports/report-types.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import { shownName } from "../upload/read-source.ts";
import { openReportFile } from "../watch/report-file.ts";
import type { InputFileOptions, InputFileWriter, OpenSource } from "./input-files.ts";
import { inputFindings } from "./input-findings.ts";
import type { Invocation } from "./invocation.ts";
import { besideInput, type RejectedTarget, writeRejectedFiles } from "./rejected-files.ts";

/** Opens what is written from the beginning. Errors: VzuploadError "usage". */
export function createInputFileWriter(
  options: InputFileOptions,
  invocation: Invocation,
  context: Context,
): InputFileWriter {
  const names = invocation.operands.map((name) => shownName({ name }));
  const written: InputFile[] = [];
  const csv = options.problems === undefined ? undefined : openReportFile("problems", options.problems);
  csv?.write(problemsCsvHeader);
  let isCsvOpen = csv !== undefined;
  let isCodeQualityOpen = options.codeQuality !== undefined;

  function finishCsv(): void {
    if (csv === undefined || !isCsvOpen) return;
    isCsvOpen = false;
    written.push(csv.finish());
  }

  function writeCodeQuality(findings: InputFindings): void {
    if (options.codeQuality === undefined || !isCodeQualityOpen) return;
    isCodeQualityOpen = false;
    written.push(writeCodeQualityFile(options.codeQuality, findings));
  }

  return {
    onProblem: csv === undefined ? undefined : (problem) => csv.write(problemsCsvRow(problem, names), 1),
    async write(inspection, openSource) {
      finishCsv();
      writeCodeQuality(inputFindings(invocation, context, inspection));
      const target = rejectedTarget(options, inspection, { invocation, context });
      if (target === undefined) return;
      written.push(...(await writeRejectedFiles(target, rejectedSources(inspection, openSource))));
    },
    async writeRest(inspection, error) {
      const findings = inputFindings(invocation, context, inspection, error);
      // What an earlier run has found must not be taken for what this one has.
      if (isCsvOpen) for (const { message } of findings.thrown) csv?.write(unreadableCsvRow(message), 1);
      if (inspection !== undefined || findings.thrown.length > 0) finishCsv();
      writeCodeQuality(findings);
    },
    written,
    abandon: () => csv?.abandon(),
  };
}

/** Ours to choose: beside the first input that has refused rows; where there are none there is no file. */
function rejectedTarget(
  { rejected }: InputFileOptions,
  { input }: Inspection,
  { invocation, context }: { readonly invocation: Invocation; readonly context: Context },
): RejectedTarget | undefined {
  if (rejected === undefined) return undefined;
  const inputs = invocation.operands.map((operand) => resolve(context.cwd, operand));
  if (rejected !== "beside") return { path: rejected, isNamed: true, inputs };
  const [first] = input.problems.rejectedPlaces();
  if (first === undefined) return undefined;
  const name = invocation.operands[first.source] ?? "-";
  return { path: besideInput(resolve(context.cwd, name), context.cwd), isNamed: false, inputs };
}

function rejectedSources({ input }: Inspection, openSource: OpenSource) {
  return input.problems.rejectedPlaces().map(({ source, lines }) => {
    const report = input.sources[source];
    if (report === undefined) throw new RangeError(`no source ${source}`);
    const { name, sha256, header } = report;
    const { shape } = input;
    return { name, sha256, hasHeader: header !== undefined, shape, lines, open: () => openSource(source) };
  });
}

function writeCodeQualityFile(path: string, findings: InputFindings): InputFile {
  const entries = codeQualityEntries(findings);
  const file = openReportFile("code-quality", path);
  try {
    file.write(jsonDocument(entries), entries.length);
    return file.finish();
  } finally {
    file.abandon();
  }
}
