/**
 * Side files of a job are CSV as this module writes it: a header, rows that end in a line feed, numbers and identifiers
 * bare, texts from outside in quotes. They are for people's spreadsheets, too.
 */
export function quotedField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/**
 * The rows of a side file; `toRow` gets the fields of each row behind the header, unquoted, and answers undefined for what
 * cannot be one. Undefined: the text is not whole, or not of this header.
 */
export function parseSideFile<Row>(
  text: string,
  header: string,
  toRow: (fields: readonly string[]) => Row | undefined,
): readonly Row[] | undefined {
  if (!text.startsWith(header)) return undefined;
  const rows: Row[] = [];
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*))([,\n])/y;
  field.lastIndex = header.length;
  let fields: string[] = [];
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) return undefined;
    const [, inQuotes, bare = "", end] = match;
    fields.push(inQuotes?.replaceAll('""', '"') ?? bare);
    if (end !== "\n") continue;
    const row = toRow(fields);
    if (row === undefined) return undefined;
    rows.push(row);
    fields = [];
  }
  return fields.length === 0 ? rows : undefined;
}

/** A whole number of at least 1 in decimal, else undefined. */
export function parsePositive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
