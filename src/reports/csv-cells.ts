import { visibleText } from "../visible-text.ts";

/**
 * A record of RFC 4180 with its line end, CRLF as the RFC has it: strict readers want it, the others take it. Text
 * from outside cannot end its cell or line, steer a terminal, or become a formula.
 */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  if (plain.test(text)) return text;
  const safe = withoutFormula(visibleText(text));
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Needs nothing of all this, as most cells: more than twice as fast. */
const plain = /^(?:[\w<][\w .:/<>()-]*)?$/;

/**
 * A spreadsheet takes for a formula what begins with = + - @ (also in their full width, in some countries), and an
 * apostrophe before it for text. Source: OWASP, CSV Injection. Also behind what another spreadsheet, set to another
 * country, takes for a delimiter. Tabs and line ends, which the page names, too, are visible by now.
 */
function withoutFormula(text: string): string {
  return text.replace(/(^|[,;|])([\s"]*)(?=[=+\-@＝＋－＠])/g, "$1$2'");
}
