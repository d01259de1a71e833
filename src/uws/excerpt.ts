const maxLength = 200;

/** The first 200 characters of an answer for people: control and other invisible characters are shown as \xNN or \u{NNNN}. */
export function excerptOf(body: Buffer): string {
  // Four bytes are the longest character: no need to decode 4 MiB for 200 of them.
  const text = new TextDecoder().decode(body.subarray(0, maxLength * 4));
  return showInvisible([...text].slice(0, maxLength).join(""));
}

/** Makes a text safe for a terminal and visible in full. */
export function showInvisible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
  });
}
