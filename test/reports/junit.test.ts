import { DOMParser, type Element } from "@xmldom/xmldom";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JunitSuite, junitXml } from "../../src/reports/junit.ts";
import type { ReportedLine } from "../../src/reports/reported-line.ts";
import { type LineState, lineStates } from "../../src/verdict/line-states.ts";
import { failedLine, reportedLine, watchedRequest } from "./watched.ts";

function suiteOf(lines: Iterable<ReportedLine>, change: Partial<JunitSuite> = {}): JunitSuite {
  return { name: "batch 1, RequestId req-1", className: "VZW120000440008", lines, ...change };
}

function xmlOf(suites: readonly JunitSuite[], until: "uploaded" | "activated" = "uploaded"): string {
  return [...junitXml(suites, until)].join("");
}

/** Parses strictly: any complaint of the parser is an error. */
function parse(xml: string): Element {
  const root = new DOMParser({
    onError: (level, message) => expect.fail(`${level}: ${message}`),
  }).parseFromString(xml, "text/xml").documentElement;
  if (root === null) throw new Error("no root");
  return root;
}

function elementsOf(parent: Element): readonly Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);
}

test("a document", () => {
  const lines = [
    reportedLine(),
    reportedLine(),
    failedLine(),
    reportedLine({
      place: { source: 0, line: 9 },
      state: "unknown",
      words: ['<"Service & Plan\'s">\u0000\u202e\ud800'],
    }),
    reportedLine({ state: "awaiting", words: [] }),
  ];
  const about = { startedAt: "2026-11-23T22:42:10.512Z", seconds: 12.3456 };
  expect(xmlOf([suiteOf(lines, about)])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="vzupload watch" tests="4" failures="1" errors="2">
  <testsuite name="batch 1, RequestId req-1" tests="4" failures="1" errors="2" skipped="0" time="12.346" timestamp="2026-11-23T22:42:10">
    <testcase classname="devices.csv" name="line 7 IMEI 358755000000007 ICCID 89148000005339755555" time="0">
      <failure type="failed" message="IMEI 358755000000007 is invalid">devices.csv:7 IMEI 358755000000007 ICCID 89148000005339755555
IMEI 358755000000007 is invalid
RequestId req-1, batch 1, job j1</failure>
    </testcase>
    <testcase classname="devices.csv" name="line 9 IMEI 358755000000007 ICCID 89148000005339755555" time="0">
      <error type="unknown" message="&lt;&quot;Service &amp; Plan&apos;s&quot;&gt;\\u{00}\\u{202e}\\u{d800}">devices.csv:9 IMEI 358755000000007 ICCID 89148000005339755555
&lt;&quot;Service &amp; Plan&apos;s&quot;&gt;\\u{00}\\u{202e}\\u{d800}
RequestId req-1, batch 1, job j1</error>
    </testcase>
    <testcase classname="VZW120000440008" name="not reported in time" time="0">
      <error type="awaiting" message="1 device not reported in time">devices.csv:7 IMEI 358755000000007 ICCID 89148000005339755555</error>
    </testcase>
    <testcase classname="VZW120000440008" name="2 devices uploaded" time="0"/>
  </testsuite>
</testsuites>
`);
});

describe("a line of each state", () => {
  const kinds: Readonly<Record<LineState, string | undefined>> = {
    rejected: "failure",
    notSent: "error",
    alreadySent: "error",
    inDoubt: "error",
    refused: "failure",
    awaiting: "error",
    pending: "error",
    uploaded: undefined,
    activated: undefined,
    failed: "failure",
    unknown: "error",
    inconsistent: "error",
  };
  test.each(Object.keys(lineStates) as readonly LineState[])("%s", (state) => {
    // as: the table's own keys
    const [suite] = elementsOf(parse(xmlOf([suiteOf([reportedLine({ state })])])));
    const [problem] = suite === undefined ? [] : elementsOf(suite).flatMap(elementsOf);
    expect(problem?.tagName).toBe(kinds[state]);
  });
});

test.each<[string, Partial<ReportedLine>, "uploaded" | "activated", string]>([
  [
    "an activation that failed",
    { activation: "failed", activationWords: ["no plan"] },
    "uploaded",
    '<failure type="activationFailed" message="no plan">',
  ],
  [
    "an unknown activation",
    { activation: "inconsistent" },
    "uploaded",
    '<error type="activationUnknown" message="activationUnknown">',
  ],
  [
    "an activation that is not waited for",
    { activation: "awaiting" },
    "uploaded",
    'name="1 device uploaded"',
  ],
  [
    "an activation that is waited for",
    { activation: "awaiting", activationWords: ["soon"] },
    "activated",
    'name="not activated in time" time="0">\n      <error type="activationAwaiting" message="1 device not activated in time: soon">',
  ],
  ["an activated device", { activation: "activated" }, "activated", 'name="1 device uploaded and activated"'],
  [
    "a device that an earlier job uploaded",
    { state: "alreadySent", earlier: "uploaded" },
    "uploaded",
    'name="1 device uploaded"',
  ],
  ["a device that an earlier job has", { state: "alreadySent" }, "uploaded", 'name="not reported in time"'],
  [
    "a line without anything",
    { state: "failed", file: undefined, place: undefined, identifiers: [], words: [] },
    "uploaded",
    'classname="VZW120000440008" name="a device without identifiers"',
  ],
])("%s", (_, change, until, text) => {
  expect(xmlOf([suiteOf([reportedLine(change)])], until)).toContain(text);
});

test("devices of the same fate are one case, the first hundred are listed", () => {
  const lines = Array.from({ length: 150 }, (_, at) =>
    reportedLine({
      place: { source: 0, line: at + 2 },
      state: "refused",
      words: ["Device SKU is not Certified"],
    }),
  );
  const xml = xmlOf([suiteOf(lines)]);
  expect(xml).toContain('tests="1" failures="1" errors="0"');
  expect(xml).toContain('name="refused as a whole"');
  expect(xml).toContain(
    '<failure type="refused" message="150 devices refused as a whole: Device SKU is not Certified">',
  );
  expect(xml).toContain(
    "devices.csv:101 IMEI 358755000000007 ICCID 89148000005339755555\nand 50 more</failure>",
  );
  expect(xml).not.toContain("devices.csv:102");
});

test.each([
  [
    "a refusal",
    { fault: { code: "DeviceService", text: "Device SKU is not Certified" } },
    '<failure type="fault" message="DeviceService: Device SKU is not Certified">',
  ],
  [
    "a failed processing",
    { fault: { code: "", text: "Processing failed due to an unknown error" } },
    '<error type="fault" message="Processing failed due to an unknown error">',
  ],
  [
    "a disagreement",
    { disagreement: "2 lines, 1 counted" },
    '<error type="contradictory" message="2 lines, 1 counted">',
  ],
  [
    "a surplus",
    { surplus: 3 },
    '<error type="surplus" message="3 devices reported that are not in the request">',
  ],
  [
    "an unknown end",
    { isComplete: false },
    '<error type="notComplete" message="it is not known whether all its devices have reported">',
  ],
])("%s of the request is a case beside its devices", (_, change, text) => {
  const xml = xmlOf([suiteOf([reportedLine()], { request: watchedRequest(change) })]);
  expect(xml).toContain(text);
  expect(xml).toContain('tests="2"');
});

test("a request that is well is no case", () => {
  expect(xmlOf([suiteOf([reportedLine()], { request: watchedRequest() })])).toContain(
    'tests="1" failures="0" errors="0"',
  );
});

/** The rules of Jenkins' xUnit plugin, junit-10.xsd, which fails the whole report where one is broken; and of Jenkins: no empty report. */
const allowed: Readonly<
  Record<string, { readonly attributes: readonly string[]; readonly children: readonly string[] }>
> = {
  testsuites: { attributes: ["name", "time", "tests", "failures", "errors"], children: ["testsuite"] },
  testsuite: {
    attributes: [
      "name",
      "tests",
      "failures",
      "errors",
      "group",
      "time",
      "skipped",
      "timestamp",
      "hostname",
      "id",
      "package",
      "file",
      "log",
      "url",
    ],
    children: ["testsuite", "properties", "testcase", "system-out", "system-err"],
  },
  testcase: {
    attributes: ["name", "time", "classname", "group"],
    children: ["skipped", "error", "failure", "system-out", "system-err"],
  },
  failure: { attributes: ["type", "message"], children: [] },
  error: { attributes: ["type", "message"], children: [] },
};

test("every document keeps the rules of Jenkins", () => {
  const states = Object.keys(lineStates) as readonly LineState[]; // as: the table's own keys
  const text = fc.string({ unit: "binary", maxLength: 20 });
  const line = fc
    .record({
      state: fc.constantFrom(...states),
      words: fc.array(text, { maxLength: 2 }),
      activation: fc.constantFrom(undefined, "awaiting" as const, "failed" as const, "activated" as const),
      file: fc.option(text, { nil: undefined }),
      identifiers: fc.array(fc.record({ kind: text, value: text }), { maxLength: 2 }),
      requestId: text,
    })
    .map((change) => reportedLine(change));
  const suite = fc.record({
    name: text,
    className: text,
    lines: fc.array(line, { maxLength: 6 }),
    request: fc
      .record({ fault: fc.record({ code: text, text }), disagreement: text, surplus: fc.nat(1) })
      .map(watchedRequest),
    seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
    startedAt: fc.constant("2026-11-23T22:42:10.512Z"),
  });
  fc.assert(
    fc.property(
      fc.array(suite, { maxLength: 3 }),
      fc.constantFrom("uploaded" as const, "activated" as const),
      (suites, until) => {
        const root = parse(xmlOf(suites, until));
        expect(root.tagName).toBe("testsuites");
        expect(elementsOf(root).length).toBeGreaterThan(0);
        checkElement(root);
        for (const each of elementsOf(root)) checkSuite(each);
        expect(countsOf(root)).toEqual(sum(elementsOf(root).map(countsOf)));
      },
    ),
  );
});

test("nothing watched is an error, and so is a suite without a device", () => {
  for (const suites of [[], [suiteOf([])]]) {
    const [suite] = elementsOf(parse(xmlOf(suites)));
    if (suite === undefined) throw new Error("no suite");
    checkSuite(suite);
    expect(countsOf(suite)).toEqual({ tests: 1, failures: 0, errors: 1 });
  }
});

test("100,000 failures come in chunks, none of them long", () => {
  function* failures(): Generator<ReportedLine> {
    for (let at = 0; at < 100_000; at++) yield failedLine({ place: { source: 0, line: at + 2 } });
  }
  let chunks = 0;
  let longest = 0;
  let head = "";
  for (const chunk of junitXml([suiteOf({ [Symbol.iterator]: failures })], "uploaded")) {
    chunks++;
    longest = Math.max(longest, chunk.length);
    if (chunks < 4) head += chunk;
  }
  expect(chunks).toBeGreaterThan(100_000);
  expect(longest).toBeLessThan(1000);
  expect(head).toContain('tests="100000" failures="100000" errors="0"');
});

function checkElement(element: Element): void {
  const rule = allowed[element.tagName];
  const names = [...element.attributes].map(({ name }) => name);
  expect(names.filter((name) => !rule?.attributes.includes(name))).toEqual([]);
  for (const child of elementsOf(element)) {
    expect(rule?.children).toContain(child.tagName);
    checkElement(child);
  }
}

function checkSuite(suite: Element): void {
  expect(suite.getAttribute("name")).not.toBeNull();
  const time = suite.getAttribute("time");
  if (time !== null) expect(time).toMatch(/^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/);
  const cases = elementsOf(suite);
  expect(cases.length).toBeGreaterThan(0);
  for (const each of cases) expect(each.getAttribute("name")).not.toBeNull();
  const problems = cases.flatMap(elementsOf).map(({ tagName }) => tagName);
  expect(countsOf(suite)).toEqual({
    tests: cases.length,
    failures: problems.filter((name) => name === "failure").length,
    errors: problems.filter((name) => name === "error").length,
  });
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function countsOf(element: Element): Counts {
  const count = (name: string) => Number(element.getAttribute(name) ?? Number.NaN);
  return { tests: count("tests"), failures: count("failures"), errors: count("errors") };
}

function sum(all: readonly Counts[]): Counts {
  const total = (key: keyof Counts) => all.reduce((before, each) => before + each[key], 0);
  return { tests: total("tests"), failures: total("failures"), errors: total("errors") };
}
