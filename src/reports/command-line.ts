import { visibleText } from "../visible-text.ts";

/**
 * A command that can be pasted as one line into the platform's usual shell: bash or zsh; on Windows cmd, and PowerShell as far
 * as both read a word alike. They do not where it has a double quote, a $, a backtick or a %name%: such a word is for cmd, in
 * which nothing keeps a %name% that exists from being replaced.
 */
export function formatCommand(words: readonly string[], platform: NodeJS.Platform): string {
  const quote = platform === "win32" ? quoteWindows : quotePosix;
  return ["vzupload", ...words].map(quote).join(" ");
}

function quotePosix(word: string): string {
  // zsh takes =name for the path of a command.
  if (/^[\w@%+=:,./-]+$/.test(word) && !word.startsWith("=")) return word;
  if (visibleText(word) !== word) return `$'${[...word].map(escapePosix).join("")}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Bytes rather than \u: the bash of macOS does not know it. */
function escapePosix(character: string): string {
  if (character === "'" || character === "\\") return `\\${character}`;
  if (visibleText(character) === character) return character;
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}

/** A backslash counts as itself unless a quote follows. PowerShell makes two words of a,b and a variable of @name. */
function quoteWindows(word: string): string {
  if (/^[\w+=:./\\-][\w@+=:./\\-]*$/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1""').replace(/\\+$/, "$&$&")}"`;
}
