import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { Context } from "../../src/context.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A home and a working directory of their own, and a context that lives in them. */
export interface World {
  readonly context: Context;
  readonly userFile: string;
  readonly projectFile: string;
}

/** `user` and `project`: the files' texts; left out, there is no such file. */
export function createWorld(
  given: { readonly env?: Context["env"]; readonly user?: string; readonly project?: string } = {},
): World {
  const directory = temporaryDirectory();
  const userFile = join(directory, "home", "vzupload", "config.json");
  const projectFile = join(directory, "project", "vzupload.config.json");
  for (const [path, text] of [
    [userFile, given.user],
    [projectFile, given.project],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true });
    if (text !== undefined) writeFileSync(path, text);
  }
  const silent = { write: () => true };
  const context: Context = {
    stdin: Readable.from([]),
    stdout: silent,
    stderr: silent,
    env: { XDG_CONFIG_HOME: join(directory, "home"), ...given.env },
    cwd: dirname(projectFile),
    platform: "linux",
    pid: process.pid,
    sleep: async () => {},
    interrupt: new AbortController().signal,
  };
  return { context, userFile, projectFile };
}
