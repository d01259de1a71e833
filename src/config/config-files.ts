import { readFileSync } from "node:fs";
import { errorCode, VzuploadError } from "../errors.ts";
import { parseSettingValue, type SettingValue } from "./setting-values.ts";
import { isSettingName, type SettingName, settingOf, settings } from "./settings.ts";

export interface ConfigFile {
  readonly path: string;
  /** `project`: may come with a checkout, so it is not trusted with the endpoint, nor with secrets. */
  readonly trust: "project" | "user";
  /** A file that was asked for must exist. */
  readonly required: boolean;
}

/** The settings of a configuration file, checked. A missing file has none, unless it is required. */
export function readConfigFile(file: ConfigFile): ReadonlyMap<SettingName, SettingValue> {
  const text = readText(file);
  if (text === undefined) return new Map();
  return new Map(Object.entries(parseObject(file.path, text)).map(([key, raw]) => readEntry(file, key, raw)));
}

function readText({ path, required }: ConfigFile): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
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
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch (cause) {
    throw new VzuploadError("usage", `The configuration ${path} is not valid JSON${lineOf(cause, text)}.`, {
      hint: "Correct the file, or move it away.",
    });
  }
  throw new VzuploadError("usage", `The configuration ${path} is not a JSON object.`, {
    hint: 'Write it as {"email": "me@mycompany.com"}.',
  });
}

/** Not the parser's own words: they quote the file, and with it whatever secret stands there. */
function lineOf(cause: unknown, text: string): string {
  const position = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
  return position === undefined ? "" : `, see line ${text.slice(0, Number(position)).split("\n").length}`;
}

function readEntry(
  { path, trust }: ConfigFile,
  key: string,
  raw: unknown,
): readonly [SettingName, SettingValue] {
  if (!isSettingName(key) || settingOf(key).flagOnly || key === "config") throw unknownKey(path, key);
  const { secret, trusted } = settingOf(key);
  if (secret) {
    throw new VzuploadError("usage", `The configuration ${path} must not hold the secret "${key}".`, {
      hint: "Remove it from the file; use the environment, passwordFile or passwordCommand.",
    });
  }
  if (trusted && trust === "project") {
    throw new VzuploadError("usage", `The project configuration ${path} must not set "${key}".`, {
      hint: "It comes with a checkout, and this setting is for whoever runs the program: set it by flag, environment or in your user configuration.",
    });
  }
  return [key, parseSettingValue(key, raw, `${path}, "${key}"`)];
}

function unknownKey(path: string, key: string): VzuploadError {
  const known = Object.keys(settings).filter((name) => isSettingName(name) && !settingOf(name).flagOnly);
  return new VzuploadError(
    "usage",
    `The configuration ${path} sets ${JSON.stringify(key)}, which is no setting.`,
    {
      hint: `Settings are ${known.filter((name) => name !== "config").join(", ")}.`,
    },
  );
}
