import { VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import { delimiters as allDelimiters, type Delimiter } from "./dialect.ts";
import type { Encoding } from "./encoding.ts";

/** A delimiter by its name or as it is; VzuploadError "usage" for another. */
export function parseDelimiter(text: string): Delimiter {
  const found = delimiters.get(text.toLowerCase());
  if (found !== undefined) return found;
  throw new VzuploadError("usage", `--delimiter cannot be "${visibleText(text)}".`, {
    hint: "Use comma, semicolon, tab or pipe.",
  });
}

/** An encoding by one of its names, in any case, with or without dashes; VzuploadError "usage" for another. */
export function parseEncoding(text: string): Encoding {
  const found = encodings.get(text.toLowerCase().replace(/[-_ ]/g, ""));
  if (found !== undefined) return found;
  throw new VzuploadError("usage", `--encoding cannot be "${visibleText(text)}".`, {
    hint: "Use utf-8, utf-16le, utf-16be or windows-1252.",
  });
}

/** The names that a command line bears without quotes. */
export const delimiterNames = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
} as const satisfies Record<Delimiter, string>;

const delimiters: ReadonlyMap<string, Delimiter> = new Map([
  ...allDelimiters.flatMap((each) => [[each, each] as const, [delimiterNames[each], each] as const]),
  ["\\t", "\t"],
]);

/** Latin-1 is Windows-1252 without 27 of its characters. */
const encodings: ReadonlyMap<string, Encoding> = new Map([
  ["utf8", "utf-8"],
  ["utf16le", "utf-16le"],
  ["utf16be", "utf-16be"],
  ["windows1252", "windows-1252"],
  ["cp1252", "windows-1252"],
  ["latin1", "windows-1252"],
  ["iso88591", "windows-1252"],
]);
