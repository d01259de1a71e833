import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { SettingLayer } from "./config-entries.ts";
import { configFiles, type ReadConfigFile, readConfigFile } from "./config-files.ts";
import type { GivenFlags } from "./given-flags.ts";
import { chooseProfile, profileErrors } from "./profiles.ts";
import { parseSettingValue, type SettingValue, type SettingValues } from "./setting-values.ts";
import {
  environmentName,
  flagName,
  isSettingName,
  type SettingName,
  settingOf,
  settings,
} from "./settings.ts";
import type { ProfileInUse, SettingSource, SourcedSetting, SourcedValue } from "./sourced-settings.ts";

/** The configuration with its sources. What is wrong with it is data: who only shows it shows the rest all the same. */
export interface SettingsSurvey {
  /** Those that are set, in the order of the table. */
  readonly settings: readonly SourcedSetting[];
  /** The files that were looked for, strongest first. */
  readonly files: readonly ReadConfigFile[];
  /** Undefined: none is. */
  readonly profile: ProfileInUse | undefined;
  /** VzuploadErrors "usage"; empty: all is well. */
  readonly errors: readonly VzuploadError[];
}

interface SourcedLayer {
  readonly source: (name: SettingName) => SettingSource;
  readonly layer: SettingLayer;
}

/**
 * The named settings: flag, else environment, else the profile of the project's file, else that file, else the profile of the
 * user's file, else that file. Other commands' settings are left out, but a file's are checked all the same.
 */
export function surveySettings(
  names: readonly SettingName[],
  flags: GivenFlags,
  context: Context,
): SettingsSurvey {
  const files = configFiles(flags, context).map(readConfigFile);
  const environment = readAll([...new Set([...names, "profile" as const])], (name) =>
    fromEnvironment(name, context),
  );
  const given = readAll(Object.keys(flags).filter(isSettingName), (name) =>
    parseSettingValue(name, flags[name], flagName(name)),
  );
  const said: readonly SourcedLayer[] = [
    { source: (name) => ({ kind: "flag", name: flagName(name) }), layer: given.layer },
    { source: (name) => ({ kind: "environment", name: environmentName(name) }), layer: environment.layer },
  ];
  const unprofiled = [...said, ...files.flatMap((file) => layersOfFile(file, undefined))];
  const chosen = chooseProfile(valuesAt("profile", unprofiled)[0], files);
  const layers = [...said, ...files.flatMap((file) => layersOfFile(file, chosen.profile?.name))];
  const surveyed = (Object.keys(settings) as readonly SettingName[]) // as: the table's own keys
    .filter((name) => names.includes(name))
    .flatMap((name) => sourcedSetting(name, layers));
  return {
    settings: surveyed,
    files,
    profile: chosen.profile,
    errors: [
      // The user's file first, as long as there is something wrong with it.
      ...files.toReversed().flatMap(({ errors }) => errors),
      ...environment.errors,
      ...given.errors,
      ...chosen.errors,
      ...profileErrors(surveyed, chosen.profile),
    ],
  };
}

/** What holds, by name. */
export function valuesOf(survey: SettingsSurvey): SettingValues {
  return Object.fromEntries(survey.settings.map(({ name, value }) => [name, value])) as SettingValues; // as: parseSettingValue gives each name its kind's type
}

function layersOfFile(file: ReadConfigFile, profile: string | undefined): readonly SourcedLayer[] {
  const { path, trust, entries } = file;
  const source: SettingSource = { kind: "file", path, trust };
  const own: SourcedLayer = { source: () => source, layer: entries };
  const layer = profile === undefined ? undefined : file.profiles.get(profile);
  if (profile === undefined || layer === undefined) return [own];
  return [{ source: () => ({ ...source, profile }), layer }, own];
}

function sourcedSetting(name: SettingName, layers: readonly SourcedLayer[]): readonly SourcedSetting[] {
  const [first, ...hides] = valuesAt(name, layers);
  return first === undefined ? [] : [{ name, ...first, hides }];
}

/** Strongest first, as the layers are. */
function valuesAt(name: SettingName, layers: readonly SourcedLayer[]): readonly SourcedValue[] {
  return layers.flatMap(({ layer, source }) => {
    const value = layer.get(name);
    return value === undefined ? [] : [{ value, source: source(name) }];
  });
}

interface ReadLayer {
  readonly layer: SettingLayer;
  readonly errors: readonly VzuploadError[];
}

function readAll(
  names: readonly SettingName[],
  read: (name: SettingName) => SettingValue | undefined,
): ReadLayer {
  const layer = new Map<SettingName, SettingValue>();
  const errors: VzuploadError[] = [];
  for (const name of names) {
    try {
      const value = read(name);
      if (value !== undefined) layer.set(name, value);
    } catch (error) {
      if (!(error instanceof VzuploadError)) throw error;
      errors.push(error);
    }
  }
  return { layer, errors };
}

function fromEnvironment(name: SettingName, { env }: Context): SettingValue | undefined {
  const variable = environmentName(name);
  const text = env[variable];
  if (settingOf(name).flagOnly || text === undefined) return undefined;
  if (text !== "") return parseSettingValue(name, text, variable);
  if (mustNotBeEmpty.has(name)) throw emptyVariable(variable);
  return undefined;
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
