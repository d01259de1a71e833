import { describe, expect, test } from "vitest";
import { parseColumnMap } from "../../src/csv/column-map.ts";
import { type ColumnWishes, planByColumns, planByHeader, refuseHeader } from "../../src/csv/column-plan.ts";
import { identifierOfHeader, meaningOfHeader } from "../../src/csv/header-names.ts";
import { refuseUnlistedIdentifier, refuseUnnamedIdentifier } from "../../src/csv/left-out-columns.ts";
import { parseColumns } from "../../src/csv/parse-columns.ts";
import { parseUploadType, uploadTypeNames, uploadTypes } from "../../src/devices/upload-types.ts";

const wishes: ColumnWishes = { terms: ["sku"] };

describe("headings", () => {
  test.each([
    ["IMEI", "imei"],
    [" imei_number ", "imei"],
    ["IMEI No.", "imei"],
    ["Device ID", "imei"],
    ["ICC-ID", "iccid"],
    ["SIM", "iccid"],
    ["sim.id", "iccid"],
    ["EID", "eid"],
    ["MEID Hex", "meid"],
    ["ESN", "esn"],
    ["IMEI 2", undefined],
    ["MEID Dec", undefined],
    ["Serial Number", undefined],
    ["", undefined],
  ])("%j is %s", (heading, kind) => {
    expect(identifierOfHeader(heading)).toBe(kind);
  });
});

describe("the plan by a header", () => {
  test.each([
    [["IMEI", "ICCID"], "IMEI ICCID Pair", [0, 1]],
    [["Serial", "SIM ID", "x", "Device ID"], "IMEI ICCID Pair", [3, 1]],
    [["EID", "IMEI"], "IMEI EID Pair", [1, 0]],
    [["IMEI"], "IMEI", [0]],
    [["MEID"], "MEID", [0]],
    [["ESN"], "ESN HEX", [0]],
  ] as const)("%j is %s", (header, uploadType, columns) => {
    expect(planByHeader("devices.csv:1", header, wishes)).toMatchObject({
      uploadType,
      columns,
      labels: columns.map((column) => header[column]),
    });
  });

  test("a type that is asked for takes its own columns only", () => {
    const header = ["IMEI", "ICCID", "EID", "EID"];
    expect(planByHeader("devices.csv:1", header, { ...wishes, uploadType: "IMEI" }).columns).toEqual([0]);
    const uploadType = "IMEI ICCID Embedded SIM Pair";
    expect(planByHeader("devices.csv:1", header, { ...wishes, uploadType }).columns).toEqual([0, 1]);
  });

  const rename = (kind: string) => `Rename the column, or say which heading holds it: --map '${kind}=...'`;
  test.each([
    [
      ["IMEI", "ICCID", "EID"],
      undefined,
      "devices.csv:1: the columns IMEI, ICCID, EID are of no single upload type.",
      'Say which to use: --type "IMEI" or --type "IMEI ICCID Pair" or --type "IMEI ICCID Embedded SIM Pair" or --type "IMEI EID Pair".',
    ],
    [
      ["IMEI", "Device ID", "ICCID"],
      undefined,
      'devices.csv:1: several columns hold the IMEI: "IMEI", "Device ID".',
      "Say which is to be sent: --map 'imei=IMEI'; or rename the others.",
    ],
    [
      ["IMEI", "Card"],
      "IMEI ICCID Pair",
      'devices.csv:1: no column holds the ICCID, which upload type "IMEI ICCID Pair" needs. The header has "IMEI", "Card".',
      rename("iccid"),
    ],
    [
      ["ICCID", "Phone"],
      undefined,
      'devices.csv:1: no column holds the IMEI. The header has "ICCID", "Phone".',
      rename("imei"),
    ],
    [
      ["Name", "Town\u0007"],
      undefined,
      'devices.csv:1: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). The header has "Name", "Town\\u{07}".',
      rename("imei"),
    ],
    [
      ["FX-1", "358755114743542", "89148000005496577123"],
      undefined,
      'devices.csv:1: this line should be the header, but it is data: "FX-1", "358755114743542", "89148000005496577123".',
      'Add a header line, or name the columns in their order, "-" for others: --columns -,imei,iccid',
    ],
  ] as const)("%j cannot be", (header, uploadType, message, hint) => {
    const plan = () => planByHeader("devices.csv:1", header, { ...wishes, uploadType });
    expect(plan).toThrow(expect.objectContaining({ kind: "input", message, hint }));
  });
});

