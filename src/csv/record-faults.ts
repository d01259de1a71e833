import { VzuploadError } from "../errors.ts";
import { maxRecordBytes } from "./record-scanner.ts";

/** Why the text cannot be cut into records. `breaks`: line breaks between the beginning of the record and the place. */
export type RecordFault =
  | {
      readonly kind: "open-quote" | "stray-quote" | "too-long" | "too-long-quoted";
      readonly breaks: number;
    }
  | { readonly kind: "closing-quote"; readonly breaks: number; readonly openedBreaks: number };

/** `line`: on which the record begins. */
export function recordError(name: string, line: number, fault: RecordFault): VzuploadError {
  const { message, hint } = faultTexts[fault.kind];
  const opened =
    fault.kind === "closing-quote" && fault.openedBreaks < fault.breaks
      ? ` (the field is opened on line ${line + fault.openedBreaks})`
      : "";
  return new VzuploadError("input", `${name}:${line + fault.breaks}: ${message}${opened}.`, { hint });
}

const limit = `${maxRecordBytes / 1024} KiB`;

const doubled = 'Close the quote, or write a quote inside a field as "".';

const faultTexts = {
  "open-quote": { message: 'a quote (") is opened here and never closed', hint: doubled },
  "too-long-quoted": {
    message: `a quote (") is opened here, and its record is longer than ${limit}`,
    hint: doubled,
  },
  "too-long": {
    message: `the record that begins here is longer than ${limit}`,
    hint: "Look for missing line breaks; a device list has one device a line.",
  },
  "closing-quote": {
    message: "a closing quote is followed by something other than a delimiter or a line end",
    hint: 'Write a quote inside a quoted field as "".',
  },
  "stray-quote": {
    message: "a quote stands in the middle of a field that is not quoted",
    hint: 'Put the whole field in quotes and write the quote in it as "".',
  },
} as const satisfies Record<RecordFault["kind"], { readonly message: string; readonly hint: string }>;
