/** A command as it can be pasted into the platform's usual shell. */
export function formatCommand(words: readonly string[], platform: NodeJS.Platform): string {
  return ["vzupload", ...words]
    .map((word) => (platform === "win32" ? quoteWindows(word) : quotePosix(word)))
    .join(" ");
}

function quotePosix(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function quoteWindows(word: string): string {
  return /^[\w@+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}
