import type { IdentifierKind } from "../devices/identifiers.ts";
import { parseSideFile, quotedField } from "./side-file.ts";
import type { SaidLine } from "./store.ts";

/** What the operator said of lines of a batch: `imei,iccid,status`. */
export function formatSaidFile(kinds: readonly IdentifierKind[], lines: Iterable<SaidLine>): string {
  let text = headerFor(kinds);
  for (const { identifiers, status } of lines) text += `${identifiers.join(",")},${quotedField(status)}\n`;
  return text;
}

/** What `formatSaidFile` was given; undefined: the text is not one of its, with these kinds. */
export function parseSaidFile(
  text: string,
  kinds: readonly IdentifierKind[],
): readonly SaidLine[] | undefined {
  return parseSideFile(text, headerFor(kinds), (fields) => {
    const status = fields.at(-1);
    if (status === undefined || fields.length !== kinds.length + 1) return undefined;
    return { identifiers: fields.slice(0, -1), status };
  });
}

function headerFor(kinds: readonly IdentifierKind[]): string {
  return `${kinds.join(",")},status\n`;
}
