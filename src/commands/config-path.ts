import { statSync } from "node:fs";
import { configFiles } from "../config/config-files.ts";
import type { Context } from "../context.ts";
import { jsonDocument } from "../reports/json-document.ts";
import type { Invocation } from "./invocation.ts";

/** `vzupload config path`: where the files are, or would be. */
export async function configPath({ values, flags }: Invocation, context: Context): Promise<number> {
  const files = configFiles(flags, context)
    .filter(({ trust }) => !values.user || trust === "user")
    .map(({ path, trust }) => ({ path, trust, exists: isThere(path) }));
  const document = { schema: "vzupload.config-path/1", files };
  const lines = files.map(({ path }) => `${path}\n`).join("");
  context.stdout.write(values.json ? jsonDocument(document) : lines);
  return 0;
}

/** What cannot be looked at is not said to be missing. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
