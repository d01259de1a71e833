import type { IdentifierKind } from "../devices/identifiers.ts";

/** A device of a batch file: where it was read, and its identifiers in the order of the file's header. */
export interface BatchDevice {
  /** 0-based index into the job's sources. */
  readonly source: number;
  /** 1-based line of that source. */
  readonly line: number;
  readonly identifiers: readonly string[];
}

/** A batch file: CSV with the header `source,line,<kind>...`; source is 1-based as in the names of the job's sources. */
export function formatBatchFile(kinds: readonly IdentifierKind[], devices: Iterable<BatchDevice>): string {
  let text = `source,line,${kinds.join(",")}\n`;
  for (const { source, line, identifiers } of devices)
    text += `${source + 1},${line},${identifiers.join(",")}\n`;
  return text;
}

/** Reads what `formatBatchFile` wrote; the caller has checked the file's sha256. */
export function parseBatchFile(text: string): readonly BatchDevice[] {
  return text.trimEnd().split("\n").slice(1).map(parseRow);
}

function parseRow(row: string): BatchDevice {
  const [source, line, ...identifiers] = row.split(",");
  return { source: Number(source) - 1, line: Number(line), identifiers };
}
