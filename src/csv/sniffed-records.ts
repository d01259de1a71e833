/** One of the first records of a file, its line end left out. */
export interface SniffedRecord {
  readonly text: string;
  /** 1-based, where it begins. */
  readonly line: number;
  /** It begins with "#". */
  readonly isComment: boolean;
}

/** The first records that are not blank, and all comments before the last of them. Quoted line breaks belong to their record. */
export function sniffRecords(text: string): readonly SniffedRecord[] {
  const found: SniffedRecord[] = [];
  let rows = 0;
  let line = 1;
  for (let at = 0; at < text.length && rows < maxRows; ) {
    const isComment = text[at] === "#";
    const end = isComment ? endOfLine(text, at) : endOfRecord(text, at);
    const record = text.slice(at, end);
    const isBlank = !isComment && !/[^\s,;|"]/.test(record);
    if (!isBlank) found.push({ text: record, line, isComment });
    if (!isBlank && !isComment) rows++;
    line += 1 + (record.match(/\r\n|\n|\r/g)?.length ?? 0);
    at = end + (text.startsWith("\r\n", end) ? 2 : 1);
  }
  return found;
}

/** Beyond these the file goes on as it began. */
const maxRows = 20;

function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

function endOfRecord(text: string, start: number): number {
  let isQuoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === "\n" || character === "\r")) break;
  }
  return at;
}
