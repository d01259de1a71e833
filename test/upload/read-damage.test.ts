import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { maxProblemDetails } from "../../src/devices/problems.ts";
import { readDevices } from "../../src/upload/read-devices.ts";
import type { CheckDigits, DeviceInput } from "../../src/upload/read-types.ts";
import { makePairs, withLuhn } from "../support/make-devices.ts";

describe("what is normalised", () => {
  test("is counted by what was done, for what is then accepted only", async () => {
    const [a, b, c] = makePairs(3);
    const input = await read([
      `IMEI,ICCID\n ${a?.imei},8914 ${a?.iccid.slice(4)}\n"=""${b?.imei}""",'${b?.iccid}\n${c?.imei}-, 8.9E+19\n`,
    ]);
    expect(input.sources[0]?.normalised).toEqual({ blanks: 2, dashes: 1, textFormula: 1, apostrophe: 1 });
    expect(Object.keys(input.sources[0]?.normalised ?? {})).toEqual([
      "blanks",
      "dashes",
      "textFormula",
      "apostrophe",
    ]);
    expect([input.devices.accepted, input.problems.rejectedRows]).toEqual([2, 1]);
  });

  test("IMEISVs are noted, of each source", async () => {
    const { sources } = await read([
      "IMEI\n358755110000012\n3587551100000201\n35-875511-000003-02\n",
      "IMEI\n358755110000046\n",
    ]);
    expect(sources.map(({ imeisvs }) => imeisvs)).toEqual([2, 0]);
  });
});

/** ICCIDs as a spreadsheet leaves them: their first 15 digits and zeros. */
const round = (iccid: string) => iccid.slice(0, 15).padEnd(iccid.length, "0");

const csv = (rows: readonly { readonly imei: string; readonly iccid: string }[]) =>
  `IMEI,ICCID\n${rows.map(({ imei, iccid }) => `${imei},${iccid}\n`).join("")}`;

describe("a rounded column", () => {
  const rounded = makePairs(5).map(({ imei, iccid }) => ({ imei, iccid: round(iccid) }));

  test.each(["error", "warn", "off"] as const)(
    "is refused row by row and is no conflict of equal ICCIDs, with --check-digits %s",
    async (checkDigits) => {
      const { problems, devices, rows } = await read([csv(rounded)], checkDigits);
      expect(problems.errors.map(({ kind, line, column }) => [kind, line, column])).toEqual(
        [2, 3, 4, 5, 6].map((line) => ["rounded-identifier", line, "ICCID"]),
      );
      expect([rows, devices.accepted, problems.rejectedRows]).toEqual([5, 0, 5]);
    },
  );

  test("of 19 or 18 digits is told, too", async () => {
    for (const length of [18, 19]) {
      const cut = rounded.map(({ imei, iccid }) => ({ imei, iccid: iccid.slice(0, length) }));
      const { problems } = await read([csv(cut)]);
      expect([problems.count("rounded-identifier"), problems.errorCount]).toEqual([5, 5]);
    }
  });

  test("counts a row once that has another error, and tells both", async () => {
    const { problems } = await read([
      csv([{ imei: "N/A", iccid: round("89148000001234567890") }, ...rounded]),
    ]);
    expect(problems.rejectedRows).toBe(6);
    expect([problems.count("imei-form"), problems.count("rounded-identifier")]).toEqual([1, 6]);
  });

  test("of a longer file than is held is counted in full", async () => {
    const many = makePairs(2500).map(({ imei, iccid }) => ({ imei, iccid: round(iccid) }));
    const { problems, devices } = await read([csv(many)]);
    expect([problems.count("rounded-identifier"), problems.rejectedRows, devices.accepted]).toEqual([
      2500, 2500, 0,
    ]);
    expect(problems.errors.map(({ line }) => line)).toEqual(many.map((_, index) => index + 2));
  });

  test("that long is refused even where honest ICCIDs follow, which are accepted", async () => {
    const pairs = makePairs(1205);
    const mixed = pairs.map(({ imei, iccid }, at) => ({
      imei,
      iccid: at < 1200 || at === 1204 ? round(iccid) : iccid,
    }));
    const { problems, devices } = await read([csv(mixed)]);
    expect([problems.count("rounded-identifier"), problems.rejectedRows, devices.accepted]).toEqual([
      1201, 1201, 4,
    ]);
  });

  test("of which some rows were mended is refused still, wherever these stand, and however right check digits happen to be", async () => {
    const pairs = makePairs(20);
    for (const mended of [[0], [10], [19], [0, 1, 2]]) {
      const rows = pairs.map(({ imei, iccid }, at) => ({
        imei,
        iccid: mended.includes(at) ? iccid : `8914800000005${String(at).padStart(2, "0")}00000`,
      }));
      const { problems, devices } = await read([csv(rows)]);
      expect(problems.count("rounded-identifier")).toBe(20 - mended.length);
      expect([problems.rejectedRows, devices.accepted]).toEqual([20 - mended.length, mended.length]);
    }
  });

  test("behind a few honest ICCIDs is refused, however long it is", async () => {
    const rows = makePairs(2500).map(({ imei, iccid }, at) => ({
      imei,
      iccid: at < 3 ? iccid : `891480000${String(at).padStart(6, "0")}00000`,
    }));
    const { problems, devices } = await read([csv(rows)]);
    expect([problems.count("rounded-identifier"), devices.accepted]).toEqual([2497, 3]);
  });

  test("is not one honest ICCID among many", async () => {
    const [first, ...rest] = makePairs(300);
    const honest = { imei: first?.imei ?? "", iccid: withLuhn("8914800000000050000") };
    const { problems, devices } = await read([csv([honest, ...rest])]);
    expect([problems.errorCount, problems.warningCount, devices.accepted]).toEqual([0, 0, 300]);
  });

  test("beside cells in scientific notation is still one", async () => {
    const { problems } = await read([csv([...rounded, { imei: "358755119077961", iccid: "8.9E+19" }])]);
    expect([problems.count("rounded-identifier"), problems.count("iccid-form")]).toEqual([5, 1]);
  });

  test("of nothing but zeros is one of placeholders", async () => {
    const zeros = makePairs(3).map(({ imei }) => ({ imei, iccid: "0".repeat(20) }));
    const { problems } = await read([csv(zeros)]);
    expect(problems.errors.map(({ kind, cause }) => [kind, cause])).toEqual(
      Array(3).fill(["iccid-form", "placeholder"]),
    );
  });

  test("of one source leaves the others alone", async () => {
    const { problems, devices } = await read([csv(rounded), csv(makePairs(5))]);
    expect([problems.rejectedRows, devices.accepted]).toEqual([5, 5]);
  });

  test("of one row is refused by its check digit alone", async () => {
    const right = withLuhn("8914800000000050000");
    expect(right).toBe("89148000000000500000");
    const wrong = "89148000000000600000";
    const outcome = async (iccid: string, checkDigits: CheckDigits) => {
      const { problems } = await read([csv([{ imei: "358755119077961", iccid }])], checkDigits);
      return [...problems.errors, ...problems.warnings].map(({ kind, severity }) => `${severity} ${kind}`);
    };
    expect(await outcome(right, "warn")).toEqual([]);
    expect(await outcome(wrong, "warn")).toEqual(["error rounded-identifier"]);
    expect(await outcome(wrong, "error")).toEqual(["error rounded-identifier"]);
    expect(await outcome(wrong, "off")).toEqual(["warning rounded-identifier"]);
  });
});