describe("--columns", () => {
  test("names columns in their order, - and _ skip one", () => {
    expect(parseColumns("imei,-, ICC ID ,_")).toEqual(["imei", undefined, "iccid", undefined]);
  });

  const choices =
    "Name the columns in their order, of imei, iccid, eid, meid, esn, sku, plan, zip, and - for others: --columns imei,-,iccid";
  test.each([
    ["imei,phone", '"phone" is nothing that a column can hold'],
    ["imei,,iccid", '"" is nothing that a column can hold'],
    ["imei,IMEI", '"imei" is named twice'],
    ["-,-", "it names no identifier"],
    ["", '"" is nothing that a column can hold'],
  ])("%j is refused", (text, why) => {
    expect(() => parseColumns(text)).toThrow(
      expect.objectContaining({
        kind: "usage",
        message: `Cannot read --columns "${text}": ${why}.`,
        hint: choices,
      }),
    );
  });

  test("make a plan with numbers for labels", () => {
    expect(planByColumns([undefined, "iccid", "imei"], wishes)).toMatchObject({
      uploadType: "IMEI ICCID Pair",
      columns: [2, 1],
      labels: [3, 2],
    });
  });

  test("that lack an identifier of the type are refused", () => {
    expect(() => planByColumns(["imei", undefined], { ...wishes, uploadType: "IMEI EID Pair" })).toThrow(
      expect.objectContaining({
        kind: "usage",
        message:
          '--columns: no column holds the EID, which upload type "IMEI EID Pair" needs. It has imei,-.',
        hint: 'Name each needed column once, "-" for others: --columns imei,eid',
      }),
    );
  });

  test("a header is refused where they are given", () => {
    refuseHeader("devices.csv:1", ["358755114743542", "x"]);
    expect(() => refuseHeader("devices.csv:1", ["x", "ICC ID"])).toThrow(
      expect.objectContaining({
        kind: "input",
        message:
          'devices.csv:1: this line is a header ("x", "ICC ID"), but --columns is for files without one.',
        hint: "Leave out --columns, or remove the header line.",
      }),
    );
  });
});

describe("parseUploadType", () => {
  test("knows exact texts and short names in any case", () => {
    for (const name of uploadTypeNames) {
      for (const text of [name, name.toLowerCase(), ...uploadTypes[name].short])
        expect(parseUploadType(` ${text} `)).toBe(name);
    }
  });

  test("lists the choices", () => {
    expect(() => parseUploadType("sim")).toThrow(
      expect.objectContaining({
        kind: "usage",
        message: 'Unknown upload type "sim".',
        hint: 'Choose one of "ESN HEX" (esn, esn-hex), "MEID" (meid), "IMEI" (imei), "IMEI ICCID Pair" (imei-iccid, pair), "IMEI ICCID Embedded SIM Pair" (imei-iccid-embedded, embedded-sim, esim), "IMEI EID Pair" (imei-eid).',
      }),
    );
  });
});

describe("an identifier below a heading that is not known", () => {
  const iccid = "89148000000000000019";
  const planOf = (header: readonly string[]) => ({
    meanings: header.map(meaningOfHeader),
    uploadType: "IMEI" as const,
  });

  test.each([
    '="89148000000000000019"',
    "'89148000000000000019",
    "ICCID:89148000000000000019",
    "8.91E+19",
    "8,9148E+19",
  ])("is refused also as %s, for it would be left out all the same", (cell) => {
    const row = ["358755110000012", cell];
    expect(() => refuseUnnamedIdentifier("d.csv:2", ["IMEI", "Card"], row, planOf(["IMEI", "Card"]))).toThrow(
      'the column "Card" seems to hold the ICCID',
    );
  });

  test("left out by name passes", () => {
    const header = ["IMEI", "Card"];
    const map = parseColumnMap("iccid=-");
    const row = ["358755110000012", iccid];
    expect(() => refuseUnnamedIdentifier("d.csv:2", header, row, planOf(header), map)).not.toThrow();
  });

  test("is refused, for the devices would go out as another type", () => {
    expect(() =>
      refuseUnnamedIdentifier(
        "d.csv:2",
        ["IMEI", "Card"],
        ["358755110000012", iccid],
        planOf(["IMEI", "Card"]),
      ),
    ).toThrow('d.csv:2: the column "Card" seems to hold the ICCID, but its heading is not known.');
  });

  test.each([
    [
      ["IMEI", "ICCID", "old SIM"],
      ["358755110000012", iccid, iccid],
    ],
    [
      ["IMEI", "Order"],
      ["358755110000012", "12345678901234567890"],
    ],
    [
      ["IMEI", "MAC"],
      ["358755110000012", "001122334455"],
    ],
    [["IMEI"], ["358755110000012", "x"]],
  ])("%j passes", (header, row) => {
    expect(() => refuseUnnamedIdentifier("d.csv:2", header, row, planOf(header))).not.toThrow();
  });
});

