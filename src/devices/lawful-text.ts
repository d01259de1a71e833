/**
 * The first character of a text that no field of a request can have: what the platform refuses, even escaped (' < \), control and invisible characters, and
 * U+FFFD, which stands for a byte that was not of the file's encoding. Undefined: there is none. Source: the platform's UploadDevices page.
 */
export function forbiddenCharacterIn(text: string): string | undefined {
  return forbidden.exec(text)?.[0];
}

/** Whether a text has the letter case of a SKU. */
export function isUpperCase(text: string): boolean {
  return text === text.toUpperCase();
}

/**
 * Whether a cell can be a SKU: upper case, at most 64 characters of printable ASCII without blanks, a letter or digit at its end, and none of the words and signs that stand for nothing. A
 * setting may be anything in upper case: somebody has typed it.
 */
export function looksLikeSku(text: string): boolean {
  return (
    isUpperCase(text) && /^[!-~]{0,63}[A-Z0-9]$/.test(text) && !nothing.test(text) && !scientific.test(text)
  );
}

const nothing = /^(?:#.*|N\/?A|NULL|NONE|NIL|NAN|TBD|UNKNOWN|X+|0+)$/;
const scientific = /^[0-9]+[.,][0-9]+E\+?[0-9]+$/;

/** Five digits, as the platform's MdnZipCode has them. */
export function isZipCode(text: string): boolean {
  return /^\d{5}$/.test(text);
}

/** A cell without blanks around it, a spreadsheet's ="..." and its leading apostrophe, which mark text: what was meant. */
export function plainText(cell: string): string {
  const text = cell.trim();
  return /^="([^"]+)"$/.exec(text)?.[1]?.trim() ?? text.replace(/^'/, "");
}

const forbidden = /['<\\\p{C}\uFFFD]/u;