describe("zeros at the end of some ICCIDs", () => {
  const [first, second, _third] = makePairs(3);
  const odd = { imei: second?.imei ?? "", iccid: "89148000000000600000" };

  test.each([
    ["warn", 0, ["check-digit", "rounded-identifier"]],
    ["error", 1, ["check-digit", "rounded-identifier"]],
    ["off", 0, []],
  ] as const)(
    "are told where the check digit is wrong, with --check-digits %s",
    async (how, errors, kinds) => {
      const { problems } = await read(
        [`IMEI,ICCID\n${odd.imei},${odd.iccid}\n${first?.imei},${first?.iccid}\n`],
        how,
      );
      expect([...problems.errors, ...problems.warnings].map(({ kind }) => kind)).toEqual(kinds);
      expect([problems.errorCount, problems.rejectedRows]).toEqual([errors, errors]);
    },
  );

  test("a column of IMEISVs that end in zero is no damage", async () => {
    const { problems, devices } = await read(["IMEI\n3587551100000200\n3587551100000300\n"]);
    expect([problems.errorCount, problems.warningCount, devices.accepted]).toEqual([0, 0, 2]);
  });
});

describe("swapped columns", () => {
  const swapped = (count: number) =>
    `IMEI,ICCID\n${makePairs(count)
      .map(({ imei, iccid }) => `${iccid},${imei}\n`)
      .join("")}`;

  test("in every row are told once, beside the rows' own problems", async () => {
    const { problems } = await read([swapped(3)]);
    expect(problems.errors.slice(-1)).toMatchObject([{ kind: "every-row-swapped", line: 2, column: "IMEI" }]);
    expect([problems.count("every-row-swapped"), problems.count("imei-form"), problems.rejectedRows]).toEqual(
      [1, 3, 3],
    );
  });

  test("in a single row are that row's own", async () => {
    const good = makePairs(9)[8];
    const { problems } = await read([`${swapped(1)}${good?.imei},${good?.iccid}\n`]);
    expect(problems.errors.map(({ kind, cause }) => [kind, cause])).toEqual([
      ["imei-form", "columns-swapped"],
      ["iccid-form", "columns-swapped"],
    ]);
  });

  test("of one row alone are not called a column", async () => {
    expect((await read([swapped(1)])).problems.count("every-row-swapped")).toBe(0);
  });

  test("are told even behind more problems than are kept", async () => {
    const { problems } = await read([swapped(maxProblemDetails / 2 + 10)]);
    expect(problems.errorCount).toBe(maxProblemDetails + 21);
    expect(problems.errors.at(-1)?.kind).toBe("every-row-swapped");
  });

  test("an ICCID in both columns is another identifier, not a swap", async () => {
    const { problems } = await read(["IMEI,ICCID\n89148000000000000019,89148000000000000027\n"]);
    expect(problems.errors.map(({ kind, cause }) => [kind, cause])).toEqual([
      ["imei-form", "other-identifier"],
    ]);
  });
});

