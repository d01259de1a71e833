import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GivenShape } from "../../src/csv/file-shape.ts";
import { rawRecords } from "../../src/csv/raw-records.ts";
import { readText } from "./read-text.ts";

interface WrittenFile {
  readonly text: string;
  readonly bytes: Buffer;
  readonly rows: number;
}

interface Source {
  readonly bytes: Uint8Array | string;
  readonly lines: readonly number[];
  readonly hasHeader?: boolean;
  readonly sha256?: string;
  readonly shape?: GivenShape;
}

/** The files that come of these sources, whose bytes arrive in chunks of `chunkBytes`. */
async function filesOf(sources: readonly Source[], chunkBytes = 1 << 20): Promise<readonly WrittenFile[]> {
  const files: { chunks: Uint8Array[]; rows: number }[] = [];
  const parts = rawRecords(
    sources.map(({ bytes, lines, hasHeader = true, sha256, shape = {} }, at) => ({
      name: `devices-${at}.csv`,
      open: () => chunksOf(Buffer.from(bytes), chunkBytes),
      sha256: sha256 ?? sha256Of(bytes),
      lines,
      hasHeader,
      shape,
    })),
  );
  for await (const { file, bytes, rows } of parts) {
    files[file] ??= { chunks: [], rows: 0 };
    files[file].chunks.push(bytes);
    files[file].rows += rows;
  }
  return files.map(({ chunks, rows }) => {
    const bytes = Buffer.concat(chunks);
    return { text: bytes.toString(), bytes, rows };
  });
}

function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textsOf(...sources: readonly Source[]): Promise<readonly string[]> {
  return (await filesOf(sources)).map(({ text }) => text);
}

test("wanted records come below the header as they stand in the file", async () => {
  const bytes = 'IMEI ,"Notes"\r\n 1,"a ""b""\r\nc"\r\n2,\r\n\r\n3,x\r\n';
  expect(await filesOf([{ bytes, lines: [2, 6] }])).toMatchObject([
    { text: 'IMEI ,"Notes"\r\n 1,"a ""b""\r\nc"\r\n3,x\r\n', rows: 2 },
  ]);
});

test.each([
  ["a sep= line", 'sep=;\nIMEI;x\n1;"a\n"\n2;b\n', [5], "sep=;\nIMEI;x\n2;b\n"],
  ["blank lines before the header", '\n ,\n"",\nIMEI,x\n1,a\n2,b\n', [6], "IMEI,x\n2,b\n"],
  ["line ends of old", "IMEI,x\r1,a\r2,b", [3], "IMEI,x\r2,b"],
  ["a mixture of line ends", "IMEI\r1\n2\r\n\r3\n", [2, 5], "IMEI\r1\n3\n"],
  ["trailing delimiters in all rows but the header", "IMEI,x\n1,a,\n2,b,\n", [3], "IMEI,x\n2,b,\n"],
  ["comments with quotes", '# "a\nIMEI,x\n#"\n1,a\n# ""b"\n2,b\n', [4, 6], "IMEI,x\n1,a\n2,b\n"],
  ["a column named #", '# "\n#,IMEI\n1,a\n#2,b\n3,c\n', [3, 4], "#,IMEI\n1,a\n#2,b\n"],
  ["a header that begins with #", '# "\n#IMEI,x\n1,a\n#2,b\n3,c\n', [3, 5], "#IMEI,x\n1,a\n3,c\n"],
  ["bytes that are no UTF-8", Buffer.from("IMEI;Stra\xdfe\n1;\xc4\n2;\xd6\n", "latin1"), [3], undefined],
])("%s", async (_, bytes, lines, text) => {
  const [file] = await filesOf([{ bytes, lines }], 3);
  if (text === undefined) expect(file?.bytes.toString("latin1")).toBe("IMEI;Stra\xdfe\n2;\xd6\n");
  else expect(file?.text).toBe(text);
});

test("without a header there is none in the output", async () => {
  expect(await textsOf({ bytes: "1,a\n2,b\n3,c\n", lines: [2, 3], hasHeader: false })).toEqual([
    "2,b\n3,c\n",
  ]);
});

test("a first record that looks like another dialect gets a sep= line", async () => {
  const bytes = "\ufeff358755114743542;a\n1;3,3,3,3\n";
  expect(await textsOf({ bytes, lines: [2], hasHeader: false })).toEqual(["\ufeffsep=;\n1;3,3,3,3\n"]);
  const utf16 = Buffer.from(bytes, "utf16le").swap16();
  const [file] = await filesOf([{ bytes: utf16, lines: [2], hasHeader: false }]);
  expect(
    Buffer.from(file?.bytes ?? "")
      .swap16()
      .toString("utf16le"),
  ).toBe("\ufeffsep=;\n1;3,3,3,3\n");
});

