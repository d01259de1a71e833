import { parseDelimiter, parseEncoding } from "../csv/parse-shape.ts";
import { type RawFilePart, rawRecords } from "../csv/raw-records.ts";
import { createFailedPlaces, failedFilePath, failedRowsByIdentifiers } from "../reports/failed-rows.ts";
import type { ReportedLine } from "../reports/reported-line.ts";
import type { WrittenFile } from "../reports/watch-report-types.ts";
import type { StoredJob } from "../store/store.ts";
import { openReportFile, type ReportFile } from "./report-file.ts";
import type { LineGroup } from "./reported-lines.ts";

/**
 * Writes the failed rows from the kept copies of the inputs; of what has no input, by identifiers. Where rows cannot share
 * a file there are several: failed.csv, failed-2.csv ... Nothing failed: one that is empty.
 */
export async function writeFailedFiles(
  path: string,
  groups: readonly LineGroup[],
): Promise<readonly WrittenFile[]> {
  // By number: of several the second may be begun before the first.
  const files = new Map<number, ReportFile<"failed">>();
  const fileAt = (number: number) => {
    const file = files.get(number) ?? openReportFile("failed", failedFilePath(path, number));
    files.set(number, file);
    return file;
  };
  try {
    for (const input of new Set(groups.map((group) => group.input))) {
      const lines = linesOf(groups.filter((group) => group.input === input));
      const before = files.size;
      for await (const { file, bytes, rows } of failedParts(input?.job, lines))
        fileAt(before + file).write(bytes, rows);
    }
    if (files.size === 0) fileAt(0);
    return Array.from(files.keys(), (_, number) => fileAt(number).finish());
  } finally {
    for (const file of files.values()) file.abandon();
  }
}

/** Of an input's own files, numbered from 0. */
type FailedPart = Pick<RawFilePart, "file" | "rows"> & { readonly bytes: Uint8Array | string };

async function* failedParts(
  job: StoredJob | undefined,
  lines: Iterable<ReportedLine>,
): AsyncGenerator<FailedPart> {
  if (job === undefined) {
    for (const { file, text, rows } of failedRowsByIdentifiers(lines)) yield { file, rows, bytes: text };
    return;
  }
  const places = createFailedPlaces();
  for (const line of lines) places.add(line);
  yield* rawRecords(places.bySource().map((each) => rawSource(job, each)));
}

function rawSource(job: StoredJob, { source, lines }: { source: number; lines: readonly number[] }) {
  const { name = "the input", sha256 = "", hasHeader = true } = job.record.sources[source] ?? {};
  const { delimiter, encoding } = job.record.shape ?? {};
  const shape = {
    delimiter: delimiter === undefined ? undefined : parseDelimiter(delimiter),
    encoding: encoding === undefined ? undefined : parseEncoding(encoding),
  };
  return { name, sha256, hasHeader, shape, lines, open: () => job.openSource(source) };
}

function* linesOf(groups: readonly LineGroup[]): Generator<ReportedLine> {
  for (const { lines } of groups) yield* lines;
}
