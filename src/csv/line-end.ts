/** How the lines of a file end. */
export type LineEnd = "LF" | "CRLF" | "CR";

/** The line end of the first line, told from the first bytes of a file, in whatever encoding; undefined: there is none. */
export function sniffLineEnd(head: Uint8Array): LineEnd | undefined {
  // In UTF-16 every other byte is zero.
  const [end] = /\r\n|\r|\n/.exec(Buffer.from(head).toString("latin1").replaceAll("\0", "")) ?? [];
  return end === undefined ? undefined : names[end];
}

const names: Readonly<Record<string, LineEnd>> = { "\n": "LF", "\r\n": "CRLF", "\r": "CR" };
