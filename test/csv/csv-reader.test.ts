import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCsvReader } from "../../src/csv/csv-reader.ts";
import { maxRecordBytes } from "../../src/csv/record-scanner.ts";
import { readText } from "./read-text.ts";

describe("rows", () => {
  test.each([
    ["LF", "a,b\n1,2\n3,4\n"],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n"],
    ["CR", "a,b\r1,2\r3,4"],
    ["a mixture", "a,b\r\n1,2\n3,4\r"],
  ])("%s ends lines", async (_, text) => {
    expect((await readText(text)).rows).toEqual([
      [1, "a", "b"],
      [2, "1", "2"],
      [3, "3", "4"],
    ]);
  });

  test("blank lines are left out and counted", async () => {
    const { rows } = await readText("\n \na,b\n\n,,\n1,2\n\n");
    expect(rows).toEqual([
      [3, "a", "b"],
      [6, "1", "2"],
    ]);
  });

  test("a row begins on the line of its first field, whatever line breaks its quotes hold", async () => {
    const { rows } = await readText('a,"b\r\nb\nb"\r\n1,"say ""2"""\n3,4');
    expect(rows).toEqual([
      [1, "a", "b\r\nb\nb"],
      [4, "1", 'say "2"'],
      [5, "3", "4"],
    ]);
  });

  test("line numbers are those of the text, for any rows cut into any chunks", async () => {
    const cell = fc.stringMatching(/^[a-z,"\n\r é]{0,6}$/);
    const row = fc.tuple(fc.constant("x"), cell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (cells, size) => {
          const expected: [number, ...string[]][] = [];
          let text = "";
          for (const [first, second] of cells) {
            expected.push([1 + (text.match(/\r\n|\n|\r/g)?.length ?? 0), first, second]);
            text += `${first},"${second.replaceAll('"', '""')}"\n`;
          }
          expect((await readText(text, size)).rows).toEqual(expected);
        },
      ),
    );
  });

  test.each([
    ["trailing delimiters in all rows but the header", "a,b\n1,2,\n3,4,\n", [3, 3]],
    ["a longer header", '\n"a,b",c,d\n1,2\n', [2]],
    ["a header alone", "a,b", []],
  ])("a header of its own length: %s", async (_, text, lengths) => {
    const { rows } = await readText(text);
    expect(rows.slice(1).map((row) => row.length - 1)).toEqual(lengths);
    expect(rows[0]?.[0]).toBe(text.startsWith("\n") ? 2 : 1);
  });

  test("a broken header is told with its line", async () => {
    await expect(readText('a,b"\n1,2,\n3,4,"\n')).rejects.toMatchObject({
      message: "devices.csv:1: a quote stands in the middle of a field that is not quoted.",
    });
  });

  test("what a row handler throws comes out of write", () => {
    const reader = createCsvReader("devices.csv", () => {
      throw new Error("enough");
    });
    expect(() => reader.write(Buffer.alloc(1 << 16, "a,b\n"))).toThrow("enough");
  });
});

describe("encoding", () => {
  const text = "IMEI,Ort\n1,Prüfstand 試\n";
  const swapped = Buffer.from(`\ufeff${text}`, "utf16le").swap16();
  test.each([
    ["UTF-8", Buffer.from(text), "utf-8"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`), "utf-8"],
    ["UTF-16, little end first", Buffer.from(`\ufeff${text}`, "utf16le"), "utf-16le"],
    ["UTF-16, big end first", swapped, "utf-16be"],
  ])("%s", async (_, bytes, encoding) => {
    for (const size of [1, 7, 1000]) {
      const { rows, shape } = await readText(bytes, size);
      expect(shape.encoding).toBe(encoding);
      expect(rows).toEqual([
        [1, "IMEI", "Ort"],
        [2, "1", "Prüfstand 試"],
      ]);
    }
  });

  test("characters are whole beyond the first 64 KiB, too", async () => {
    const long = `\ufeffIMEI,Ort\n${"1,Prüfstand 試\n".repeat(8000)}`;
    const { rows } = await readText(Buffer.from(long, "utf16le"), 65_537);
    expect(rows).toHaveLength(8001);
    expect(new Set(rows.slice(1).map(([, , place]) => place))).toEqual(new Set(["Prüfstand 試"]));
  });
});

describe("delimiter", () => {
  test.each([
    [",", "IMEI,ICCID\n1,2\n"],
    [";", "IMEI;ICCID\n1;2\n"],
    ["\t", "IMEI\tICCID\n1\t2\n"],
    ["|", "IMEI|ICCID\n1|2\n"],
    [",", "IMEI\n1\n"],
    [";", "IMEI;Notes, remarks, and so on\n1;2\n"],
    [";", '"Notes, remarks";IMEI;x\n1;2;3\n'],
    [";", "358755114743542;89148000005496577123,\n"],
    ["|", "\n\na|b|c,d\n"],
  ])("%j in %j", async (delimiter, text) => {
    expect((await readText(text)).shape.delimiter).toBe(delimiter);
  });

  test.each(["sep=;\n", "SEP=;\r\n", '"sep=;"\n', "\ufeffsep=;\n"])(
    "%j settles it and is no row",
    async (preamble) => {
      const { rows, shape } = await readText(`${preamble}IMEI,x;ICCID\n1;2\n`);
      expect(shape.delimiter).toBe(";");
      expect(rows).toEqual([
        [2, "IMEI,x", "ICCID"],
        [3, "1", "2"],
      ]);
    },
  );
});

describe("refused", () => {
  const spreadsheet =
    'Open it in the spreadsheet program and save it as "CSV UTF-8", the identifier columns formatted as text.';
  const nul = 'It is binary or damaged: export it again, as "CSV UTF-8".';
  const long = `a,${"b".repeat(maxRecordBytes + 1)}\n`;
  test.each<[string, Uint8Array, string, string]>([
    ["nothing", Buffer.alloc(0), "devices.csv is empty.", "Look at how it was exported; nothing was sent."],
    [
      "a workbook",
      Buffer.from("PK\u0003\u0004xl/workbook.xml"),
      "devices.csv is not a CSV file: it is an Excel workbook (XLSX).",
      spreadsheet,
    ],
    [
      "an old workbook",
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
      "devices.csv is not a CSV file: it is an old Excel workbook (XLS).",
      spreadsheet,
    ],
    [
      "a PDF",
      Buffer.from("%PDF-1.7"),
      "devices.csv is not a CSV file: it is a PDF document.",
      "Ask whoever made it for the device list as CSV; a PDF cannot be read reliably.",
    ],
    [
      "gzip",
      Buffer.from([0x1f, 0x8b, 8]),
      "devices.csv is not a CSV file: it is compressed with gzip twice.",
      "Decompress it once: gzip -dc FILE | vzupload push -",
    ],
    [
      "a NUL byte",
      Buffer.from("IMEI\n1\0"),
      "devices.csv is not a CSV file: it holds a NUL byte at offset 6.",
      nul,
    ],
    [
      "a NUL byte among others that are no UTF-8 and make the text longer",
      Buffer.concat([Buffer.alloc(90, 0xa0), Buffer.alloc(1)]),
      "devices.csv is not a CSV file: it holds a NUL byte at offset 90.",
      nul,
    ],
    [
      "a NUL byte after 64 KiB",
      Buffer.from(`sep=,\n${"1,2\n".repeat(30_000)}\0`),
      "devices.csv is not a CSV file: it holds a NUL byte at offset 120006.",
      nul,
    ],
    [
      "a quote that is not closed",
      Buffer.from('a,b\n"1\n1",2\n3,"4\n5,6\n'),
      'devices.csv:4: a quote (") is opened here and never closed.',
      'Close the quote, or write a quote inside a field as "".',
    ],
    [
      "a quote that takes in the rest of a long file",
      Buffer.from(`a,b\n1,"2\n${"1,2\n".repeat(100_000)}`),
      'devices.csv:2: a quote (") is opened here, and its record is longer than 128 KiB.',
      'Close the quote, or write a quote inside a field as "".',
    ],
    [
      "a record without end",
      Buffer.from(`a,b\n1,2\n${long}`),
      "devices.csv:3: the record that begins here is longer than 128 KiB.",
      "Look for missing line breaks; a device list has one device a line.",
    ],
    [
      "text behind a closing quote",
      Buffer.from('a,b\n1,2\n"1"2,3\n'),
      "devices.csv:3: a closing quote is followed by something other than a delimiter or a line end.",
      'Write a quote inside a quoted field as "".',
    ],
    [
      "a quote within a bare field",
      Buffer.from('a,b\n\n1,5" display\n'),
      "devices.csv:3: a quote stands in the middle of a field that is not quoted.",
      'Put the whole field in quotes and write the quote in it as "".',
    ],
  ])("%s", async (_, bytes, message, hint) => {
    for (const size of [1 << 20, 30_011]) {
      await expect(readText(bytes, size)).rejects.toMatchObject({ kind: "input", message, hint });
    }
  });
});

describe("a record longer than 128 KiB is refused on its line, and not held:", () => {
  const mebibyte = 1 << 20;
  const bare = (line: number) => `devices.csv:${line}: the record that begins here is longer than 128 KiB.`;
  const quoted = (line: number) =>
    `devices.csv:${line}: a quote (") is opened here, and its record is longer than 128 KiB.`;
  test.each([
    ["a header of 10 MB", () => `IMEI,${"x".repeat(10 * mebibyte)}\n1,2\n`, bare(1)],
    ["a line of 10 MB", () => `IMEI,x\n1,2\n3,${"x".repeat(10 * mebibyte)}\n5,6\n`, bare(3)],
    ["10 MB of delimiters", () => `IMEI,x\n\n${",".repeat(10 * mebibyte)}\n5,6\n`, bare(3)],
    ["10 MB of quotes", () => `IMEI,x\n"${'""'.repeat(5 * mebibyte)}"\n5,6\n`, quoted(2)],
    ["10 MB of quoted line breaks", () => `IMEI,x\n1,"${"\n".repeat(10 * mebibyte)}"\n5,6\n`, quoted(2)],
    ["a quote opened some lines below", () => `IMEI,x\n"a\nb","${"x".repeat(mebibyte)}"\n`, quoted(3)],
    ["100 MB without a line break", () => Buffer.alloc(100 * mebibyte, "x"), bare(1)],
  ])("%s", async (_, text, message) => {
    const bytes = text();
    const before = process.memoryUsage().rss;
    await expect(readText(bytes, 65_536)).rejects.toThrow(message);
    expect(process.memoryUsage().rss - before).toBeLessThan(bytes.length + 50 * mebibyte);
  });

  test.each([0, 1])("to the byte (%i more)", async (more) => {
    const longest = `1,${"x".repeat(maxRecordBytes - 2 + more)}`;
    const read = readText(`IMEI,x\n${longest}\r\n"1",${longest.slice(4)}\n3,4`, 1000);
    if (more > 0) await expect(read).rejects.toThrow(bare(2));
    else expect((await read).rows.map(([line]) => line)).toEqual([1, 2, 3, 4]);
  });

  test("but a comment may be of any length", async () => {
    const { rows, shape } = await readText(`IMEI,x\n# "${"x,".repeat(mebibyte)}\n1,2\n`, 65_536);
    expect(rows).toEqual([
      [1, "IMEI", "x"],
      [3, "1", "2"],
    ]);
    expect(shape.comments).toBe(1);
  });
});

test("a quoted cell of eight digits and a letter takes no time: its length to the eighth power before", async () => {
  const { rows } = await readText(`"${"1".repeat(100_000)}a",IMEI\n1,2\n`);
  expect(rows).toHaveLength(2);
});

describe("delimiters that other characters might hide:", () => {
  test.each([
    [";", "358755110000012;12,50\n358755110000020;7,99\n"],
    [";", "Nr;Preis;Ort\n1;12,50;a\n2;7,99;b\n"],
    [",", 'IMEI,Phones\n358755110000012,"5551234567;5559876543;5550000000"\n'],
    [";", "IMEI;Old|New\n358755110000012;358755110000020|358755110000038\n"],
    ["\t", "# a, b; c, d\n\n# IMEI,ICCID\nIMEI\tICCID\n1\t2\n"],
    [";", "Delivery, plant South, 2026\nIMEI;ICCID\n358755110000012;89148000000000000019\n"],
    [",", "IMEI\n358755110000012\n"],
  ])("%j in %j", async (delimiter, text) => {
    expect((await readText(text)).shape.delimiter).toBe(delimiter);
  });
});

test.each([
  ["LF", "a\nb\n"],
  ["CRLF", "a\r\nb\r\n"],
  ["CR", "a\rb\r"],
  ["CR", "a\r"],
  ["mixed", "a\r\nb\n"],
  ["CRLF", 'a,"\n"\r\nb\r\n'],
  [undefined, "a"],
])("line ends are %s in %j", async (lineEnd, text) => {
  expect((await readText(text)).shape.lineEnd).toBe(lineEnd);
});

test("rows and lines are the same wherever chunks and 64 KiB end", async () => {
  const expected: [number, ...string[]][] = [[1, "IMEI", "Notes"]];
  let text = "IMEI,Notes\r\n";
  for (let line = 2; text.length < 300_000; line += 6) {
    const notes = `é試🚚${"x".repeat((line * 7919) % 3000)}`;
    text += `# "${"c,".repeat(line % 50)}\r\n\r\n${line},"${notes}\r\n""#\r\n"\r\n${line},${notes}\r\n`;
    expected.push([line + 2, `${line}`, `${notes}\r\n"#\r\n`], [line + 5, `${line}`, notes]);
  }
  for (const encode of [Buffer.from, (all: string) => Buffer.from(`\ufeff${all}`, "utf16le")])
    for (const size of [1 << 22, 65_536, 65_535, 997])
      expect((await readText(encode(text), size)).rows).toEqual(expected);
});

test("comments that hold an identifier are counted, each once, wherever the bytes are cut", async () => {
  const text =
    "# 358755110000012 and 358755110000020\nIMEI\n358755110000038\n#3587551100000\n#x 358755110000046\n";
  for (const size of [1, 3, 17, 1000]) {
    const { shape } = await readText(text, size);
    expect([shape.comments, shape.commentsWithIdentifier]).toEqual([3, 2]);
  }
});

describe("a comment", () => {
  test("between a return and a line feed does not make one line end of them", async () => {
    const { rows } = await readText("IMEI\r1\r# note\n2\n3\n");
    expect(rows).toEqual([
      [1, "IMEI"],
      [2, "1"],
      [4, "2"],
      [5, "3"],
    ]);
  });

  test.each([
    ["two lists in one file", "#,IMEI,ICCID\n#1,a,b\n#,IMEI,ICCID\n#2,c,d\n", 4],
    ["a column #Nr", "#Nr,IMEI,ICCID\n#1,a,b\n2,c,d\n", 3],
    ["a quoted column", '"#",IMEI,ICCID\n#1,a,b\n', 2],
    ["a column behind a blank", " #,IMEI,ICCID\n#1,a,b\n", 2],
    ["a cell that reads as a heading", "#,IMEI,Note\n#1,358755110000012,IMEI\n#2,358755110000020,x\n", 3],
    ["a header made a comment", "#IMEI,ICCID\n# note\na,b\n", 2],
  ])("%s: %j", async (_, text, count) => {
    const { rows } = await readText(text);
    expect(rows).toHaveLength(count);
    expect(rows[0]?.[0]).toBe(1);
  });

  test("is no header where the first 64 KiB are comments and the header is yet to come", async () => {
    const { rows } = await readText(`# IMEI\n${"# x\n".repeat(20_000)}IMEI,ICCID\n1,2\n`);
    expect(rows).toEqual([
      [20_002, "IMEI", "ICCID"],
      [20_003, "1", "2"],
    ]);
  });
});

test("nothing but line ends has an end", async () => {
  await expect(readText(Buffer.alloc(1_100_000, "\n"))).rejects.toMatchObject({
    kind: "input",
    message: "devices.csv:1000001: more than 1,000,000 blank lines and comments.",
  });
}, 120_000);
