import { type SettingName, settingOf, settings } from "../config/settings.ts";

/**
 * The words of a command line that would push another file in the same way. --columns is left out where that file has a header.
 * The file comes first: behind a flag that takes several values it would be one of them.
 */
export function wordsForFile(
  words: readonly string[],
  file: string,
  { hasHeader = true } = {},
): readonly string[] {
  const [command = "", ...rest] = words;
  const kept = [command, file];
  for (let at = 0; at < rest.length; ) {
    const count = flagLength(rest.slice(at));
    if (count > 0 && !(hasHeader && isColumns(rest[at]))) kept.push(...rest.slice(at, at + count));
    at += Math.max(count, 1);
  }
  return kept;
}

/** The words with other files for the reports: results.csv becomes results-again.csv. */
export function withFreshReports(words: readonly string[]): readonly string[] {
  return words.map((word, at) => {
    const [, flag, path] =
      /^(--(?:results|failed|junit|problems|rejected|code-quality)=)(.+)$/.exec(word) ?? [];
    if (flag !== undefined && path !== undefined) return `${flag}${freshName(path)}`;
    return reportFlags.has(words[at - 1] ?? "") ? freshName(word) : word;
  });
}

const reportFlags: ReadonlySet<string> = new Set([
  "--results",
  "--failed",
  "--junit",
  "--problems",
  "--rejected",
  "--code-quality",
]);

function freshName(path: string): string {
  return path.replace(/(\.[^./\\]*)?$/, "-again$1");
}

/** How many words the flag at the beginning takes, with its values; 0: an operand stands there. */
function flagLength(words: readonly string[]): number {
  const [word = ""] = words;
  if (!isFlag(word)) return 0;
  const value = valueNotation.get(word);
  if (value === undefined) return 1;
  if (!value.endsWith("...>")) return 2;
  const next = words.findIndex((each, at) => at > 1 && each.startsWith("-"));
  return next < 0 ? words.length : next;
}

function isFlag(word: string): boolean {
  return word.startsWith("-") && word !== "-" && word !== "--";
}

function isColumns(word = ""): boolean {
  return /^--columns(=|$)/.test(word);
}

/** What is said of the value of a flag that has one in the next word: "<n>", "<path...>". */
const valueNotation: ReadonlyMap<string, string> = new Map(
  (Object.keys(settings) as readonly SettingName[]) // as: the table's own keys
    .map((name) => settingOf(name).flag?.split(" ") ?? [])
    .flatMap(([flag = "", value]) => (value === undefined ? [] : [[flag, value] as const])),
);
