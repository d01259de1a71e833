import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { parseColumnMap } from "../../src/csv/column-map.ts";
import type { RowTermKind } from "../../src/devices/row-terms.ts";
import { readDevices } from "../../src/upload/read-devices.ts";
import type { DeviceInput, ReadDevicesOptions, TermSettings } from "../../src/upload/read-types.ts";
import { makePairs } from "../support/make-devices.ts";

interface Said {
  /** By flag, file or variable; `flags` says which by flag. */
  readonly sku?: string;
  readonly plan?: string;
  readonly zip?: string;
  readonly flags?: readonly RowTermKind[];
  readonly activates?: boolean;
  readonly needsSku?: boolean;
}

function termsOf({ sku, plan, zip, flags = [], activates = false, needsSku = true }: Said): TermSettings {
  const ofActivation: readonly RowTermKind[] = activates ? ["plan", "zip"] : [];
  return {
    wanted: ["sku", ...ofActivation],
    defaults: { sku, plan, zip },
    flags: new Set(flags),
    required: [...(needsSku ? (["sku"] as const) : []), ...ofActivation],
  };
}

const pairs = makePairs(10);

/** One row a text: what stands behind IMEI and ICCID. */
function csv(heading: string, cells: readonly string[], devices = cells.map((_, row) => row)): string {
  const rows = cells.map((cell, row) => {
    const { imei, iccid } = pairs[devices[row] ?? 0] ?? expect.fail("no such pair");
    return `${imei},${iccid},${cell}`;
  });
  return [`IMEI,ICCID,${heading}`, ...rows, ""].join("\n");
}

function read(
  texts: string | readonly string[],
  said: Said,
  more: Partial<ReadDevicesOptions> = {},
): Promise<DeviceInput> {
  const sources = [texts].flat().map((text, at) => ({
    name: `${"abc"[at]}.csv`,
    open: () => Readable.from([Buffer.from(text)]),
  }));
  const terms = termsOf(said);
  return readDevices({ sources, checkDigits: "off", terms, signal: new AbortController().signal, ...more });
}

/** "sku plan zip" of each row, "-" where it is refused. */
function rowsOf({ devices, terms }: DeviceInput): readonly string[] {
  return Array.from({ length: devices.size }, (_, row) => {
    const { sku, plan, zip } = terms[devices.termsOf(row)] ?? expect.fail("no terms");
    if (devices.isRejected(row)) return "-";
    return [sku, plan, zip].filter((text) => text !== undefined).join(" ");
  });
}

function problemsOf({ problems }: DeviceInput): readonly string[] {
  return problems.errors.map(
    ({ source, line, column, value, kind, other }) =>
      `${"abc"[source]}:${line} ${kind} ${column} ${value}${other ? ` see ${"abc"[other.source]}:${other.line}` : ""}`,
  );
}

describe("a SKU column", () => {
  test("says the SKU of each row; blanks around it do not matter", async () => {
    const input = await read(csv("SKU", ["A1", " A1 ", "B2"]), {});
    expect(rowsOf(input)).toEqual(["A1", "A1", "B2"]);
    expect(input.terms).toHaveLength(2);
    expect(input.termColumns).toEqual(["sku"]);
  });

  test("that is empty takes what was said for such rows, from a file of settings as from a flag", async () => {
    expect(rowsOf(await read(csv("SKU", ["A1", "", " "]), { sku: "D9" }))).toEqual(["A1", "D9", "D9"]);
    const input = await read(csv("SKU", ["D9", ""]), { sku: "D9", flags: ["sku"] });
    expect(rowsOf(input)).toEqual(["D9", "D9"]);
  });

  test.each([true, false])(
    "that is empty, and nothing was said, is a problem (needed: %s)",
    async (needsSku) => {
      const input = await read(csv("SKU", ["A1", ""]), { needsSku });
      expect(problemsOf(input)).toEqual(["a:3 sku-missing SKU "]);
      expect(input.problems.rejectedRows).toBe(1);
    },
  );

  test("that says something else than the command line is a problem of these rows", async () => {
    const input = await read(csv("SKU", ["A1", "B2", "A1"]), { sku: "A1", flags: ["sku"] });
    expect(problemsOf(input)).toEqual(["a:3 differs-from-flag SKU B2"]);
    expect(rowsOf(input)).toEqual(["A1", "A1"]);
  });

  test("that is left out by name counts for nothing", async () => {
    const map = parseColumnMap("sku=-");
    const input = await read(csv("SKU", ["x", "y"]), { sku: "A1", flags: ["sku"] }, { map });
    expect(rowsOf(input)).toEqual(["A1", "A1"]);
    expect(input.termColumns).toEqual([]);
  });

  test("in lower case, or with what the platform refuses, is a problem", async () => {
    expect(problemsOf(await read(csv("SKU", ["a1", "A<1", "A\\1", "A\uFFFD1", "A1"]), {}))).toEqual([
      "a:2 sku-form SKU a1",
      "a:3 forbidden-character SKU A<1",
      "a:4 forbidden-character SKU A\\1",
      "a:5 forbidden-character SKU A\uFFFD1",
    ]);
  });

  test("with what stands for nothing, with blanks or beyond ASCII, is a problem", async () => {
    const cells = ["N/A", "-", "0", "#N/A", "TBD", "1.2E+11", "VZW 1", "VZW８", "VZW1;", "VZW-1.A/2"];
    const input = await read(csv("SKU", cells), {});
    expect(new Set(input.problems.errors.map(({ kind }) => kind))).toEqual(new Set(["sku-form"]));
    expect(rowsOf(input)).toEqual(["VZW-1.A/2"]);
  });

  test("that a delimiter in another field has shifted is not believed; empty fields at the end do no harm", async () => {
    const cells = ["LTE module, BLACK,A1", "LTE,A1,,", "LTE,A1"];
    const input = await read(csv("Description,SKU", cells), {});
    expect(problemsOf(input)).toEqual(["a:2 row-too-long 5 A1"]);
    expect(rowsOf(input)).toEqual(["A1", "A1"]);
  });

  test("of a row that is too short counts as empty", async () => {
    const { imei, iccid } = pairs[0] ?? expect.fail("no pair");
    const input = await read(`IMEI,ICCID,SKU\n${imei},${iccid}\n`, { sku: "D9" });
    expect(rowsOf(input)).toEqual(["D9"]);
  });

  test("of a file without a header is named by --columns", async () => {
    const text = csv("SKU", ["A1", "B2"]).split("\n").slice(1).join("\n");
    const input = await read(text, {}, { columns: ["imei", "iccid", "sku"] });
    expect(rowsOf(input)).toEqual(["A1", "B2"]);
  });

  test("missing, and nothing said: the command line is told, with the file", async () => {
    await expect(read(csv("x", ["1"]), {})).rejects.toMatchObject({
      kind: "usage",
      message: "--sku is missing: the SKU of the devices; and a.csv has no column that says it for each row.",
    });
  });

  test("in one file and not in the other: what was said holds there", async () => {
    const input = await read([csv("SKU", ["A1"]), csv("x", ["1"], [1])], { sku: "D9" });
    expect(rowsOf(input)).toEqual(["A1", "D9"]);
  });

  test("of a thousand SKUs is read; of more it is a column of something else", async () => {
    const many = (count: number) =>
      ["IMEI,SKU", ...makePairs(count).map(({ imei }, row) => `${imei},S${row}`), ""].join("\n");
    expect((await read(many(1_000), {})).terms).toHaveLength(1_000);
    await expect(read(many(1_001), {})).rejects.toMatchObject({
      kind: "input",
      message: "a.csv:1002: more than 1,000 different SKUs (or service plans or ZIP codes) in one push.",
    });
  });
});

