import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReportedLine } from "../../src/reports/reported-line.ts";
import { createResultsCsv } from "../../src/reports/results-csv.ts";
import { readText } from "../csv/read-text.ts";
import { failedLine, reportedLine } from "./watched.ts";

const pair = createResultsCsv(new Set(["ICCID", "IMEI"]));

test("the header has the kinds that occur, in the order of the platform's types", () => {
  const end = "state,words,requestId,batch,job,activation,activationWords\r\n";
  expect(pair.header).toBe(`file,line,IMEI,ICCID,${end}`);
  expect(createResultsCsv(new Set(["MDN", "ESN", "EID", "MEID"])).header).toBe(
    `file,line,EID,MEID,ESN,otherIdentifiers,${end}`,
  );
  expect(createResultsCsv(new Set()).header).toBe(`file,line,${end}`);
});

const digits = "358755000000007,89148000005339755555";
const alone = { file: undefined, place: undefined, batch: undefined, job: undefined };

test.each<[string, Partial<ReportedLine>, string]>([
  ["an uploaded line", {}, `devices.csv,7,${digits},uploaded,Device upload successful,req-1,1,j1,,`],
  ["a line without a ledger", alone, `,,${digits},uploaded,Device upload successful,req-1,,,,`],
  [
    "an activation",
    { activation: "failed", activationWords: ["no plan, sorry", "no zip"] },
    `devices.csv,7,${digits},uploaded,Device upload successful,req-1,1,j1,failed,"no plan, sorry; no zip"`,
  ],
  [
    "several words with quotes",
    { state: "inconsistent", words: ['he said "no"', "b"] },
    `devices.csv,7,${digits},inconsistent,"he said ""no""; b",req-1,1,j1,,`,
  ],
  [
    "a line that an earlier job has",
    { state: "alreadySent", earlier: "uploaded" },
    `devices.csv,7,${digits},alreadySent,uploaded: Device upload successful,req-1,1,j1,,`,
  ],
  [
    "a line that an earlier job has, without a word",
    { state: "alreadySent", words: [] },
    `devices.csv,7,${digits},alreadySent,awaiting,req-1,1,j1,,`,
  ],
  [
    "a line without identifiers",
    { state: "rejected", identifiers: [], words: [] },
    "devices.csv,7,,,rejected,,req-1,1,j1,,",
  ],
  [
    "two identifiers of a kind",
    {
      identifiers: [
        { kind: "IMEI", value: "1" },
        { kind: "IMEI", value: "2" },
      ],
    },
    "devices.csv,7,1 2,,uploaded,Device upload successful,req-1,1,j1,,",
  ],
  [
    "a name that is not ASCII",
    { file: "Prüfstand 試.csv" },
    `Prüfstand 試.csv,7,${digits},uploaded,Device upload successful,req-1,1,j1,,`,
  ],
])("%s", (_, change, row) => {
  expect(pair.row(reportedLine(change))).toBe(`${row}\r\n`);
});

test("identifiers of foreign kinds share a column", () => {
  const csv = createResultsCsv(new Set(["IMEI", "MDN", "MIN"]));
  const identifiers = [
    { kind: "MDN", value: "5551234567" },
    { kind: "IMEI", value: "1" },
    { kind: "MIN", value: "2" },
  ];
  expect(csv.row(reportedLine({ identifiers, words: [] }))).toBe(
    "devices.csv,7,1,MDN 5551234567 MIN 2,uploaded,,req-1,1,j1,,\r\n",
  );
});

describe("no cell is a formula", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1+1", "  '=1+1"],
    ["＝1+1", "'＝1+1"],
    ["\t=1+1", "\\u{09}=1+1"],
    ["\r=1+1", "\\u{0d}=1+1"],
    ["\u00a0=1+1", "\\u{a0}=1+1"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ["a;=1+1", "a;'=1+1"],
    ['a;"=1+1"', 'a;"\'=1+1"'],
    ["a|@b", "a|'@b"],
    ["a,-b", "a,'-b"],
    ["a=b-c@d+e", "a=b-c@d+e"],
    ["IMEI 1 is invalid - sorry", "IMEI 1 is invalid - sorry"],
  ])("%j", (text, cell) => {
    expect(cellsOf(pair.row(failedLine({ words: [text] })))[5]).toBe(cell);
  });

  test("in any column that holds text from outside", () => {
    const text = "=1+1";
    const line = failedLine({
      file: text,
      identifiers: [{ kind: "IMEI", value: text }],
      words: [text],
      requestId: text,
      activation: "unknown",
      activationWords: [text],
    });
    const cells = cellsOf(pair.row(line));
    expect(cells.filter((cell) => cell === `'${text}`)).toHaveLength(5);
    expect(cells).not.toContain(text);
  });

  test("whatever the text, and it stays in its cell", () => {
    const nasty = fc.string({ unit: fc.constantFrom(..."=+-@＝;,|\"' \t\r\n\u202eax") });
    fc.assert(
      fc.property(nasty, fc.string({ unit: "binary" }), (words, file) => {
        const cells = cellsOf(pair.row(failedLine({ words: [words], file })));
        expect(cells).toHaveLength(11);
        expect(cells.filter((cell) => /^[=+\-@\t\r＝]/.test(cell))).toEqual([]);
        expect(cells[5]?.split(/[;,|]/).filter((part) => /^[\s"]*[=+\-@＝]/.test(part))).toEqual([]);
      }),
    );
  });
});

test("control and bidi characters are visible", () => {
  expect(cellsOf(pair.row(failedLine({ words: ["a\u001b[31m\u202e\nb"] })))[5]).toBe(
    "a\\u{1b}[31m\\u{202e}\\u{0a}b",
  );
});

test("the program's own CSV reader reads identifiers as they are", async () => {
  const { rows, shape } = await readText(pair.header + pair.row(reportedLine()) + pair.row(failedLine()));
  expect(shape).toMatchObject({ encoding: "utf-8", delimiter: "," });
  expect(rows.map((row) => row.slice(3, 6))).toEqual([
    ["IMEI", "ICCID", "state"],
    ["358755000000007", "89148000005339755555", "uploaded"],
    ["358755000000007", "89148000005339755555", "failed"],
  ]);
});

function cellsOf(row: string): readonly string[] {
  const [cells = []] = parse(row) as string[][]; // as: what csv-parse gives without options
  return cells;
}
