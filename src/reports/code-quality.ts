import { createHash } from "node:crypto";
import type { Problem } from "../devices/problems.ts";
import { type InputFindings, placeOfError } from "./problem-annotations.ts";
import { problemSentence } from "./problem-words.ts";
import { formatNumber } from "./text.ts";

/** How many entries a report has at most: beyond that GitLab's views are no help, and its limits for artifacts near. */
export const maxCodeQualityEntries = 1_000;

/** An entry of GitLab's Code Quality report. Source: GitLab's page "Code Quality", "Code Quality report format". */
export interface CodeQualityEntry {
  readonly description: string;
  readonly check_name: string;
  /** Of two entries with the same one GitLab shows the first only. */
  readonly fingerprint: string;
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  /** The path from the repository's root, without "./". */
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** All that is wrong with an input, errors first; of too many the last entry says how many are left out. */
export function codeQualityEntries(findings: InputFindings): readonly CodeQualityEntry[] {
  const fingerprints = createFingerprints();
  const total = findings.thrown.length + findings.errorCount + findings.warningCount;
  const room = total > maxCodeQualityEntries ? maxCodeQualityEntries - 1 : maxCodeQualityEntries;
  const problems = [...findings.errors.slice(0, room), ...findings.warnings.slice(0, room)];
  const entries = [
    ...thrownEntries(findings, fingerprints),
    ...problems.map((problem) => problemEntry(problem, findings, fingerprints)),
  ].slice(0, room);
  if (total <= entries.length) return entries;
  const left = formatNumber(total - entries.length, "more problem", "more problems");
  return [
    ...entries,
    leftOutEntry(`${left}: vzupload check --problems <csv> has them all`, findings, fingerprints),
  ];
}

/** Of a file's path, the code, the cell, and how often these came before: moving a row does not change it. */
type Fingerprint = (parts: readonly string[]) => string;

function createFingerprints(): Fingerprint {
  const seen = new Map<string, number>();
  return (parts) => {
    const key = JSON.stringify(parts);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash("sha256").update(`${key}${count}`).digest("hex");
  };
}

function problemEntry(problem: Problem, findings: InputFindings, fingerprint: Fingerprint): CodeQualityEntry {
  const { source, line, kind, severity, column, value } = problem;
  const path = findings.paths[source] ?? findings.sources[source] ?? "input";
  return {
    description: `${kind}: ${problemSentence(problem, findings.sources)}`,
    check_name: kind,
    fingerprint: fingerprint([path, kind, String(column), value]),
    severity: severity === "error" ? "major" : "minor",
    location: { path, lines: { begin: line } },
  };
}

function thrownEntries(findings: InputFindings, fingerprint: Fingerprint): readonly CodeQualityEntry[] {
  return findings.thrown.map(({ message, hint }) => {
    const place = placeOfError(message, findings) ?? { path: firstPath(findings), line: 1 };
    return {
      description: hint === undefined ? message : `${message} ${hint}`,
      check_name: "not-a-device-list",
      fingerprint: fingerprint([place.path, "not-a-device-list", message]),
      severity: "blocker",
      location: { path: place.path, lines: { begin: place.line } },
    };
  });
}

function leftOutEntry(
  description: string,
  findings: InputFindings,
  fingerprint: Fingerprint,
): CodeQualityEntry {
  const path = firstPath(findings);
  return {
    description,
    check_name: "more-problems",
    fingerprint: fingerprint([path, "more-problems"]),
    severity: "info",
    location: { path, lines: { begin: 1 } },
  };
}

function firstPath({ paths, sources }: InputFindings): string {
  return paths.find((path) => path !== undefined) ?? sources[0] ?? "input";
}