test("what had to be said of a source is said in the output", async () => {
  const written = "sep=,\r\nIMEI;x\r\n1;a\r\n2;b\r\n";
  const bytes = gzipSync(Buffer.from(written, "utf16le"));
  const shape = { delimiter: ";", encoding: "utf-16le" } as const;
  const [file] = await filesOf([{ bytes, lines: [4], shape }], 5);
  expect(file?.bytes.toString("utf16le")).toBe("\ufeffsep=;\r\nIMEI;x\r\n2;b\r\n");
});

test("a kept copy whose compressed data is damaged is told as changed", async () => {
  const bytes = gzipSync("IMEI\n1\n").subarray(0, -3);
  await expect(filesOf([{ bytes, lines: [2] }])).rejects.toMatchObject({
    kind: "store",
    message: "The kept copy of devices-0.csv is not what was pushed: it cannot be decompressed any more.",
  });
});

describe("several sources", () => {
  test("share a file where header, encoding and dialect are the same, a missing line end is put in", async () => {
    const first = { bytes: "IMEI,x\r\n1,a\r\n2,b", lines: [2, 3] };
    const second = { bytes: "IMEI,x\r\n3,c\r\n4,d\r\n", lines: [3] };
    const third = { bytes: "IMEI,x\r\n5,e", lines: [2] };
    expect(await filesOf([first, second, third])).toMatchObject([
      { text: "IMEI,x\r\n1,a\r\n2,b\r\n4,d\r\n5,e", rows: 4 },
    ]);
  });

  test("have files of their own where they are not", async () => {
    const plain = "IMEI,x\n1,a\n";
    const others = [
      Buffer.from(`\ufeff${plain}`),
      Buffer.from(`\ufeff${plain}`, "utf16le"),
      "IMEI,x\r\n1,a\r\n",
      "IMEI;x\n1;a\n",
      "sep=,\nIMEI,x\n1,a\n",
      "IMEI,y\n1,a\n",
    ];
    const sources = [plain, ...others, plain].map((bytes) => ({ bytes, lines: [2] }));
    sources[5] = { bytes: "sep=,\nIMEI,x\n1,a\n", lines: [3] };
    const files = await filesOf(sources);
    expect(files).toHaveLength(7);
    expect(files[0]?.text).toBe("IMEI,x\n1,a\n1,a\n");
    expect(files.slice(1).map(({ bytes }) => bytes)).toEqual(others.map((bytes) => Buffer.from(bytes)));
  });

  test("without headers share a file in the same dialect", async () => {
    const sources = ["1,a\n2,b", "3,c\n4,d\n", "5;e\n"].map((bytes, at) => ({
      bytes,
      lines: at === 0 ? [2] : [1],
      hasHeader: false,
    }));
    expect(await textsOf(...sources)).toEqual(["2,b\n3,c\n", "5;e\n"]);
  });

  test("without a wanted line are not opened", async () => {
    const parts = rawRecords([
      {
        name: "a.csv",
        open: () => {
          throw new Error("opened");
        },
        sha256: "",
        lines: [],
        hasHeader: true,
        shape: {},
      },
    ]);
    expect(await parts.next()).toEqual({ done: true, value: undefined });
  });
});

describe("a source that has changed", () => {
  const hint = "Restore it from a backup; do not edit it.";
  test.each([
    ["is shorter", "IMEI\n1\n", [2, 9], "no record begins on line 9"],
    ["has a quoted line break on the line", 'IMEI\n"1\n"\n3\n', [3, 4], "no record begins on line 3"],
    ["is empty", "", [2], "no record begins on line 2"],
    ["has a header without end", `"IMEI${"x".repeat(2 << 20)}`, [2], "the record on line 1 is too long"],
  ])("and %s is told", async (_, bytes, lines, what) => {
    await expect(filesOf([{ bytes, lines }], 50_000)).rejects.toMatchObject({
      kind: "store",
      message: `The kept copy of devices-0.csv is not what was pushed: ${what}.`,
      hint,
    });
  });
});

test("a source of which another cell has changed is told", async () => {
  const source = { bytes: "IMEI\n1\n2\n", lines: [2], sha256: sha256Of("IMEI\n1\n3\n") };
  await expect(filesOf([source])).rejects.toMatchObject({
    kind: "store",
    message: "The kept copy of devices-0.csv is not what was pushed: its SHA-256 differs.",
  });
});

