import { commandGroups, commands } from "./commands.ts";
import { createProgram } from "./program.ts";

/**
 * What can be answered without running anything, by the words that ask for it, joined by blanks ("push --help"). The build
 * keeps it beside the program, so that an answer loads no command-line parser. At the width of 80 columns everywhere.
 */
export async function renderHelpPages(version: string): Promise<Readonly<Record<string, string>>> {
  const asking = ["--version", "-V", "--help", "-h"].map((flag) => [flag]);
  for (const name of [...Object.keys(commandGroups), ...Object.keys(commands)]) {
    const words = name.split(" ");
    asking.push([...words, "--help"], [...words, "-h"]);
    const last = words.pop() ?? "";
    asking.push([...words, "help", last]);
  }
  const pages: Record<string, string> = {};
  for (const words of asking) pages[words.join(" ")] = await answer(words, version);
  return pages;
}

async function answer(words: readonly string[], version: string): Promise<string> {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const program = createProgram({ version, writeOut: write, writeErr: write, onCommand: async () => {} });
  // commander ends every answer by throwing, since it must not end the process.
  await program.parseAsync(words, { from: "user" }).catch(() => {});
  return text;
}
