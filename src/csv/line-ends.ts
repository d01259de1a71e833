import { carriageReturn, hash, lineFeed, quote } from "./record-modes.ts";

export type LineEnd = "LF" | "CRLF" | "CR" | "mixed";

/** How the records of a text end; undefined: it is one line. Line breaks in quotes do not count. */
export function sniffLineEnd(text: Uint8Array): LineEnd | undefined {
  const found = new Set<LineEnd>();
  let isQuoted = false;
  let isComment = false;
  // A return at the very end may be half of a CRLF.
  for (let at = 0; at < text.length && found.size < 2; at++) {
    const byte = text[at];
    if (byte === hash && !isQuoted && isStart(text, at)) isComment = true;
    if (byte === quote && !isComment) isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (byte === lineFeed || byte === carriageReturn) isComment = false;
    if (byte === lineFeed) found.add(text[at - 1] === carriageReturn ? "CRLF" : "LF");
    if (byte === carriageReturn && at + 1 < text.length && text[at + 1] !== lineFeed) found.add("CR");
  }
  const [first] = found;
  if (first === undefined && text[text.length - 1] === carriageReturn) return "CR";
  return found.size > 1 ? "mixed" : first;
}

/** Whether a line starts there. */
function isStart(text: Uint8Array, at: number): boolean {
  return at === 0 || text[at - 1] === lineFeed || text[at - 1] === carriageReturn;
}
