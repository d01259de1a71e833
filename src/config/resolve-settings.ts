import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { readConfigFile } from "./config-files.ts";
import { userConfigFile } from "./directories.ts";
import { parseSettingValue, type SettingValue, type SettingValues } from "./setting-values.ts";
import { environmentName, type SettingName, settingOf } from "./settings.ts";

/** Flags as given, by setting; only those that were. */
export type GivenFlags = Readonly<Partial<Record<SettingName, string | boolean | readonly string[]>>>;

/**
 * The values of the named settings: flag, else environment, else project file, else user file. Settings of other
 * commands are left out, but a file's are checked all the same. Errors: VzuploadError "usage".
 */
export function resolveSettings(
  names: readonly SettingName[],
  flags: GivenFlags,
  context: Context,
): SettingValues {
  const layers = [...fileLayers(flags, context), environmentLayer(names, context), flagLayer(flags)];
  const values = new Map(layers.flatMap((layer) => [...layer]).filter(([name]) => names.includes(name)));
  return Object.fromEntries(values) as SettingValues; // as: parseSettingValue gives each name its kind's type
}

type Layer = ReadonlyMap<SettingName, SettingValue>;

/** Weakest first. */
function fileLayers(flags: GivenFlags, context: Context): readonly Layer[] {
  const asked = flags.config ?? context.env["VZUPLOAD_CONFIG"];
  const project = typeof asked === "string" && asked !== "" ? asked : undefined;
  return [
    readConfigFile({ path: userConfigFile(context), trust: "user", required: false }),
    readConfigFile({
      path: resolve(context.cwd, project ?? "vzupload.config.json"),
      trust: "project",
      required: project !== undefined,
    }),
  ];
}

function environmentLayer(names: readonly SettingName[], { env }: Context): Layer {
  const layer = new Map<SettingName, SettingValue>();
  for (const name of names) {
    const variable = environmentName(name);
    const text = env[variable];
    if (settingOf(name).flagOnly || text === undefined) continue;
    if (text === "") {
      if (mustNotBeEmpty.has(name)) throw emptyVariable(variable);
      continue;
    }
    layer.set(name, parseSettingValue(name, text, variable));
  }
  return layer;
}

/**
 * CI systems define variables without a value for settings that are not set, so that empty means unset. But not here:
 * the default would be the production platform, and a state directory that knows of no earlier push.
 */
const mustNotBeEmpty: ReadonlySet<SettingName> = new Set(["endpoint", "stateDir"]);

function emptyVariable(variable: string): VzuploadError {
  return new VzuploadError("usage", `${variable} is set, but empty.`, {
    hint: "Give it its value, or unset it to mean the default.",
  });
}

function flagLayer(flags: GivenFlags): Layer {
  return new Map(
    Object.entries(flags).map(([name, raw]) => {
      const setting = name as SettingName; // as: the flags were made from the settings
      return [setting, parseSettingValue(setting, raw, flagName(setting))];
    }),
  );
}

function flagName(name: SettingName): string {
  return settingOf(name).flag?.split(" ")[0] ?? name;
}
