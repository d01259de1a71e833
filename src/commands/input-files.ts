import { resolve } from "node:path";
import type { Context } from "../context.ts";
import type { Problem } from "../devices/problems.ts";
import type { InputFile } from "../reports/report-types.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import type { PublishOptions } from "../upload/publish-job.ts";
import { checkReportFiles } from "../watch/check-report-files.ts";
import { refuseIdleFlags } from "./idle-flags.ts";
import type { Invocation } from "./invocation.ts";
import { stateDirectory } from "./push-options.ts";

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
  const { values } = invocation;
  if (!values.skipInvalid) {
    const note = ": where a row is refused, nothing is sent";
    refuseIdleFlags(invocation, { names: ["rejected"], without: "--skip-invalid", note });
  }
  const options = inputFileOptions(invocation, context, watchFiles(invocation, context));
  if (!values.skipInvalid) return { ...options, rejected: undefined };
  return { ...options, rejected: options.rejected ?? "beside" };
}

/** The same for an activation: of a job no rows are refused for their form, so that nothing is written unless it is named. */
export function activatedFileOptions(
  invocation: Invocation,
  context: Context,
  { uploadedBy }: Pick<PublishOptions, "uploadedBy">,
): InputFileOptions {
  if (uploadedBy === undefined) return pushFileOptions(invocation, context);
  return inputFileOptions({ ...invocation, operands: [] }, context, watchFiles(invocation, context));
}

function watchFiles(
  { values: { watch, results, failed, junit } }: Invocation,
  { cwd }: Context,
): Readonly<Record<string, string | undefined>> {
  if (!watch) return {};
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path));
  return { results: absolute(results), failed: absolute(failed), junit: absolute(junit) };
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

/** The bytes of an input, by its index. */
export type OpenSource = (source: number) => AsyncIterable<Uint8Array>;

/** Opens what is written from the beginning; loads nothing where nothing is asked for. Errors: VzuploadError "usage". */
export async function openInputFiles(
  options: InputFileOptions,
  invocation: Invocation,
  context: Context,
): Promise<InputFileWriter> {
  if (Object.values(options).every((file) => file === undefined)) return nothingToWrite;
  const { createInputFileWriter } = await import("./input-file-writer.ts");
  return createInputFileWriter(options, invocation, context);
}

const nothingToWrite: InputFileWriter = {
  onProblem: undefined,
  write: async () => {},
  writeRest: async () => {},
  written: [],
  abandon: () => {},
};
