/** A line for people. `level` says how it is coloured, and what --quiet leaves out. */
export interface TextLine {
  readonly level: "info" | "detail" | "good" | "warning" | "error";
  readonly text: string;
}

/** "1,234". Not toLocaleString: its first call loads the locales, 20 ms. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 device", "1,234 devices". */
export function formatDevices(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "device" : "devices"}`;
}

/** Text from outside fit for a terminal: control and format characters (also bidi ones) as \u escapes. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
