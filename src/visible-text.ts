/**
 * Text from outside made fit for a terminal and visible in full: control and format characters (also bidi ones), blanks
 * other than the plain space, and what is no character become their code points, as in \u{202e}. Safe to repeat.
 */
export function visibleText(text: string): string {
  return text.replace(
    invisible,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}}`,
  );
}

/** The same for a text of several lines: its line feeds stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visibleText).join("\n");
}

const invisible = /[\p{C}\p{Zl}\p{Zp}\u00A0\u2000-\u200A\u202F\u205F\u3000]/gu;
