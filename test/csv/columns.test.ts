import { describe, expect, test } from "vitest";
import {
  planByColumns,
  planByHeader,
  refuseHeader,
  refuseUnlistedIdentifier,
  refuseUnnamedIdentifier,
} from "../../src/csv/column-plan.ts";
import { identifierOfHeader } from "../../src/csv/header-names.ts";
import { parseColumns } from "../../src/csv/parse-columns.ts";
import { parseUploadType, uploadTypeNames, uploadTypes } from "../../src/devices/upload-types.ts";

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
    expect(planByHeader("devices.csv:1", header)).toEqual({
      uploadType,
      columns,
      labels: columns.map((column) => header[column]),
    });
  });

  test("a type that is asked for takes its own columns only", () => {
    const header = ["IMEI", "ICCID", "EID", "EID"];
    expect(planByHeader("devices.csv:1", header, "IMEI").columns).toEqual([0]);
    expect(planByHeader("devices.csv:1", header, "IMEI ICCID Embedded SIM Pair").columns).toEqual([0, 1]);
  });

  const rename =
    'Rename the column, or remove the header line and name the columns in their order, "-" for others: --columns';
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
      "Rename or remove all but the one to be sent.",
    ],
    [
      ["IMEI", "Card"],
      "IMEI ICCID Pair",
      'devices.csv:1: no column holds the ICCID, which upload type "IMEI ICCID Pair" needs. The header has "IMEI", "Card".',
      `${rename} imei,iccid`,
    ],
    [
      ["ICCID", "Phone"],
      undefined,
      'devices.csv:1: no column holds the IMEI. The header has "ICCID", "Phone".',
      `${rename} imei,iccid`,
    ],
    [
      ["Name", "Town\u0007"],
      undefined,
      'devices.csv:1: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). The header has "Name", "Town\\u{07}".',
      `${rename} imei,iccid`,
    ],
    [
      ["FX-1", "358755114743542", "89148000005496577123"],
      undefined,
      'devices.csv:1: this line should be the header, but it is data: "FX-1", "358755114743542", "89148000005496577123".',
      'Add a header line, or name the columns in their order, "-" for others: --columns -,imei,iccid',
    ],
  ] as const)("%j cannot be", (header, uploadType, message, hint) => {
    const plan = () => planByHeader("devices.csv:1", header, uploadType);
    expect(plan).toThrow(expect.objectContaining({ kind: "input", message, hint }));
  });
});

describe("--columns", () => {
  test("names columns in their order, - and _ skip one", () => {
    expect(parseColumns("imei,-, ICC ID ,_")).toEqual(["imei", undefined, "iccid", undefined]);
  });

  const choices =
    "Name the columns in their order, of imei, iccid, eid, meid, esn, and - for others: --columns imei,-,iccid";
  test.each([
    ["imei,phone", '"phone" is no identifier'],
    ["imei,,iccid", '"" is no identifier'],
    ["imei,IMEI", '"imei" is named twice'],
    ["-,-", "it names no identifier"],
    ["", '"" is no identifier'],
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
    expect(planByColumns([undefined, "iccid", "imei"])).toEqual({
      uploadType: "IMEI ICCID Pair",
      columns: [2, 1],
      labels: [3, 2],
    });
  });

  test("that lack an identifier of the type are refused", () => {
    expect(() => planByColumns(["imei", undefined], "IMEI EID Pair")).toThrow(
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

  test("is refused, for the devices would go out as another type", () => {
    expect(() =>
      refuseUnnamedIdentifier("d.csv:2", ["IMEI", "Card"], ["358755110000012", iccid], "IMEI"),
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
    expect(() => refuseUnnamedIdentifier("d.csv:2", header, row, "IMEI")).not.toThrow();
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
