import { readdirSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompressed } from "../../src/csv/compression.ts";
import { createCsvReader } from "../../src/csv/csv-reader.ts";
import type { Delimiter } from "../../src/csv/dialect.ts";
import type { GivenShape } from "../../src/csv/file-shape.ts";
import { rawRecords } from "../../src/csv/raw-records.ts";
import { VzuploadError } from "../../src/errors.ts";
import { readDevices } from "../../src/upload/read-devices.ts";
import { makePairs } from "../support/make-devices.ts";

const encodings = {
  "utf-8": (text: string) => Buffer.from(text),
  "utf-8 with a mark": (text: string) => Buffer.from(`\ufeff${text}`),
  "utf-16le with a mark": (text: string) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "utf-16be with a mark": (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
  "utf-16le": (text: string) => Buffer.from(text, "utf16le"),
  "utf-16be": (text: string) => Buffer.from(text, "utf16le").swap16(),
  "windows-1252": (text: string) => Buffer.from(text, "latin1"),
};

const list = fc.record({
  encoding: fc.constantFrom(...(Object.keys(encodings) as (keyof typeof encodings)[])), // as: its keys
  delimiter: fc.constantFrom<Delimiter>(",", ";", "\t", "|"),
  saysDelimiter: fc.boolean(),
  hasSeparatorLine: fc.boolean(),
  hasHashColumn: fc.boolean(),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  quotes: fc.constantFrom("none", "all", "notes", "formulas"),
  comments: fc.array(fc.stringMatching(/^#[ a-zé",;|\t'0-9]{0,12}$/), { maxLength: 4 }),
  rows: fc.array(fc.string({ unit: fc.constantFrom(...'ab,;\t|"\n\r#é9 '), maxLength: 8 }), {
    minLength: 1,
    maxLength: 9,
  }),
  endsOpen: fc.boolean(),
  isGzip: fc.boolean(),
  chunkBytes: fc.integer({ min: 1, max: 60 }),
});
type List = typeof list extends fc.Arbitrary<infer Value> ? Value : never;

const devices = makePairs(10);

/** The file, with a comment or a blank line before some records. */
function write({ delimiter, quotes, lineEnd, comments, ...given }: List): Buffer {
  const mustQuote = (cell: string) => /[",;\t|\r\n#]/.test(cell);
  const field = (cell: string) =>
    quotes === "all" || mustQuote(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const record = (cells: readonly string[]) =>
    cells
      .map((cell) => (quotes === "formulas" && /^\d{15,}$/.test(cell) ? `="${cell}"` : field(cell)))
      .join(delimiter);
  const first = given.hasHashColumn ? ["#", "IMEI"].join(delimiter) : field("IMEI");
  const records = [
    ...comments.slice(0, 2),
    `${first}${delimiter}${record(["Notes", "ICCID"])}`,
    ...given.rows.flatMap((notes, at) => {
      const { imei = "", iccid = "" } = devices[at] ?? {};
      const number = given.hasHashColumn ? `#${at + 1}${delimiter}` : "";
      // Below a column named "#" there are none.
      const above = given.hasHashColumn || comments[at + 2] === undefined ? [] : [comments[at + 2] ?? "", ""];
      return [...above, number + record([imei, notes, iccid])];
    }),
  ];
  const text = `${given.hasSeparatorLine ? `sep=${delimiter}${lineEnd}` : ""}${records.join(lineEnd)}${given.endsOpen ? "" : lineEnd}`;
  const bytes = encodings[given.encoding](text);
  return given.isGzip ? gzipSync(bytes) : bytes;
}

function shapeOf({ encoding, delimiter, saysDelimiter }: List): GivenShape {
  return {
    encoding: encoding === "utf-16le" || encoding === "utf-16be" ? encoding : undefined,
    delimiter: saysDelimiter ? delimiter : undefined,
  };
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, chunkBytes: number, shape: GivenShape) {
  const source = { name: "devices.csv", open: () => Readable.from(chunksOf(bytes, chunkBytes)) };
  const { signal } = new AbortController();
  const input = await readDevices({ sources: [source], checkDigits: "off", shape, signal });
  const rows = Array.from({ length: input.devices.size }, (_, row) => ({
    imei: input.devices.identifier(row, 0),
    iccid: input.devices.identifier(row, 1),
    line: input.devices.lineOf(row),
  }));
  expect(input.problems.errors).toEqual([]);
  return { rows, sha256: input.sources[0]?.sha256 ?? "" };
}

const pairsOf = (rows: readonly { readonly imei: string; readonly iccid: string }[]) =>
  rows.map(({ imei, iccid }) => ({ imei, iccid }));

describe("any list of devices, however it is written,", () => {
  test("is read as it was meant", async () => {
    await fc.assert(
      fc.asyncProperty(list, async (given) => {
        const { rows } = await read(write(given), given.chunkBytes, shapeOf(given));
        expect(pairsOf(rows)).toEqual(devices.slice(0, given.rows.length));
      }),
    );
  });

  test("gives back some of its rows as a file that is read alike with nothing said", async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.infiniteStream(fc.boolean()), async (given, wanted) => {
        const bytes = write(given);
        const shape = shapeOf(given);
        const { rows, sha256 } = await read(bytes, 1000, shape);
        const kept = rows.filter((_, at) => at === 0 || wanted.next().value);
        const lines = kept.map(({ line }) => line);
        const open = () => chunksOf(bytes, given.chunkBytes);
        const parts: Uint8Array[] = [];
        for await (const part of rawRecords([{ name: "x", open, sha256, lines, hasHeader: true, shape }]))
          parts.push(part.bytes);
        const again = await read(Buffer.concat(parts), 1000, {});
        expect(pairsOf(again.rows)).toEqual(pairsOf(kept));
      }),
    );
  });
});

describe("no bytes crash or hang the reader, or mean something else in other chunks:", () => {
  const folder = new URL("../../fixtures/csv/", import.meta.url);
  const good = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`));

  const mutation = fc.record({
    at: fc.nat(2000),
    cut: fc.nat(4),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc
        .constantFrom("\0", '"', '""', "\r", "\n", "#", "\ufeff", "\ud800", "sep=;", ",", '"\n#"')
        .map((text) => Buffer.from(text)),
    ),
  });
  const mutated = fc
    .tuple(fc.constantFrom(...good), fc.array(mutation, { maxLength: 5 }))
    .map(([bytes, changes]) =>
      changes.reduce<Buffer>((now, { at, cut, put }) => {
        const place = at % (now.length + 1);
        return Buffer.concat([now.subarray(0, place), put, now.subarray(place + cut)]);
      }, bytes),
    );
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc
      .array(fc.constantFrom(0, 0x0a, 0x0d, 0x22, 0x23, 0x2c, 0x31, 0x80, 0xc3, 0xa9, 0xe2, 0xff, 0xfe, 0xf0))
      .map((bytes) => Uint8Array.from(bytes)),
    fc.string({ unit: fc.constantFrom(...'",\n\r#1aé') }).map((text) => Buffer.from(text)),
  );
  const shape = fc.constantFrom<GivenShape>(
    {},
    {},
    { encoding: "utf-8" },
    { encoding: "windows-1252" },
    { encoding: "utf-16be" },
    { delimiter: ";" },
  );

  async function outcome(bytes: Uint8Array, size: number, shape: GivenShape) {
    const rows: unknown[] = [];
    const reader = createCsvReader("devices.csv", (row, line) => rows.push([line, ...row]), shape);
    try {
      for await (const chunk of decompressed("devices.csv", chunksOf(bytes, size))) reader.write(chunk);
      return { rows, shape: await reader.end() };
    } catch (error) {
      if (!(error instanceof VzuploadError)) throw error;
      return { rows, message: error.message };
    }
  }

  test.each([
    ["changed good files", mutated],
    ["noise", noise],
  ])("%s", async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(bytes, shape, fc.integer({ min: 1, max: 20 }), async (given, shape, size) => {
        const whole = await outcome(given, 1 << 20, shape);
        const parts = await outcome(given, size, shape);
        const isGzip = given[0] === 0x1f && given[1] === 0x8b;
        // How far zlib comes before an error is its own business.
        if (isGzip && "message" in whole) expect("message" in parts).toBe(true);
        else expect(parts).toEqual(whole);
      }),
      { numRuns: 200, seed: 20_261_125 },
    );
  });
});
