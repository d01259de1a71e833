import { statSync } from "node:fs";

/** Whether a path leads to a file that can be read twice. */
export function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
