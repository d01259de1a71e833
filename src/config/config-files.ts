import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { errorCode, VzuploadError } from "../errors.ts";
import { type ConfigEntries, readConfigObject } from "./config-entries.ts";
import { userConfigFile } from "./directories.ts";
import type { GivenFlags } from "./given-flags.ts";
import { parseJsonWithComments } from "./jsonc.ts";
import { type BoundedText, readBounded } from "./read-bounded.ts";

export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** `project`: may come with a checkout, so it is not trusted with the endpoint, nor with secrets. */
  readonly trust: "project" | "user";
  /** A file that was asked for must exist. */
  readonly required: boolean;
}

/** What a configuration file says; of one that is broken, what can be made of it. */
export interface ReadConfigFile extends ConfigFile, ConfigEntries {
  readonly exists: boolean;
}

/** The files that are looked for, strongest first. */
export function configFiles(flags: GivenFlags, context: Context): readonly ConfigFile[] {
  const asked = flags.config ?? context.env["VZUPLOAD_CONFIG"];
  const project = typeof asked === "string" && asked !== "" ? asked : undefined;
  return [
    {
      path: resolve(context.cwd, project ?? projectFileName),
      trust: "project",
      required: project !== undefined,
    },
    { path: userConfigFile(context), trust: "user", required: false },
  ];
}

const projectFileName = "vzupload.config.json";

/** Reads a file and checks all of it, the profiles that are not in use, too. A missing file has nothing, unless it is required. */
export function readConfigFile(file: ConfigFile): ReadConfigFile {
  const nothing = { ...file, entries: new Map(), profiles: new Map() };
  try {
    const text = readText(file);
    if (text === undefined) return { ...nothing, exists: false, errors: [] };
    return { ...file, exists: true, ...readConfigObject(file, parseObject(file.path, text)) };
  } catch (error) {
    if (!(error instanceof VzuploadError)) throw error;
    return { ...nothing, exists: errorCode(error.cause) !== "ENOENT", errors: [error] };
  }
}

function readText({ path, required }: ConfigFile): string | undefined {
  const read = readIfThere(path, required);
  if (read?.kind === "unsuitable") {
    throw new VzuploadError("usage", `Cannot read the configuration ${path}: ${read.why}.`, {
      hint: "Correct the path (--config, VZUPLOAD_CONFIG), or put a configuration there.",
    });
  }
  return read?.text.replace(/^\uFEFF/, "");
}

function readIfThere(path: string, required: boolean): BoundedText | undefined {
  try {
    return readBounded(path);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT" && !required) return undefined;
    const why = errorCode(cause) === "ENOENT" ? "no such file" : (errorCode(cause) ?? "unreadable");
    throw new VzuploadError("usage", `Cannot read the configuration ${path}: ${why}.`, {
      hint: "Correct the path (--config, VZUPLOAD_CONFIG), or make the file readable.",
      cause,
    });
  }
}

function parseObject(path: string, text: string): object {
  const parsed = parseJsonWithComments(text);
  if (parsed.kind === "broken") {
    throw new VzuploadError(
      "usage",
      `The configuration ${path} is not valid JSON, see line ${parsed.line}: ${parsed.why}.`,
      { hint: "Correct the file, or move it away. Comments (// ...) and a comma at the end are allowed." },
    );
  }
  const { value } = parsed;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new VzuploadError("usage", `The configuration ${path} is not a JSON object.`, {
    hint: 'Write it as {"email": "me@mycompany.com"}.',
  });
}
