import { type JunitSuite, junitXml } from "../reports/junit.ts";
import { createResultsCsv } from "../reports/results-csv.ts";
import type { WrittenFile } from "../reports/watch-report-types.ts";
import type { Until } from "../verdict/judgement.ts";
import { writeFailedFiles } from "./failed-files.ts";
import { openReportFile, type ReportFile } from "./report-file.ts";
import type { LineGroup } from "./reported-lines.ts";

/** Absolute paths; undefined: not asked for. */
export type ReportFiles = Readonly<Record<WrittenFile["kind"], string | undefined>>;

function pathsOf(files: ReportFiles): readonly (readonly [WrittenFile["kind"], string])[] {
  const kinds = Object.keys(files) as readonly WrittenFile["kind"][]; // as: the record's own keys
  return kinds.flatMap((kind) => {
    const path = files[kind];
    return path === undefined ? [] : [[kind, path] as const];
  });
}

export interface ReportContent {
  readonly groups: readonly LineGroup[];
  readonly until: Until;
  readonly suites: readonly JunitSuite[];
}

export interface WrittenReports {
  readonly files: readonly WrittenFile[];
  readonly errors: readonly unknown[];
}

/** Writes what was asked for, each file whole or not at all. An error of one is no reason to leave out the next. */
export async function writeReports(files: ReportFiles, content: ReportContent): Promise<WrittenReports> {
  const written: WrittenFile[] = [];
  const errors: unknown[] = [];
  for (const [kind, path] of pathsOf(files)) {
    try {
      written.push(...(await writers[kind](path, content)));
    } catch (error) {
      errors.push(error);
    }
  }
  return { files: written, errors };
}

type Writer = (
  path: string,
  content: ReportContent,
) => readonly WrittenFile[] | Promise<readonly WrittenFile[]>;

const writers = {
  results: (path, content) => writeFile("results", path, (file) => fillResults(file, content)),
  failed: (path, { groups }) => writeFailedFiles(path, groups),
  junit: (path, content) => writeFile("junit", path, (file) => fillJunit(file, content)),
} as const satisfies Record<WrittenFile["kind"], Writer>;

function writeFile(
  kind: WrittenFile["kind"],
  path: string,
  fill: (file: ReportFile<WrittenFile["kind"]>) => void,
): readonly WrittenFile[] {
  const file = openReportFile(kind, path);
  try {
    fill(file);
    return [file.finish()];
  } finally {
    file.abandon();
  }
}

function fillResults(file: ReportFile<WrittenFile["kind"]>, { groups }: ReportContent): void {
  const csv = createResultsCsv(kindsOf(groups));
  file.write(csv.header);
  for (const { lines } of groups) {
    for (const line of lines) file.write(csv.row(line), 1);
  }
}

function fillJunit(file: ReportFile<WrittenFile["kind"]>, { suites, until }: ReportContent): void {
  for (const chunk of junitXml(suites, until)) file.write(chunk);
}

/** The kinds of identifiers that occur. */
function kindsOf(groups: readonly LineGroup[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const { lines } of groups) {
    for (const { identifiers } of lines) for (const { kind } of identifiers) kinds.add(kind);
  }
  return kinds;
}
