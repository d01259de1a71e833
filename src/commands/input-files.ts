import { resolve } from "node:path";
import type { Context } from "../context.ts";
import type { Problem } from "../devices/problems.ts";
import { VzuploadError } from "../errors.ts";
import type { InputFindings } from "../reports/problem-annotations.ts";
import { problemsCsvHeader, problemsCsvRow } from "../reports/problems-csv.ts";
import type { InputFile } from "../reports/report-types.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import { shownName } from "../upload/read-source.ts";
import { checkReportFiles } from "../watch/check-report-files.ts";
import { openReportFile, type ReportFile } from "../watch/report-file.ts";
import { inputFindings } from "./input-findings.ts";
import type { Invocation } from "./invocation.ts";
import { stateDirectory } from "./push-options.ts";
import { besideInput, type RejectedTarget, writeRejectedFiles } from "./rejected-files.ts";

/** Which files about its input a command line asks for. Absolute paths. */
export interface InputFileOptions {
  readonly problems: string | undefined;
  readonly codeQuality: string | undefined;
  /** Where refused rows go; "beside": to a file of our choice beside the input; undefined: they are not written. */
  readonly rejected: string | "beside" | undefined;
}

/**
 * What is asked for. `also`: paths of other reports, by their flags. Errors: VzuploadError "usage" for a path that cannot be
 * written to, that two reports have, or that is an input or the state's.
 */
export function inputFileOptions(
  invocation: Invocation,
  context: Context,
  also: Readonly<Record<string, string | undefined>> = {},
): InputFileOptions {
  const { values, operands } = invocation;
  const absolute = (name: string | undefined) =>
    name === undefined ? undefined : resolve(context.cwd, name);
  const problems = absolute(values.problems);
  const codeQuality = absolute(values.codeQuality);
  const rejected = absolute(values.rejected);
  const inputs = operands.filter((name) => name !== "-").map((name) => resolve(context.cwd, name));
  checkReportFiles(
    { ...also, problems, rejected, "code-quality": codeQuality },
    { inputs, stateDirectory: stateDirectory(invocation, context) },
  );
  return { problems, codeQuality, rejected };
}

/** The same for a push: with --skip-invalid what is left out is always written. */
export function pushFileOptions(invocation: Invocation, context: Context): InputFileOptions {
  const { values, flags } = invocation;
  const { watch, results, failed, junit } = values;
  const reports = Object.entries({ results, failed, junit }).map(
    ([kind, path]) => [kind, path === undefined ? undefined : resolve(context.cwd, path)] as const,
  );
  if (Object.hasOwn(flags, "rejected") && !values.skipInvalid) {
    throw new VzuploadError("usage", "--rejected has no effect without --skip-invalid.", {
      hint: "Add --skip-invalid, or leave --rejected out: where a row is refused, nothing is sent.",
    });
  }
  const options = inputFileOptions(invocation, context, watch ? Object.fromEntries(reports) : {});
  if (!values.skipInvalid) return { ...options, rejected: undefined };
  return { ...options, rejected: options.rejected ?? "beside" };
}

/** Writes the files about one input, each whole or not at all. */
export interface InputFileWriter {
  /** To be told of every problem as it is found; undefined: nobody asked. Errors: VzuploadError "usage". */
  readonly onProblem: ((problem: Problem) => void) | undefined;
  /** When all problems are known. `openSource`: the bytes of an input as they came. Errors: VzuploadError "usage". */
  write(inspection: Inspection, openSource: OpenSource): Promise<void>;
  /** When something ended it before: what can be told all the same. Errors: VzuploadError "usage". Idempotent, also behind `write`. */
  writeRest(inspection: Inspection | undefined, error: unknown): Promise<void>;
  readonly written: readonly InputFile[];
  /** Takes away what is not finished. Idempotent. */
  abandon(): void;
}

type OpenSource = (source: number) => AsyncIterable<Uint8Array>;

/** Opens what is written from the beginning. Errors: VzuploadError "usage". */
export function openInputFiles(
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

  function finishCsv(file: ReportFile<"problems"> | undefined): void {
    if (file === undefined || !isCsvOpen) return;
    isCsvOpen = false;
    written.push(file.finish());
  }

  async function writeCodeQuality(findings: InputFindings): Promise<void> {
    if (options.codeQuality === undefined || !isCodeQualityOpen) return;
    isCodeQualityOpen = false;
    const { writeCodeQualityFile } = await import("./code-quality-file.ts");
    written.push(writeCodeQualityFile(options.codeQuality, findings));
  }

  return {
    onProblem: csv === undefined ? undefined : (problem) => csv.write(problemsCsvRow(problem, names), 1),
    async write(inspection, openSource) {
      finishCsv(csv);
      await writeCodeQuality(inputFindings(invocation, context, inspection));
      const target = rejectedTarget(options, inspection, { invocation, context });
      if (target === undefined) return;
      written.push(...(await writeRejectedFiles(target, rejectedSources(inspection, openSource))));
    },
    async writeRest(inspection, error) {
      if (inspection !== undefined) finishCsv(csv);
      await writeCodeQuality(inputFindings(invocation, context, inspection, error));
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
  if (rejected !== "beside") return { path: rejected, isNamed: true };
  const [first] = input.problems.rejectedPlaces();
  if (first === undefined) return undefined;
  const name = invocation.operands[first.source] ?? "-";
  return { path: besideInput(resolve(context.cwd, name), context.cwd), isNamed: false };
}

function rejectedSources({ input }: Inspection, openSource: OpenSource) {
  return input.problems.rejectedPlaces().map(({ source, lines }) => {
    const { name = "the input", sha256 = "", header } = input.sources[source] ?? {};
    return { name, sha256, hasHeader: header !== undefined, lines, open: () => openSource(source) };
  });
}
