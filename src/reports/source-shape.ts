import type { SourceReport } from "../upload/read-types.ts";
import { formatCount, formatNumber } from "./text.ts";

/** How a file is written, in words: "comma", "UTF-8"; what is not told of a job that goes on is left out. */
export function shapeNotes(source: Partial<SourceReport>): readonly string[] {
  const { delimiter, encoding, isGzip, comments = 0, commentsWithIdentifier = 0, leftAlone = [] } = source;
  const rowLike =
    commentsWithIdentifier === 0 ? "" : `, ${formatCount(commentsWithIdentifier)} of them with an identifier`;
  return [
    ...(delimiter === undefined ? [] : [delimiterNames[delimiter]]),
    ...(encoding === undefined ? [] : [encodingNames[encoding]]),
    ...(isGzip ? ["gzip"] : []),
    ...(comments === 0
      ? []
      : [`${formatNumber(comments, "comment line", "comment lines")} (#) left out${rowLike}`]),
    ...(leftAlone.length === 0
      ? []
      : [`not read without --activate: ${leftAlone.map((heading) => `"${heading}"`).join(", ")}`]),
  ];
}

/** Whether what is left out may be meant: who reads only warnings should see it. */
export function mayLeaveOutRows({ commentsWithIdentifier = 0 }: Partial<SourceReport>): boolean {
  return commentsWithIdentifier > 0;
}

const delimiterNames = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" } as const satisfies Record<
  SourceReport["delimiter"],
  string
>;

/** Encodings in words. */
export const encodingNames = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16LE",
  "utf-16be": "UTF-16BE",
  "windows-1252": "Windows-1252",
} as const satisfies Record<SourceReport["encoding"], string>;