describe("plan and ZIP columns", () => {
  test("say what to activate with, each row for itself", async () => {
    const cells = ["A1,P1,02134", "A1,P1,90210", "A1,P2,02134"];
    const input = await read(csv("SKU,Service Plan,ZIP", cells), { activates: true });
    expect(rowsOf(input)).toEqual(["A1 P1 02134", "A1 P1 90210", "A1 P2 02134"]);
  });

  test("count for nothing where nothing is to be activated, whatever is in them", async () => {
    const input = await read(csv("Plan,ZIP,ZIP code", ["x<,1,2"]), { sku: "A1" });
    expect(rowsOf(input)).toEqual(["A1"]);
  });

  test("a spreadsheet's marks of text are no part of it", async () => {
    const cells = ['"=""A1""",\'02134', '\'A1,"=""02134"""', '="A1",="02134"'];
    const input = await read(csv("SKU,ZIP", cells), { plan: "P", activates: true });
    expect(rowsOf(input)).toEqual(["A1 P 02134", "A1 P 02134", "A1 P 02134"]);
  });

  test("a ZIP code that lost its zero is told, not mended; an empty cell takes what was said", async () => {
    const said = { sku: "A1", plan: "P", zip: "12345", activates: true };
    const input = await read(csv("ZIP", ["2134", "", "02134-1234", "02134"]), said);
    expect(problemsOf(input)).toEqual(["a:2 zip-form ZIP 2134", "a:4 zip-form ZIP 02134-1234"]);
    expect(rowsOf(input)).toEqual(["A1 P 12345", "A1 P 02134"]);
  });

  test("that are missing, and nothing was said", async () => {
    await expect(read(csv("ZIP", ["02134"]), { sku: "A1", activates: true })).rejects.toThrow(
      "--service-plan is missing",
    );
    const input = await read(csv("Plan,ZIP", [","]), { sku: "A1", activates: true });
    expect(problemsOf(input)).toEqual(["a:2 plan-missing Plan ", "a:2 zip-missing ZIP "]);
  });
});

describe("one device in several rows", () => {
  test("with one SKU: the first is kept", async () => {
    const input = await read(csv("SKU", ["A1", "A1"], [0, 0]), {});
    expect(problemsOf(input)).toEqual([`a:3 duplicate-device IMEI ${pairs[0]?.imei} see a:2`]);
    expect(rowsOf(input)).toEqual(["A1"]);
  });

  test("with two SKUs: none can be trusted, whichever comes first, and each row counts once", async () => {
    for (const skus of [
      ["A1", "B2"],
      ["B2", "A1"],
      ["A1", "A1", "B2"],
      ["A1", "B2", "A1"],
      ["A1", "B2", "B2"],
    ]) {
      const devices = skus.map(() => 0);
      const input = await read(csv("SKU", [...skus, "A1"], [...devices, 1]), {});
      expect(rowsOf(input).filter((row) => row !== "-")).toEqual(["A1"]);
      expect(input.problems.rejectedRows).toBe(skus.length);
      expect(input.devices.accepted + input.problems.rejectedRows).toBe(input.rows);
    }
    const input = await read(csv("SKU", ["A1", "B2"], [0, 0]), {});
    expect(problemsOf(input)).toEqual([
      `a:3 terms-conflict IMEI ${pairs[0]?.imei} see a:2`,
      `a:2 terms-conflict IMEI ${pairs[0]?.imei} see a:3`,
    ]);
  });
});
