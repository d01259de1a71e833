import { VzuploadError } from "../errors.ts";

/** Refuses what is not text by its first bytes: VzuploadError "input" that says what it is and how to get a CSV out of it. */
export function refuseOtherFormats(name: string, head: Uint8Array): void {
  const format = formats.find(({ signature }) => signature.every((byte, at) => head[at] === byte));
  if (format === undefined) return;
  throw new VzuploadError("input", `${name} is not a CSV file: it is ${format.what}.`, { hint: format.hint });
}

/** Refuses NUL bytes, which no CSV in UTF-8 holds. `offset` is where the chunk begins in the file. */
export function refuseNulBytes(name: string, chunk: Uint8Array, offset: number): void {
  const at = chunk.indexOf(0);
  if (at < 0) return;
  throw new VzuploadError(
    "input",
    `${name} is not a CSV file: it holds a NUL byte at offset ${offset + at}.`,
    {
      hint: "It is binary, damaged, or UTF-16 without a byte order mark: export it as CSV UTF-8.",
    },
  );
}

interface Format {
  readonly signature: readonly number[];
  readonly what: string;
  readonly hint: string;
}

const exportFromExcel =
  'Open it in the spreadsheet program and save it as "CSV UTF-8", the identifier columns formatted as text.';

const formats: readonly Format[] = [
  {
    signature: [0x50, 0x4b, 0x03, 0x04],
    what: "an Excel workbook (XLSX) or another ZIP archive",
    hint: exportFromExcel,
  },
  { signature: [0xd0, 0xcf, 0x11, 0xe0], what: "an old Excel workbook (XLS)", hint: exportFromExcel },
  {
    signature: [0x25, 0x50, 0x44, 0x46],
    what: "a PDF document",
    hint: "Ask whoever made it for the device list as CSV; a PDF cannot be read reliably.",
  },
  {
    signature: [0x1f, 0x8b],
    what: "compressed with gzip",
    hint: "Decompress it first: gzip -dc FILE | vzupload push -",
  },
];
