/**
 * Side files of a job are CSV as this module writes it: a header, rows that end in a line feed, numbers and identifiers
 * bare, texts from outside in quotes. They are for people's spreadsheets, too.
 */
export function quotedField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** What becomes of the fields of a row behind the header, unquoted; undefined: it cannot be one. */
type ToRow<Row> = (fields: readonly string[]) => Row | undefined;

/** The rows of a side file. Undefined: the text is not whole, or not of this header. */
export function parseSideFile<Row>(
  text: string,
  header: string,
  toRow: ToRow<Row>,
): readonly Row[] | undefined {
  const rows: Row[] = [];
  for (const row of sideFileRows(text, header, toRow)) {
    if (row === undefined) return undefined;
    rows.push(row);
  }
  return rows;
}

/** The same row by row, so that nobody need hold them all; undefined, and nothing behind it, where the text is damaged. */
export function* sideFileRows<Row>(
  text: string,
  header: string,
  toRow: ToRow<Row>,
): Generator<Row | undefined> {
  if (!text.startsWith(header)) return yield undefined;
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*))([,\n])/y;
  field.lastIndex = header.length;
  let fields: string[] = [];
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) return yield undefined;
    const [, inQuotes, bare = "", end] = match;
    fields.push(inQuotes?.replaceAll('""', '"') ?? bare);
    if (end !== "\n") continue;
    const row = toRow(fields);
    yield row;
    if (row === undefined) return;
    fields = [];
  }
  if (fields.length > 0) yield undefined;
}

/** A whole number of at least 1 in decimal, else undefined. */
export function parsePositive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
