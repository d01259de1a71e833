import { finished } from "node:stream/promises";
import { parse } from "csv-parse";
import { parse as parseWhole } from "csv-parse/sync";
import { errorCode, VzuploadError } from "../errors.ts";
import type { Delimiter } from "./dialect.ts";

/** Called for each row that is not blank, with the 1-based line on which it begins; what it throws ends the parsing. */
export type RowHandler = (row: readonly string[], line: number) => void;

export interface RowParserOptions {
  /** For messages. */
  readonly name: string;
  readonly delimiter: Delimiter;
  /** Of the first byte of `opening`. */
  readonly firstLine: number;
  /**
   * A first record to be parsed by itself, or nothing: csv-parse makes an error object (20 microseconds) of each row that
   * has another number of fields than its first. A second parser slows the first by 6 %, so only where it is needed.
   */
  readonly opening: Uint8Array;
  readonly onRow: RowHandler;
}

/** Cuts UTF-8 bytes into rows. Both calls throw VzuploadError "input" with file:line for quotes and records gone wrong. */
export interface RowParser {
  write(chunk: Uint8Array): void;
  end(): Promise<void>;
}

/** The longest record accepted, in bytes: an unclosed quote must not take in the rest of the file. */
export const maxRecordBytes = 128 * 1024;

/**
 * csv-parse without `info` and `columns`, which cost three times the parsing: lines are counted here. A record is one line
 * unless a quoted field holds line breaks, so nothing is searched before the first quote was seen.
 */
export function createRowParser({ name, delimiter, firstLine, opening, onRow }: RowParserOptions): RowParser {
  const settings = {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: maxRecordBytes,
  };
  const parser = parse(settings);
  let line = firstLine;
  let sawQuote = opening.includes(quote);
  // Errors are taken from `errored`, in their place among the rows; an unheard "error" event would end the process.
  parser.on("error", () => {});

  /** A write parses at once, so its rows can be read without waiting for events; so can those before an error. */
  function drain(): void {
    for (let row = read(); row !== null; row = read()) take(row);
    if (parser.errored) throw parseError(name, line, parser.errored);
  }

  function take(row: readonly string[]): void {
    if (!isBlank(row)) onRow(row, line);
    line += sawQuote ? 1 + countBreaks(row) : 1;
  }

  function read(): readonly string[] | null {
    return parser.read() as readonly string[] | null; // as: what csv-parse yields with these options
  }

  if (opening.length > 0)
    for (const row of parseOpening(name, line, () => parseWhole(opening, settings))) take(row);
  return {
    write(chunk) {
      sawQuote ||= chunk.includes(quote);
      parser.write(chunk);
      drain();
    },
    async end() {
      parser.end();
      await finished(parser, { readable: false }).catch(() => {});
      drain();
    },
  };
}

/**
 * Whether one record in UTF-8, with or without its line end, is a blank row, which nobody gets to see. `line` is
 * where it begins; errors as of a parser.
 */
export function isBlankRecord(
  record: Uint8Array,
  { name, delimiter, line }: { readonly name: string; readonly delimiter: Delimiter; readonly line: number },
): boolean {
  if (!record.includes(quote)) return isBlank(Buffer.from(record).toString("utf8").split(delimiter));
  const settings = { delimiter, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true };
  return parseOpening(name, line, () => parseWhole(record, settings)).every(isBlank);
}

const quote = 0x22;

function parseOpening(name: string, line: number, action: () => unknown): readonly (readonly string[])[] {
  try {
    return action() as readonly (readonly string[])[]; // as: what csv-parse yields with these options
  } catch (error) {
    throw error instanceof Error ? parseError(name, line, error) : error;
  }
}

function isBlank(row: readonly string[]): boolean {
  for (const cell of row) if (cell.trim() !== "") return false;
  return true;
}

function countBreaks(row: readonly string[]): number {
  let breaks = 0;
  for (const cell of row) breaks += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  return breaks;
}

function parseError(name: string, line: number, cause: Error): Error {
  const text = parseErrors[errorCode(cause) ?? ""];
  if (text === undefined) return cause;
  return new VzuploadError("input", `${name}:${line}: ${text.message}.`, { hint: text.hint, cause });
}

const parseErrors: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  CSV_QUOTE_NOT_CLOSED: {
    message: 'a quote (") is opened in the record that begins here and never closed',
    hint: 'Close the quote, or write a quote inside a field as "".',
  },
  CSV_MAX_RECORD_SIZE: {
    message: `the record that begins here is longer than ${maxRecordBytes / 1024} KiB`,
    hint: 'Look for an opened quote (") that is never closed, or for missing line breaks.',
  },
  CSV_INVALID_CLOSING_QUOTE: {
    message: "a closing quote is followed by something other than a delimiter or a line end",
    hint: 'Write a quote inside a quoted field as "".',
  },
  INVALID_OPENING_QUOTE: {
    message: "a quote stands in the middle of a field that is not quoted",
    hint: 'Put the whole field in quotes and write the quote in it as "".',
  },
};
