import type { Problem, Severity } from "../devices/problems.ts";
import { visibleText } from "../visible-text.ts";
import { problemSentence } from "./problem-words.ts";
import type { ReportedError } from "./report-types.ts";
import { formatNumber } from "./text.ts";
import { maxAnnotations, workflowCommand } from "./workflow-commands.ts";

/** What is wrong with an input, for the view of a CI run. */
export interface InputFindings {
  /** Names of the files for people, by index. */
  readonly sources: readonly string[];
  /** Their paths in the repository, by index; undefined: standard input. */
  readonly paths: readonly (string | undefined)[];
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly errorCount: number;
  readonly warningCount: number;
  /** What ended the reading. */
  readonly thrown: readonly ReportedError[];
}

/** Workflow commands that mark problems in the view of a GitHub run; of more than it shows, the last one of a severity sums up. */
export function problemAnnotations(findings: InputFindings): readonly string[] {
  const { errors, warnings, errorCount, warningCount } = findings;
  const thrown = findings.thrown.map((error) => thrownAnnotation(error, findings));
  return [
    ...thrown,
    ...annotationsOf("error", errors, errorCount, { findings, room: maxAnnotations - thrown.length }),
    ...annotationsOf("warning", warnings, warningCount, { findings, room: maxAnnotations }),
  ];
}

function annotationsOf(
  severity: Severity,
  problems: readonly Problem[],
  count: number,
  { findings, room }: { readonly findings: InputFindings; readonly room: number },
): readonly string[] {
  const shown = problems.slice(0, count > room ? room - 1 : room).map((problem) => {
    const { source, line, kind } = problem;
    const path = findings.paths[source];
    // Standard input is no file that GitHub could show.
    const place =
      path === undefined
        ? { where: {}, prefix: `${findings.sources[source] ?? "input"}:${line}: ` }
        : { where: { file: visibleText(path), line: String(line) }, prefix: "" };
    const text = `${place.prefix}${problemSentence(problem, findings.sources)}`;
    return workflowCommand(severity, { ...place.where, title: kind }, text);
  });
  if (count <= room) return shown;
  const more = `${formatNumber(count - shown.length, `more ${severity}`, `more ${severity}s`)}: the log groups them, --problems <csv> has them all`;
  return [...shown, workflowCommand(severity, { title: "More problems" }, more)];
}

function thrownAnnotation({ message, hint }: ReportedError, findings: InputFindings): string {
  const place = placeOfError(message, findings);
  const where = place === undefined ? {} : { file: visibleText(place.path), line: String(place.line) };
  const text = hint === undefined ? message : `${message} ${hint}`;
  return workflowCommand("error", { ...where, title: "Not a device list" }, visibleText(text));
}

/** The file that the message of an error begins with, and the line, else the first. */
export function placeOfError(
  message: string,
  { sources, paths }: Pick<InputFindings, "sources" | "paths">,
): { readonly path: string; readonly line: number } | undefined {
  const at = message.startsWith("Cannot read ") ? "Cannot read ".length : 0;
  const named = sources
    .map((name, source) => ({ name, path: paths[source] }))
    .filter(({ name }) => message.startsWith(name, at))
    // "devices.csv" begins with the name "devices", too.
    .sort((a, b) => b.name.length - a.name.length);
  for (const { name, path } of named) {
    if (path === undefined) continue;
    const [, line = "1"] = /^:(\d+)/.exec(message.slice(at + name.length)) ?? [];
    return { path, line: Number(line) };
  }
  return undefined;
}
