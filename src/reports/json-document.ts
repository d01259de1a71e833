/**
 * A document for stdout. What would steer a terminal (C1 control characters, bidi marks) or a CI runner ("##[command]", obeyed
 * anywhere in a line) is written as an escape: the value is the same.
 */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(unsafe, escapeCharacter).replaceAll("##[", "\\u0023#[");
  return `${text}\n`;
}

/** JSON itself escapes the C0 control characters. */
const unsafe = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeCharacter(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}
