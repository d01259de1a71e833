import { existsSync, realpathSync } from "node:fs";
import { join, parse, sep } from "node:path";
import { VzuploadError } from "../errors.ts";
import { checkReportFile } from "./report-file.ts";

/** Absolute paths by the flag that asks for them; undefined: not asked for. */
type AskedFiles = Readonly<Record<string, string | undefined>>;

/** What reports must not be written over. Absolute paths. */
export interface Protected {
  readonly inputs: readonly string[];
  readonly stateDirectory: string;
}

/**
 * Before anything is waited for. Errors: VzuploadError "usage" for a path that cannot be written to, that two reports have, or
 * that is an input or the state's.
 */
export function checkReportFiles(files: AskedFiles, { inputs, stateDirectory }: Protected): void {
  const asked = Object.entries(files).flatMap(([kind, path]) =>
    path === undefined ? [] : [[kind, path] as const],
  );
  for (const [kind, path] of asked) {
    checkReportFile(kind, path);
    const place = realPath(path);
    const other = asked.find(([each, same]) => each !== kind && isSameFile(each, same, place))?.[0];
    if (other !== undefined)
      throw refusedPath(
        `--${kind} and --${other} name the same file, ${path}.`,
        "Give each report a file of its own.",
      );
    if (inputs.some((input) => realPath(input) === place))
      throw refusedPath(
        `--${kind}: ${path} is the input.`,
        "Name another file: what is read must not be written over.",
      );
    if (place.startsWith(`${realPath(stateDirectory)}${sep}`))
      throw refusedPath(`--${kind}: ${path} is in the state directory.`, "Name a file outside of it.");
  }
}

/** Rows as they came in may need several files, which are named by the first. */
function isSameFile(kind: string, path: string, place: string): boolean {
  const own = realPath(path);
  if (!numbered.has(kind) || own === place) return own === place;
  const { dir, name, ext } = parse(own);
  const other = parse(place);
  return (
    other.dir === dir &&
    other.ext === ext &&
    /^-\d+$/.test(other.name.slice(name.length)) &&
    other.name.startsWith(name)
  );
}

const numbered: ReadonlySet<string> = new Set(["failed", "rejected"]);

/** Of a file that may not be there yet. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const { dir, base } = parse(path);
  return dir === path ? path : join(realPath(dir), base);
}

function refusedPath(message: string, hint: string): VzuploadError {
  return new VzuploadError("usage", message, { hint });
}
