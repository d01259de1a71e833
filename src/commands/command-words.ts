import { type SettingName, settingOf, settings } from "../config/settings.ts";

/**
 * The words of a command line that would push other files in the same way: without the operands, and without --columns,
 * since what is put in their place has a header.
 */
export function wordsWithoutOperands(words: readonly string[]): readonly string[] {
  const [command = "", ...rest] = words;
  const kept = [command];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? "";
    const value = valueFlags.has(word) ? rest[++at] : undefined;
    if (!isFlag(word) || /^--columns(=|$)/.test(word)) continue;
    kept.push(word, ...(value === undefined ? [] : [value]));
  }
  return kept;
}

function isFlag(word: string): boolean {
  return word.startsWith("-") && word !== "-" && word !== "--";
}

/** The flags whose value is the next word. */
const valueFlags: ReadonlySet<string> = new Set(
  (Object.keys(settings) as readonly SettingName[]) // as: the table's own keys
    .map((name) => settingOf(name).flag?.split(" ") ?? [])
    .flatMap(([flag = "", value]) => (value === undefined ? [] : [flag])),
);
