import { finished } from "node:stream/promises";
import { parse } from "csv-parse";
import { parse as parseWhole } from "csv-parse/sync";
import type { Delimiter } from "./dialect.ts";
import { rewriteTextFormulas } from "./text-formulas.ts";

/**
 * Called for each row that is not blank, with the 1-based line on which it begins and the line breaks in it, all of them in quotes; what
 * it throws ends the parsing.
 */
export type RowHandler = (row: readonly string[], line: number, breaks: number) => void;

export interface RowParserOptions {
  readonly delimiter: Delimiter;
  /** Of the first byte of `opening`. */
  readonly firstLine: number;
  /**
   * A first record to be parsed by itself, or nothing: csv-parse makes an error object (20 microseconds) of each row that
   * has another number of fields than its first. A second parser slows the first by 6 %, so only where it is needed.
   */
  readonly opening: Uint8Array;
  /** Whether any text until now holds a line break in a quoted field. */
  readonly sawQuotedBreak: () => boolean;
  readonly onRow: RowHandler;
  /** Told of each row that is blank, or a comment's place. What it throws ends the parsing. */
  readonly onBlank: (line: number) => void;
}

/** Cuts UTF-8 bytes into rows: such as the record scanner lets pass, of which none can go wrong. */
export interface RowParser {
  write(chunk: Uint8Array): void;
  /** Hands over the rows that are complete though nothing came behind them; returns the line on which the next begins. It is over then. */
  breakOff(isBehindQuote: boolean): number;
  end(): Promise<void>;
}

/**
 * csv-parse without `info` and `columns`, which cost three times the parsing: lines are counted here. A record is one line
 * unless a quoted field holds line breaks, so nothing is searched before the first of these was seen.
 */
export function createRowParser({ delimiter, firstLine, opening, ...options }: RowParserOptions): RowParser {
  const settings = settingsOf(delimiter);
  const parser = parse(settings);
  let line = firstLine;
  // Errors are taken from `errored`, in their place among the rows; an unheard "error" event would end the process.
  parser.on("error", () => {});

  /** A write parses at once, so its rows can be read without waiting for events; so can those before an error. */
  function drain(): void {
    for (let row = read(); row !== null; row = read()) take(row);
    if (parser.errored) throw parser.errored;
  }

  function take(row: readonly string[]): void {
    const breaks = options.sawQuotedBreak() ? countBreaks(row) : 0;
    if (isBlank(row)) options.onBlank(line);
    else options.onRow(row, line, breaks);
    line += 1 + breaks;
  }

  function read(): readonly string[] | null {
    return parser.read() as readonly string[] | null; // as: what csv-parse yields with these options
  }

  function write(chunk: Uint8Array): void {
    withoutStacks(() => parser.write(chunk));
    drain();
  }

  if (opening.length > 0) for (const row of parseRecords(opening, delimiter)) take(row);
  return {
    write,
    breakOff(isBehindQuote) {
      // csv-parse takes a record for complete once it has seen some bytes behind it. Behind a quote these must go on with the field.
      write(Buffer.from(isBehindQuote ? '"xxxxxxxx' : "xxxxxxxx"));
      return line;
    },
    async end() {
      parser.end();
      await finished(parser, { readable: false }).catch(() => {});
      drain();
    },
  };
}

/** csv-parse makes an error of each row of another width, which nobody looks at: without a stack it takes half the time. */
function withoutStacks(action: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    action();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Whether one record in UTF-8, with or without its line end, is a blank row, which nobody gets to see. */
export function isBlankRecord(record: Uint8Array, delimiter: Delimiter): boolean {
  if (!record.includes(quote)) return isBlank(Buffer.from(record).toString("utf8").split(delimiter));
  return parseRecords(rewriteTextFormulas(record), delimiter).every(isBlank);
}

const quote = 0x22;

function settingsOf(delimiter: Delimiter) {
  return { delimiter, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true };
}

function parseRecords(text: Uint8Array, delimiter: Delimiter): readonly (readonly string[])[] {
  return parseWhole(text, settingsOf(delimiter)) as unknown as readonly (readonly string[])[]; // as: so with these options
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
