import { VzuploadError } from "../errors.ts";

/** Refuses what is not text by its first bytes: VzuploadError "input" that says what it is and how to get a CSV out of it. */
export function refuseOtherFormats(name: string, head: Uint8Array): void {
  const format = formats.find(({ signature }) => signature.every((byte, at) => head[at] === byte));
  if (format === undefined) return;
  const { what, hint } = format.isZip === true ? zipFormat(head) : format;
  throw new VzuploadError("input", `${name} is not a CSV file: it is ${what}.`, { hint });
}

/** Refuses NUL bytes in the first text of a file, which no CSV holds. */
export function refuseNulBytes(name: string, head: Uint8Array, text: Uint8Array): void {
  const at = text.indexOf(0);
  if (at < 0) return;
  const encoding = unmarkedEncoding(head);
  // Text that was decoded may be longer; UTF-16 has bytes of zero without being NUL.
  if (encoding === undefined) throw nulByteError(name, Math.max(head.indexOf(0), 0));
  throw new VzuploadError(
    "input",
    `${name} seems to be ${encoding.toUpperCase()} without a byte order mark.`,
    {
      hint: `Say so: --encoding ${encoding}; or export it as "CSV UTF-8".`,
    },
  );
}

/** `offset`: in the file. */
export function nulByteError(name: string, offset: number): VzuploadError {
  return new VzuploadError("input", `${name} is not a CSV file: it holds a NUL byte at offset ${offset}.`, {
    hint: 'It is binary or damaged: export it again, as "CSV UTF-8".',
  });
}

/** ASCII in UTF-16 has a NUL in every second byte, and nowhere else. */
function unmarkedEncoding(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const first = head.subarray(0, 64);
  const nulsAt = (rest: number) => first.filter((byte, at) => byte === 0 && at % 2 === rest).length;
  const [even, odd] = [nulsAt(0), nulsAt(1)];
  const isMost = (count: number) => count * 4 > first.length;
  if (even === 0 && isMost(odd)) return "utf-16le";
  return odd === 0 && isMost(even) ? "utf-16be" : undefined;
}

interface Format {
  readonly signature: readonly number[];
  readonly what: string;
  readonly hint: string;
  /** What it is, its entries tell. */
  readonly isZip?: true;
}

const exportFromExcel =
  'Open it in the spreadsheet program and save it as "CSV UTF-8", the identifier columns formatted as text.';

const decompress = "Decompress it first; only gzip is read as it is.";

const unzip = "Take the CSV file out of it.";

/** The names of a workbook's first entries are in its first bytes. */
function zipFormat(head: Uint8Array): Pick<Format, "what" | "hint"> {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
  if (text.includes("opendocument.spreadsheet"))
    return { what: "an OpenDocument spreadsheet (ODS)", hint: exportFromExcel };
  const isWorkbook = text.includes("[Content_Types].xml") || text.includes("xl/");
  return isWorkbook
    ? { what: "an Excel workbook (XLSX)", hint: exportFromExcel }
    : { what: "a ZIP archive", hint: unzip };
}

const bytesOf = (text: string) => [...Buffer.from(text, "latin1")];

const formats: readonly Format[] = [
  { signature: bytesOf("PK\u0003\u0004"), what: "a ZIP archive", hint: unzip, isZip: true },
  { signature: bytesOf("PK\u0005\u0006"), what: "an empty ZIP archive", hint: unzip },
  { signature: [0xd0, 0xcf, 0x11, 0xe0], what: "an old Excel workbook (XLS)", hint: exportFromExcel },
  {
    signature: bytesOf("%PDF"),
    what: "a PDF document",
    hint: "Ask whoever made it for the device list as CSV; a PDF cannot be read reliably.",
  },
  // What was compressed once has been decompressed before.
  {
    signature: [0x1f, 0x8b],
    what: "compressed with gzip twice",
    hint: "Decompress it once: gzip -dc FILE | vzupload push -",
  },
  { signature: bytesOf("BZh"), what: "compressed with bzip2", hint: decompress },
  { signature: bytesOf("\u00fd7zXZ\u0000"), what: "compressed with xz", hint: decompress },
  { signature: [0x28, 0xb5, 0x2f, 0xfd], what: "compressed with zstd", hint: decompress },
  { signature: bytesOf("7z\u00bc\u00af"), what: "a 7-Zip archive", hint: unzip },
  { signature: bytesOf("Rar!"), what: "a RAR archive", hint: unzip },
  {
    signature: bytesOf("\u0089PNG"),
    what: "a PNG image",
    hint: "Ask whoever made it for the device list as CSV.",
  },
  { signature: bytesOf("{\\rtf"), what: "an RTF document", hint: exportFromExcel },
  {
    signature: bytesOf("[{"),
    what: "JSON",
    hint: "Make a CSV of it: a header line, then one device a line.",
  },
  { signature: bytesOf("<"), what: "a web page or XML, whatever its name says", hint: exportFromExcel },
];
