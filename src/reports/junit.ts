import { classifyUploadFault } from "../uws/faults.ts";
import { type JunitCase, type JunitProblem, junitCases } from "./junit-cases.ts";
import type { ReportedLine } from "./reported-line.ts";
import { formatDevices } from "./text.ts";
import type { WatchedRequest, WatchReport } from "./watch-report-types.ts";
import { openTag, xmlText } from "./xml-text.ts";

/** The devices of a request, or others that belong together. */
export interface JunitSuite {
  /** "batch 1, RequestId ..." */
  readonly name: string;
  /** Class of the cases that belong to no file: a SKU, or the suite's name again. */
  readonly className: string;
  /** Read twice, for the counts stand before the cases: the same lines each time. */
  readonly lines: Iterable<ReportedLine>;
  /** What is wrong with the whole. */
  readonly request?: WatchedRequest;
  /** When it began, ISO 8601, UTC, and how long it took. */
  readonly startedAt?: string;
  readonly seconds?: number;
}

/**
 * `--junit`: chunks of an XML document for the test reports of Jenkins, GitLab and others. It keeps to what Jenkins'
 * xUnit plugin allows (junit-10.xsd, which knows no file or line of a test case), and no suite is without a case,
 * which Jenkins refuses.
 */
export function* junitXml(suites: readonly JunitSuite[], until: WatchReport["until"]): Generator<string> {
  const all = suites.length === 0 ? [nothingWatched] : suites;
  const counted = all.map((suite) => ({ suite, counts: countCases(casesOf(suite, until)) }));
  yield `<?xml version="1.0" encoding="UTF-8"?>\n`;
  yield `${openTag("testsuites", { name: "vzupload watch", ...total(counted.map(({ counts }) => counts)) })}\n`;
  for (const { suite, counts } of counted) {
    const { name, seconds, startedAt } = suite;
    const attributes = {
      name,
      ...counts,
      skipped: 0,
      time: seconds?.toFixed(3),
      timestamp: startedAt?.slice(0, 19),
    };
    yield `  ${openTag("testsuite", attributes)}\n`;
    for (const each of casesOf(suite, until)) yield caseXml(each);
    yield "  </testsuite>\n";
  }
  yield "</testsuites>\n";
}

const nothingWatched: JunitSuite = { name: "vzupload watch", className: "vzupload watch", lines: [] };

function* casesOf(suite: JunitSuite, until: WatchReport["until"]): Generator<JunitCase> {
  const { className, request } = suite;
  let cases = 0;
  for (const each of request === undefined ? [] : requestCases(request, className)) {
    cases++;
    yield each;
  }
  for (const each of junitCases(suite.lines, { className, until })) {
    cases++;
    yield each;
  }
  if (cases > 0) return;
  const message = "no device is known";
  yield { className, name: message, problem: { kind: "error", type: "empty", message, details: [] } };
}

/** What is wrong with a request beside its lines. */
function requestCases(request: WatchedRequest, className: string): readonly JunitCase[] {
  const { requestId, fault, disagreement, surplus } = request;
  const problems: JunitProblem[] = [];
  const add = (kind: JunitProblem["kind"], type: string, message: string) =>
    problems.push({ kind, type, message, details: [message, `RequestId ${requestId}`] });
  if (fault !== undefined) {
    const isDoubt = classifyUploadFault(fault).kind === "doubt";
    add(
      isDoubt ? "error" : "failure",
      "fault",
      [fault.code, fault.text].filter((word) => word !== "").join(": "),
    );
  }
  if (disagreement !== undefined) add("error", "contradictory", disagreement);
  if (surplus > 0) add("error", "surplus", `${formatDevices(surplus)} reported that are not in the request`);
  if (!request.isComplete && request.open === 0)
    add("error", "notComplete", "it is not known whether all its devices have reported");
  return problems.map((problem) => ({ className, name: `request: ${problem.type}`, problem }));
}

interface CaseCounts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function countCases(cases: Iterable<JunitCase>): CaseCounts {
  const counts = { tests: 0, failures: 0, errors: 0 };
  for (const { problem } of cases) {
    counts.tests++;
    if (problem?.kind === "failure") counts.failures++;
    if (problem?.kind === "error") counts.errors++;
  }
  return counts;
}

function total(counts: readonly CaseCounts[]): CaseCounts {
  const sum = (key: keyof CaseCounts) => counts.reduce((all, each) => all + each[key], 0);
  return { tests: sum("tests"), failures: sum("failures"), errors: sum("errors") };
}

function caseXml({ className, name, problem }: JunitCase): string {
  const attributes = { classname: className, name, time: "0" };
  if (problem === undefined) return `    ${openTag("testcase", attributes, true)}\n`;
  const { kind, type, message, details } = problem;
  const text = details.map(xmlText).join("\n");
  return `    ${openTag("testcase", attributes)}\n      ${openTag(kind, { type, message })}${text}</${kind}>\n    </testcase>\n`;
}