test("an ICCID behind the listed columns is refused, unless it is listed or left out by name", () => {
  const row = ["358755110000012", "89148000000000000019"];
  expect(() => refuseUnlistedIdentifier("d.csv:1", ["imei"], row)).toThrow(
    "d.csv:1: column 2, which --columns does not list, seems to hold the ICCID.",
  );
  expect(() => refuseUnlistedIdentifier("d.csv:1", ["imei", undefined], row)).not.toThrow();
  expect(() => refuseUnlistedIdentifier("d.csv:1", ["imei", "iccid"], row)).not.toThrow();
});

describe("headings whose meaning is said", () => {
  test("two columns of one name are told apart by no map, and the hint does not lead there", () => {
    expect(() => planByHeader("d.csv:1", ["IMEI", "imei "], wishes)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^Rename or remove/) }),
    );
  });

  const mapped = (header: readonly string[], map: string) =>
    planByHeader("d.csv:1", header, { ...wishes, map: parseColumnMap(map) });

  test.each([
    [["Serial 2", "SIM"], "imei=Serial 2", [0, 1]],
    [["IMEI", "imei 2", "SIM"], 'imei="IMEI 2"', [1, 2]],
    [["IMEI", "Device ID", "SIM"], "imei=IMEI", [0, 2]],
    [["a, b", "  Card   number "], 'imei="a, b",iccid=card number', [0, 1]],
    [['say "x"', "SIM"], 'imei="say ""x"""', [0, 1]],
    [["IMEI", "SIM", "EID"], "eid=-", [0, 1]],
  ] as const)("%j by %s", (header, map, columns) => {
    expect(mapped(header, map).columns).toEqual(columns);
  });

  test("one heading for two things is refused", () => {
    expect(() => mapped(["IMEI", "Article"], "sku=Article,zip=Article")).toThrow(
      '--map says that "Article" holds the SKU and the ZIP code.',
    );
  });

  test("a column that is said to hold one thing holds nothing else", () => {
    const { terms, uploadType } = mapped(["IMEI", "SIM", "SKU"], "iccid=SKU,sku=-");
    expect({ terms, uploadType }).toEqual({ terms: {}, uploadType: "IMEI ICCID Pair" });
  });

  test("a SKU column is found by its heading, by a map, and not where it is left out", () => {
    const skuOf = (header: readonly string[], map: string) => mapped(header, map).terms.sku;
    const { terms } = planByHeader("d.csv:1", ["IMEI", "Device SKU"], wishes);
    expect(terms.sku).toEqual({ column: 1, label: "Device SKU" });
    expect(skuOf(["IMEI", "Model"], "sku=model")).toEqual({ column: 1, label: "Model" });
    expect(skuOf(["IMEI", "SKU"], "sku=-")).toBeUndefined();
  });

  test.each([
    ["imei=Nothing", 'd.csv:1: no column is called "Nothing", which --map says holds the IMEI.'],
    ["imei=x", 'd.csv:1: columns 2 and 3 are both called "x", so --map does not tell which is meant.'],
  ])("%s does not fit the file", (map, message) => {
    expect(() => mapped(["IMEI", "x", " X"], map)).toThrow(message);
  });

  test.each([
    ["foo=bar", '"foo=bar" names nothing that a column can hold'],
    ["imei", '"imei" names nothing that a column can hold'],
    ["imei=a,imei=b", '"imei" is named twice'],
    ["imei=", '"imei" has no heading'],
    ['imei=""', '"imei" has no heading'],
    ["", '"" names nothing that a column can hold'],
  ])("%j cannot be read", (map, why) => {
    if (map === "") expect(() => parseColumnMap(map)).toThrow(why);
    else expect(() => parseColumnMap(map)).toThrow(`Cannot read --map ${map}: ${why}.`);
  });

  test("two SKU columns are told by name; two columns of what is not asked for are no matter", () => {
    expect(() => planByHeader("d.csv:1", ["IMEI", "SKU", "Device SKU"], wishes)).toThrow(
      expect.objectContaining({
        message: 'd.csv:1: several columns hold the SKU: "SKU", "Device SKU".',
        hint: "Say which is to be sent: --map 'sku=SKU'; or rename the others.",
      }),
    );
    expect(planByHeader("d.csv:1", ["IMEI", "ZIP", "Postal code"], wishes).columns).toEqual([0]);
  });
});
