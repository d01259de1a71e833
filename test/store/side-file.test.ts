import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparePlaces, formatRejectedFile, parseRejectedFile } from "../../src/store/rejected-file.ts";
import type { RejectedRow, TakenRow } from "../../src/store/store.ts";
import { formatTakenFile, parseTakenFile } from "../../src/store/taken-file.ts";

const place = { source: fc.nat(65_534), line: fc.integer({ min: 1, max: 2 ** 32 - 1 }) };
const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[",\n\r x]*$/));
const rejectedRow = fc.record<RejectedRow>({
  ...place,
  column: text,
  problem: fc.constantFrom("imei-form", "row-too-short"),
  value: text,
});
const takenRow = fc.record<TakenRow>({
  ...place,
  identifiers: fc.tuple(fc.stringMatching(/^[0-9A-F]{8,32}$/), fc.stringMatching(/^\d{20}$/)),
  job: fc.constant("20260102-030405-abcd"),
  batch: fc.integer({ min: 1, max: 9_999 }),
});

describe("rejected.csv", () => {
  test("gives back its rows, whatever the texts in it", () => {
    fc.assert(
      fc.property(fc.array(rejectedRow), (rows) => {
        const parsed = parseRejectedFile(formatRejectedFile(rows)) ?? [];
        expect([...parsed]).toEqual(rows.toSorted(comparePlaces));
        expect([...parsed]).toEqual([...parsed]);
      }),
    );
  });

  test("its form", () => {
    const row: RejectedRow = { source: 0, line: 4, column: "IMEI", problem: "imei-form", value: 'a "b"' };
    expect(formatRejectedFile([row])).toBe(
      'source,line,column,problem,value\n1,4,"IMEI",imei-form,"a ""b"""\n',
    );
  });

  test("of a row without details has the place", () => {
    const bare = { source: 1, line: 7, column: "", problem: "", value: "" };
    expect(formatRejectedFile([bare])).toBe("source,line,column,problem,value\n2,7,,,\n");
    expect([...(parseRejectedFile(formatRejectedFile([bare])) ?? [])]).toEqual([bare]);
  });

  test.each([
    "",
    "source,line,column,problem,value",
    "line,source,column,problem,value\n",
    "source,line,column,problem,value\n1,4,IMEI,imei-form,x",
    'source,line,column,problem,value\n1,4,"IMEI,imei-form,x\n',
    'source,line,column,problem,value\n1,4,"IMEI"x,imei-form,x\n',
    "source,line,column,problem,value\n0,4,IMEI,imei-form,x\n",
    "source,line,column,problem,value\n1,-4,IMEI,imei-form,x\n",
    "source,line,column,problem,value\n1,4,IMEI,imei-form\n",
    "source,line,column,problem,value\n1,4,IMEI,imei-form,x,y\n",
    "source,line,column,problem,value\n\n",
  ])("%j is none", (content) => {
    expect(parseRejectedFile(content)).toBeUndefined();
  });

  test("a cell of a million characters is no trouble", () => {
    const row = { source: 0, line: 4, column: '"'.repeat(1_000_000), problem: "p", value: "v" };
    expect([...(parseRejectedFile(formatRejectedFile([row])) ?? [])]).toEqual([row]);
  });
});

describe("taken.csv", () => {
  test("gives back its rows", () => {
    fc.assert(
      fc.property(fc.array(takenRow), (rows) => {
        expect(parseTakenFile(formatTakenFile(["imei", "iccid"], rows), ["imei", "iccid"])).toEqual(rows);
      }),
    );
  });

  test("its form", () => {
    const row: TakenRow = {
      source: 1,
      line: 4,
      identifiers: ["A0000000000001"],
      job: "20260102-030405-abcd",
      batch: 2,
    };
    expect(formatTakenFile(["meid"], [row])).toBe(
      "source,line,meid,job,batch\n2,4,A0000000000001,20260102-030405-abcd,2\n",
    );
  });

  test.each([
    "source,line,imei,iccid,job,batch\n",
    "source,line,meid,job,batch\n1,2,A,20260102-030405-abcd,0\n",
    "source,line,meid,job,batch\n1,2,A,../../job,1\n",
    "source,line,meid,job,batch\n1,2,A,B,20260102-030405-abcd,1\n",
    "source,line,meid,job,batch\n1,2,20260102-030405-abcd,1\n",
  ])("%j is none of MEIDs", (content) => {
    expect(parseTakenFile(content, ["meid"])).toBeUndefined();
  });
});
