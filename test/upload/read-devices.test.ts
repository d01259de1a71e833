import { createHash } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { uploadTypeNames } from "../../src/devices/upload-types.ts";
import { readDevices } from "../../src/upload/read-devices.ts";
import type { DeviceInput, DeviceSource, ReadDevicesOptions } from "../../src/upload/read-types.ts";
import { makePairs, writePairsCsv } from "../support/make-devices.ts";

const directory = mkdtempSync(join(tmpdir(), "read-devices-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const fixture = (path: string) => new URL(`../../fixtures/${path}`, import.meta.url);

const file = (path: string): DeviceSource => ({ name: path, open: () => createReadStream(fixture(path)) });

const text = (content: string, name = "devices.csv"): DeviceSource => ({
  name,
  open: () => Readable.from([Buffer.from(content)]),
});

function read(
  sources: readonly DeviceSource[],
  options: Partial<ReadDevicesOptions> = {},
): Promise<DeviceInput> {
  return readDevices({ sources, checkDigits: "warn", signal: new AbortController().signal, ...options });
}

function devicesOf({ devices }: DeviceInput): string[] {
  const rows = Array.from({ length: devices.size }, (_, row) => row).filter(
    (row) => !devices.isRejected(row),
  );
  return rows.map((row) => devices.kinds.map((_, position) => devices.identifier(row, position)).join("/"));
}

describe("fixtures", () => {
  test("the sample's two pairs are read, with their wrong check digits as warnings", async () => {
    const input = await read([file("devices.csv")]);
    expect(devicesOf(input)).toEqual([
      "111111000000001/89149032103008812345",
      "111111000000002/89149032103008854321",
    ]);
    expect(input.problems.errors).toEqual([]);
    expect(new Set(input.problems.warnings.map(({ kind }) => kind))).toEqual(new Set(["check-digit"]));
    const bytes = readFileSync(fixture("devices.csv"));
    expect(input.sources).toEqual([
      {
        name: "devices.csv",
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        rows: 2,
        encoding: "utf-8",
        delimiter: ",",
        lineEnd: "LF",
        columns: [
          { holds: "imei", column: 1 },
          { holds: "iccid", column: 2 },
        ],
        leftAlone: [],
        comments: 0,
        commentsWithIdentifier: 0,
        isGzip: false,
        header: ["IMEI", "ICCID"],
        normalised: {},
        imeisvs: 0,
      },
    ]);
  });

  test.each(uploadTypeNames)("%s: 14 devices, nothing wrong", async (uploadType) => {
    const name = `csv/${uploadType.toLowerCase().replaceAll(" ", "-")}.csv`;
    const asked = uploadType === "IMEI ICCID Embedded SIM Pair" ? { uploadType } : {};
    const input = await read([file(name)], { ...asked, checkDigits: "error" });
    expect(input).toMatchObject({ uploadType, rows: 14, problems: { rejectedRows: 0 } });
    expect([input.devices.accepted, input.problems.warningCount]).toEqual([14, 0]);
  });

  test.each([
    ["leading-zeros-lost", 3, 3, "imei-form", "12345110000028", "leading-zeros-lost"],
    ["columns-swapped", 3, 3, "imei-form", "89148000000000000027", "columns-swapped"],
    ["missing-iccid", 3, 3, "identifier-missing", "", undefined],
    ["short-row", 3, 3, "row-too-short", "", undefined],
    ["letter-for-digit", 3, 3, "imei-form", "3O8755110000020", "letter-for-digit"],
    ["duplicate-device", 4, 4, "duplicate-device", "358755110000012", undefined],
    ["decimal-meid", 2, 3, "meid-form", "270113177608226804", "decimal-form"],
  ])("bad/%s.csv", async (name, rows, line, kind, value, cause) => {
    const input = await read([file(`csv/bad/${name}.csv`)]);
    expect([input.rows, input.problems.rejectedRows, input.devices.accepted]).toEqual([rows, 1, rows - 1]);
    expect(input.problems.errors[0]).toMatchObject({ source: 0, line, kind, value, severity: "error" });
    expect(input.problems.errors[0]?.cause).toBe(cause);
  });

  test("scientific notation is refused in either column", async () => {
    const { problems } = await read([file("csv/bad/scientific-notation.csv")]);
    expect(problems.errors).toEqual([
      {
        kind: "iccid-form",
        severity: "error",
        source: 0,
        line: 3,
        column: "ICCID",
        value: "8.9148E+19",
        cause: "scientific-notation",
      },
      {
        kind: "imei-form",
        severity: "error",
        source: 0,
        line: 4,
        column: "IMEI",
        value: "3.58755E+14",
        cause: "scientific-notation",
      },
    ]);
  });

  test("both rows of a conflict are refused, and each names the other", async () => {
    const { problems, devices } = await read([file("csv/bad/one-imei-two-iccids.csv")]);
    const conflict = {
      kind: "identifier-conflict",
      severity: "error",
      source: 0,
      column: "IMEI",
      value: "358755110000012",
    };
    expect(problems.errors).toEqual([
      { ...conflict, line: 4, other: { source: 0, line: 2 } },
      { ...conflict, line: 2, other: { source: 0, line: 4 } },
    ]);
    expect([problems.rejectedRows, devices.accepted]).toEqual([2, 2]);
  });

  test.each([
    ["error", 1, 1, 0],
    ["warn", 0, 0, 1],
    ["off", 0, 0, 0],
  ] as const)("wrong check digits with %s", async (checkDigits, rejected, errors, warnings) => {
    const { problems } = await read([file("csv/bad/wrong-check-digits.csv")], { checkDigits });
    expect([problems.rejectedRows, problems.errorCount, problems.warningCount]).toEqual([
      rejected,
      errors,
      warnings,
    ]);
    expect(problems.count("check-digit")).toBe(errors + warnings);
  });

  test.each([
    ["header-only", "header-only.csv has a header, but no devices below it."],
    ["empty", "empty.csv is empty."],
    ["workbook", "workbook.csv is not a CSV file: it is an Excel workbook (XLSX)."],
    ["utf-16-without-mark", "utf-16-without-mark.csv seems to be UTF-16LE without a byte order mark."],
    ["unclosed-quote", 'unclosed-quote.csv:3: a quote (") is opened here and never closed.'],
    [
      "no-header",
      'no-header.csv:1: this line should be the header, but it is data: "358755110000012", "89148000000000000019".',
    ],
    ["two-imei-columns", 'two-imei-columns.csv:1: several columns hold the IMEI: "IMEI", "Device ID".'],
    ["ambiguous-type", "ambiguous-type.csv:1: the columns IMEI, ICCID, EID are of no single upload type."],
  ])("bad/%s.csv as a whole", async (name, message) => {
    const source = { ...file(`csv/bad/${name}.csv`), name: `${name}.csv` };
    await expect(read([source])).rejects.toMatchObject({ kind: "input", message });
  });

  test("ICCIDs below a heading that is not known are not left out without being asked", async () => {
    const source = file("csv/bad/no-iccid-column.csv");
    await expect(read([source])).rejects.toMatchObject({
      kind: "input",
      message:
        'csv/bad/no-iccid-column.csv:2: the column "Card" seems to hold the ICCID, but its heading is not known.',
      hint: `Say so: --map 'iccid=Card'; or, to upload without it: --type "IMEI"`,
    });
    expect((await read([source], { uploadType: "IMEI" })).uploadType).toBe("IMEI");
    await expect(read([source], { uploadType: "IMEI ICCID Pair" })).rejects.toMatchObject({
      kind: "input",
      message:
        'csv/bad/no-iccid-column.csv:1: no column holds the ICCID, which upload type "IMEI ICCID Pair" needs. The header has "IMEI", "Card".',
    });
  });
});

describe("sources", () => {
  test.each([
    [
      "none.csv",
      "Cannot read none.csv: there is no such file (ENOENT).",
      "Check the path; relative paths start from the working directory.",
    ],
    [".", "Cannot read .: it is a directory (EISDIR).", "Name the CSV files in it."],
  ])("%s cannot be read", async (name, message, hint) => {
    const source = { name, open: () => createReadStream(join(directory, name)) };
    await expect(read([source])).rejects.toMatchObject({ kind: "input", message, hint });
  });

  test("an open that throws is told the same way", async () => {
    const open = () => {
      throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    };
    await expect(read([{ name: "secret.csv", open }])).rejects.toMatchObject({
      kind: "input",
      message: "Cannot read secret.csv: permission denied (EACCES).",
    });
  });

  test("standard input is shown as <stdin>", async () => {
    await expect(read([text("", "-")])).rejects.toMatchObject({ message: "<stdin> is empty." });
  });

  test("several are one input: duplicates are found across them, columns may differ", async () => {
    const [a, b] = makePairs(2);
    const input = await read([
      text(`IMEI,ICCID\n${a?.imei},${a?.iccid}\n`, "a.csv"),
      text(`SIM;Device ID\n${b?.iccid};${b?.imei}\n${a?.iccid};${a?.imei}\n`, "b.csv"),
    ]);
    expect(input.sources.map(({ rows, delimiter }) => [rows, delimiter])).toEqual([
      [1, ","],
      [2, ";"],
    ]);
    expect(input.problems.errors).toEqual([
      {
        kind: "duplicate-device",
        severity: "error",
        source: 1,
        line: 3,
        column: "Device ID",
        value: a?.imei,
        other: { source: 0, line: 2 },
      },
    ]);
  });

  test("of different types are refused", async () => {
    await expect(read([file("csv/imei.csv"), file("csv/meid.csv")])).rejects.toMatchObject({
      kind: "input",
      message: 'csv/meid.csv is of upload type "MEID", but csv/imei.csv of "IMEI".',
      hint: "Push files of different types one by one, or name the type that all of them have with --type.",
    });
  });

  test("--type takes what it needs from each", async () => {
    const input = await read([file("csv/imei.csv"), file("csv/imei-eid-pair.csv")], { uploadType: "IMEI" });
    expect([input.uploadType, input.devices.accepted]).toEqual(["IMEI", 28]);
  });

  test("--columns reads files without a header", async () => {
    const input = await read([file("csv/bad/no-header.csv")], { columns: ["imei", "iccid"] });
    expect([input.rows, input.sources[0]?.header]).toEqual([2, undefined]);
    await expect(read([file("devices.csv")], { columns: ["imei", "iccid"] })).rejects.toMatchObject({
      kind: "input",
      message:
        'devices.csv:1: this line is a header ("IMEI", "ICCID"), but --columns is for files without one.',
    });
  });

  test("identifiers that had to be normalised are counted", async () => {
    const input = await read([text("IMEI\n 35-875511-474354-2 \n358755119077961\n")]);
    expect(devicesOf(input)).toEqual(["358755114743542", "358755119077961"]);
    expect(input.sources[0]?.normalised).toEqual({ blanks: 1, dashes: 1 });
  });
});

describe("tee", () => {
  test("sees every byte as it came, and ends the reading when it throws", async () => {
    const path = join(directory, "tee.csv");
    await writePairsCsv(path, 20_000);
    const source = { name: path, open: () => createReadStream(path) };
    const hash = createHash("sha256");
    const input = await read([source], { tee: (_, chunk) => hash.update(chunk) });
    expect(input.sources[0]?.sha256).toBe(hash.digest("hex"));
    expect([input.rows, input.devices.accepted, input.problems.warningCount]).toEqual([20_000, 20_000, 0]);
    const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
    const tee = () => {
      throw full;
    };
    await expect(read([source], { tee })).rejects.toBe(full);
  });
});

describe("an abort", () => {
  const interrupted = {
    kind: "interrupted",
    message: "Interrupted while reading <stdin>; nothing was sent.",
  };

  test("before the first byte", async () => {
    await expect(read([text("IMEI\n", "-")], { signal: AbortSignal.abort() })).rejects.toMatchObject(
      interrupted,
    );
  });

  test("while a pipe is silent ends the reading and closes the pipe", async () => {
    const pipe = new Readable({ read() {} });
    pipe.push("IMEI\n358755119077961\n");
    const controller = new AbortController();
    const seen = new EventEmitter();
    const firstChunk = once(seen, "chunk");
    const tee = () => seen.emit("chunk");
    const reading = read([{ name: "-", open: () => pipe }], { signal: controller.signal, tee });
    const outcome = expect(reading).rejects.toMatchObject(interrupted);
    await firstChunk;
    controller.abort();
    await outcome;
    expect(pipe.destroyed).toBe(true);
  });
});

test("every data row is accepted or refused, whatever the rows", async () => {
  const pairs = makePairs(6);
  const imei = fc.constantFrom(...pairs.map((pair) => pair.imei), "", "8.9E+14", "12", '"1\n2"');
  const iccid = fc.constantFrom(...pairs.map((pair) => pair.iccid), "", "x", " ");
  const row = fc.oneof(
    fc.tuple(imei, iccid).map((cells) => cells.join(",")),
    imei,
    fc.tuple(imei, iccid).map((cells) => `${cells.join(",")},more`),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 30 }),
      fc.constantFrom("error", "warn", "off"),
      async (rows, checkDigits) => {
        const lines = [`${pairs[0]?.imei},`, ...rows];
        const input = await read([text(`IMEI,ICCID\n${lines.join("\n")}\n`)], { checkDigits });
        expect(input.rows).toBe(lines.filter((line) => /[^\s,]/.test(line)).length);
        expect(input.devices.accepted + input.problems.rejectedRows).toBe(input.rows);
        const refused = new Set(input.problems.errors.map(({ line }) => line));
        expect(refused.size).toBe(input.problems.rejectedRows);
      },
    ),
  );
});

test("a file of blank lines has no devices", async () => {
  writeFileSync(join(directory, "blank.csv"), "\n\n ,\n");
  const source = { name: "blank.csv", open: () => createReadStream(join(directory, "blank.csv")) };
  await expect(read([source])).rejects.toMatchObject({
    kind: "input",
    message: "blank.csv has only blank lines.",
  });
});