test("a record longer than any buffer passes in parts", async () => {
  const long = `1,${",".repeat(3 << 20)}\n`;
  const [file] = await filesOf([{ bytes: `IMEI,x\n${long}2,b\n`, lines: [2] }], 65_536);
  expect(file?.text === `IMEI,x\n${long}`).toBe(true);
  expect(file?.rows).toBe(1);
});

describe("for any table in any dialect, encoding and line end", () => {
  const encodings = {
    "utf-8": (text: string) => Buffer.from(text),
    "utf-8 with a mark": (text: string) => Buffer.from(`\ufeff${text}`),
    "utf-16le": (text: string) => Buffer.from(`\ufeff${text}`, "utf16le"),
    "utf-16be": (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
  };
  const table = fc.record({
    encoding: fc.constantFrom(...(Object.keys(encodings) as (keyof typeof encodings)[])), // as: its keys
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    hasSeparatorLine: fc.boolean(),
    hasHeader: fc.boolean(),
    blankBefore: fc.nat(2),
    rows: fc.array(
      fc.record({
        cells: fc.array(fc.string({ unit: fc.constantFrom(...'ab,;\t|"\n\ré試 9'), maxLength: 6 }), {
          maxLength: 3,
        }),
        lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
        isBlank: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
        isWanted: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    endsOpen: fc.boolean(),
    chunkBytes: fc.integer({ min: 1, max: 40 }),
  });
  type Table = typeof table extends fc.Arbitrary<infer Value> ? Value : never;

  /** The file, and the lines on which its records begin, blank ones, too. */
  function write(given: Table): { readonly bytes: Buffer; readonly lines: readonly number[] } {
    const { delimiter, rows } = given;
    const quoted = (cell: string) => (/[",;\t|\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const records = [
      ...(given.hasSeparatorLine ? [`sep=${delimiter}`] : []),
      ...Array.from({ length: given.blankBefore }, () => ""),
      ...(given.hasHeader ? [["IMEI", "Notes"].join(delimiter)] : []),
      ...rows.map(({ cells, isBlank }, at) =>
        isBlank ? delimiter.repeat(at % 3) : ["358755114743542", ...cells.map(quoted)].join(delimiter),
      ),
    ];
    let text = "";
    const lines: number[] = [];
    for (const [at, record] of records.entries()) {
      lines.push(1 + (text.match(/\r\n|\n|\r/g)?.length ?? 0));
      const lineEnd = rows[at % rows.length]?.lineEnd ?? "\n";
      // A return and the line feed of an empty line would be one line end.
      text += record + (lineEnd === "\r" && records[at + 1] === "" ? "\r\n" : lineEnd);
    }
    const whole = given.endsOpen ? text.replace(/(\r\n|\n|\r)$/, "") : text;
    const isLastGone = given.endsOpen && records.at(-1) === "";
    const wanted = lines.slice(given.hasSeparatorLine ? 1 : 0, isLastGone ? -1 : undefined);
    return { bytes: encodings[given.encoding](whole), lines: wanted };
  }

  test("all lines give back the whole file, byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(table, async (given) => {
        const { bytes, lines } = write(given);
        fc.pre(lines.length > 0 && (await isReadable(bytes)));
        const files = await filesOf([{ bytes, lines, hasHeader: given.hasHeader }], given.chunkBytes);
        expect(files.map((file) => file.bytes)).toEqual([bytes]);
      }),
    );
  });

  test("the taken records are read as the very rows", async () => {
    await fc.assert(
      fc.asyncProperty(table, async (given) => {
        const { bytes } = write(given);
        fc.pre(await isReadable(bytes));
        const { rows, shape } = await readText(bytes);
        const header = given.hasHeader ? rows.slice(0, 1) : [];
        const wanted = rows
          .slice(header.length)
          .filter((_, at) => given.rows[at % given.rows.length]?.isWanted);
        fc.pre(wanted.length > 0);
        const lines = wanted.map(([line]) => line);
        const [file] = await filesOf([{ bytes, lines, hasHeader: given.hasHeader }], given.chunkBytes);
        const again = await readText(file?.bytes ?? "");
        const cellsOf = (read: typeof rows) => read.map(([, ...cells]) => cells);
        expect(cellsOf(again.rows)).toEqual(cellsOf([...header, ...wanted]));
        expect([again.shape.encoding, again.shape.delimiter]).toEqual([shape.encoding, shape.delimiter]);
        expect(file?.rows).toBe(wanted.length);
      }),
    );
  });

  /** Where the delimiter is guessed wrong, quotes may stand where none may. */
  async function isReadable(bytes: Buffer): Promise<boolean> {
    return readText(bytes).then(
      () => true,
      () => false,
    );
  }
});