describe("pairs that clash", () => {
  const imei = "490154203237518";
  const imeisv = "4901542032375101";
  const [one, two] = ["89148000000000000019", "89148000000000000027"];

  test.each([
    ["one IMEI with two ICCIDs", `${imei},${one}`, `${imei},${two}`, "identifier-conflict"],
    ["one ICCID with two IMEIs", `${imei},${one}`, `358755119077961,${one}`, "identifier-conflict"],
    ["an IMEI and its IMEISV with two ICCIDs", `${imei},${one}`, `${imeisv},${two}`, "identifier-conflict"],
    ["the same pair twice", `${imei},${one}`, `${imei},${one}`, "duplicate-device"],
    [
      "the same pair, dressed otherwise",
      `${imei},${one}`,
      `'${imei},8914 8000 0000 0000 0019`,
      "duplicate-device",
    ],
    ["the same pair, once as IMEISV", `${imei},${one}`, `${imeisv},${one}`, "duplicate-device"],
  ])("%s: both places are named, in one file and in two", async (_, first, second, kind) => {
    for (const contents of [
      [`IMEI,ICCID\n${first}\n${second}\n`],
      [`IMEI,ICCID\n${first}\n`, `IMEI,ICCID\n${second}\n`],
    ]) {
      const { problems, devices } = await read(contents);
      const places = [
        { source: 0, line: 2 },
        { source: contents.length - 1, line: contents.length === 1 ? 3 : 2 },
      ];
      const [earlier, later] = places;
      const expected = [
        { kind, ...later, other: earlier },
        { kind, ...earlier, other: later },
      ].slice(0, kind === "duplicate-device" ? 1 : 2);
      expect(problems.errors).toMatchObject(expected);
      expect(problems.errors).toHaveLength(expected.length);
      expect([devices.accepted, problems.rejectedRows]).toEqual(
        kind === "duplicate-device" ? [1, 1] : [0, 2],
      );
    }
  });
});

function read(contents: readonly string[], checkDigits: CheckDigits = "warn"): Promise<DeviceInput> {
  const sources = contents.map((content, index) => ({
    name: `${index}.csv`,
    open: () => Readable.from([Buffer.from(content)]),
  }));
  return readDevices({ sources, checkDigits, signal: new AbortController().signal });
}

describe("a quote that stands alone", () => {
  const pairs = makePairs(9);
  const rows = (notes: readonly string[]) =>
    `IMEI,ICCID,Operator\n${notes.map((note, at) => `${pairs[at]?.imei},${pairs[at]?.iccid},${note}\n`).join("")}`;

  test("as a ditto mark takes every second row in: each row that does is refused", async () => {
    const { problems, devices } = await read([rows(["Smith", ...Array(8).fill('"')])]);
    expect(problems.errors.map(({ kind, line, column }) => [kind, line, column])).toEqual(
      [3, 5, 7, 9].map((line) => ["swallowed-rows", line, 3]),
    );
    expect([devices.accepted, problems.rejectedRows]).toEqual([1, 4]);
  });

  test("at the beginning of one note and the end of a later one", async () => {
    const { problems, devices } = await read([rows(["ok", '"bad', "ok", 'bad"', "ok"])]);
    expect(problems.errors.map(({ kind, line }) => [kind, line])).toEqual([["swallowed-rows", 3]]);
    expect(devices.accepted).toBe(2);
  });

  test("is not a note of several lines", async () => {
    const { problems, devices } = await read([rows(["ok", '"first\nsecond 2026-11-25"', "ok"])]);
    expect([problems.errorCount, devices.accepted]).toEqual([0, 3]);
  });
});

describe("a number that stands apart from an identifier", () => {
  test.each([
    ["imei", "1 35875511000001"],
    ["iccid", "358755110000012 123"],
  ] as const)("is not joined to another %s: %j", async (column, cell) => {
    const [pair] = makePairs(1);
    const row = { imei: pair?.imei ?? "", iccid: pair?.iccid ?? "", [column]: cell };
    const { problems } = await read([csv([row])]);
    expect(problems.errors.map(({ kind }) => kind)).toEqual([`${column}-form`]);
  });

  test("is its check digit where that is right", async () => {
    const { devices } = await read(["IMEI\n35875511000001 2\n"]);
    expect(devices.accepted).toBe(1);
  });
});

test("of a hundred software versions of one IMEI each row is refused, told with a few of the others, and in no quadratic time", async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => {
    const version = String(at % 100).padStart(2, "0");
    return `35875511000001${version},8914800000${String(at).padStart(10, "0")}`;
  });
  const { problems, devices } = await read([`IMEI,ICCID\n${rows.join("\n")}\n`], "off");
  expect([devices.accepted, problems.rejectedRows]).toEqual([0, 20_000]);
  expect(problems.errorCount).toBeLessThan(4 * 20_000);
});
