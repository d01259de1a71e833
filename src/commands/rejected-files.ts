import { createReadStream, statSync } from "node:fs";
import { join, parse } from "node:path";
import { rawRecords } from "../csv/raw-records.ts";
import type { RawSource } from "../csv/raw-source.ts";
import { VzuploadError } from "../errors.ts";
import { failedFilePath } from "../reports/failed-rows.ts";
import type { InputFile } from "../reports/report-types.ts";
import { openReportFile, type ReportFile } from "../watch/report-file.ts";
import { isPlainFile } from "./plain-file.ts";

/** Where refused rows go. */
export interface RejectedTarget {
  /** Absolute. Where rows cannot share a file there are several: bad.csv, bad-2.csv ... */
  readonly path: string;
  /** The user has named it; else it is ours to choose, and another name is taken where this one is in use. */
  readonly isNamed: boolean;
  /** Absolute paths of the inputs, which no name that we choose may be. */
  readonly inputs: readonly string[];
}

type Written = ReportFile<"rejected">;

/**
 * Writes the refused rows, byte for byte, below the headers of their files, ready to be mended and pushed. Rows that are there
 * already may have been mended: a file that holds anything else is never replaced. None refused: one that is empty, where it is
 * named. Errors: VzuploadError "usage", and those of the sources; then nothing is written.
 */
export async function writeRejectedFiles(
  target: RejectedTarget,
  sources: readonly RawSource[],
): Promise<readonly InputFile[]> {
  // By number: of several the second may be begun before the first.
  const files = new Map<number, Written>();
  const fileAt = (number: number) => {
    const file = files.get(number) ?? openReportFile("rejected", failedFilePath(target.path, number));
    files.set(number, file);
    return file;
  };
  try {
    for await (const { file, bytes, rows } of rawRecords(sources)) fileAt(file).write(bytes, rows);
    if (files.size === 0 && target.isNamed) fileAt(0);
    const whole = Array.from(files.keys(), (_, number) => fileAt(number));
    const names = await chooseNames(target, whole);
    return whole.map((file, at) => file.finish(names[at]));
  } catch (error) {
    throw target.isNamed ? error : withFlag(error);
  } finally {
    for (const file of files.values()) file.abandon();
  }
}

async function chooseNames(
  { path, isNamed, inputs }: RejectedTarget,
  files: readonly Written[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const [number, file] of files.entries()) {
    file.flush();
    const name = failedFilePath(path, number);
    if (!isNamed) names.push(await freeName(path, file, [...inputs, ...names]));
    else if (await mayReplace(name, file)) names.push(name);
    else throw inUse(name);
  }
  return names;
}

/** "devices.rejected.csv", or the next of "devices.rejected-2.csv" ... that is free, or holds the same rows. */
async function freeName(path: string, file: Written, taken: readonly string[]): Promise<string> {
  for (let number = 0; ; number++) {
    const name = failedFilePath(path, number);
    if (!taken.includes(name) && (await mayReplace(name, file))) return name;
  }
}

/** What is not there, or empty, or the same; and what is no plain file keeps nothing. */
async function mayReplace(path: string, { temporary }: Written): Promise<boolean> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || temporary === undefined || found.size === 0) return true;
  if (!found.isFile() || found.size !== statSync(temporary).size) return false;
  return isSameContent(path, temporary);
}

async function isSameContent(path: string, other: string): Promise<boolean> {
  const theirs = createReadStream(other)[Symbol.asyncIterator]() as AsyncIterator<Buffer>; // as: no encoding is set
  for await (const chunk of createReadStream(path)) {
    const { value, done } = await theirs.next();
    if (done === true || !(chunk as Buffer).equals(value)) return false; // as: no encoding is set
  }
  return (await theirs.next()).done === true;
}

/** Who has not named the file does not know that it can be named. */
function withFlag(error: unknown): unknown {
  if (!(error instanceof VzuploadError) || error.kind !== "usage") return error;
  const hint = "Say where the rows that are left out are to be written: --rejected <csv>.";
  return new VzuploadError("usage", error.message, { hint, cause: error });
}

function inUse(path: string): VzuploadError {
  return new VzuploadError("usage", `--rejected: ${path} is there already, and holds something else.`, {
    hint: "Perhaps rows that somebody has mended: push that file first, move it away, or name another one.",
  });
}

/** The name that is chosen for the refused rows of an input: beside it; for standard input, a pipe or a device in `cwd`. */
export function besideInput(name: string, cwd: string): string {
  const path = isPlainFile(name) ? name.replace(/\.gz$/i, "") : join(cwd, "stdin");
  const { dir, name: stem } = parse(path);
  // Rows that were left out of what was left out before.
  return join(dir, `${stem.replace(/\.rejected(-\d+)?$/, "")}.rejected.csv`);
}
