import { VzuploadError } from "../errors.ts";
import { parseSettingValue, type SettingValue } from "./setting-values.ts";
import { isOfFiles, isSettingName, type SettingName, settingOf, settings } from "./settings.ts";

export type SettingLayer = ReadonlyMap<SettingName, SettingValue>;

/** What a configuration file says, and what is wrong with it, in the order of the file. */
export interface ConfigEntries {
  /** Whatever the profile. */
  readonly entries: SettingLayer;
  /** What each profile says instead. */
  readonly profiles: ReadonlyMap<string, SettingLayer>;
  readonly errors: readonly VzuploadError[];
}

/** Where the object comes from. */
interface Origin {
  readonly path: string;
  readonly trust: "project" | "user";
}

/** The keys of a file that are no settings. */
export const profilesKey = "profiles";
export const schemaKey = "$schema";

export function readConfigObject(origin: Origin, object: object): ConfigEntries {
  const { [profilesKey]: named, [schemaKey]: schema, ...own } = object as Readonly<Record<string, unknown>>; // as: parsed JSON
  const errors: VzuploadError[] = [];
  if (schema !== undefined && typeof schema !== "string") errors.push(noSchema(origin));
  const entries = readLayer(origin, own, undefined, errors);
  const profiles = new Map<string, SettingLayer>();
  for (const [name, value] of profilesOf(origin, named, errors))
    profiles.set(name, readLayer(origin, value, name, errors));
  return { entries, profiles, errors };
}

function readLayer(
  origin: Origin,
  object: object,
  profile: string | undefined,
  errors: VzuploadError[],
): SettingLayer {
  const layer = new Map<SettingName, SettingValue>();
  for (const [key, raw] of Object.entries(object)) {
    try {
      const name = checkedName(origin, key, profile);
      layer.set(name, parseSettingValue(name, raw, `${origin.path}, ${placeOf(key, profile)}`));
    } catch (error) {
      if (!(error instanceof VzuploadError)) throw error;
      errors.push(error);
    }
  }
  return layer;
}

/** `"sku"`, or `"sku" of profile "lab"`. */
function placeOf(key: string, profile: string | undefined): string {
  return `${JSON.stringify(key)}${profile === undefined ? "" : ` of profile "${profile}"`}`;
}

function checkedName({ path, trust }: Origin, key: string, profile: string | undefined): SettingName {
  const place = placeOf(key, profile);
  if (!isSettingName(key)) throw unknownKey(path, place);
  const { secret, trusted } = settingOf(key);
  if (secret) {
    throw new VzuploadError("usage", `The configuration ${path} must not hold the secret ${place}.`, {
      hint: "Remove it from the file; use the environment, passwordFile or passwordCommand.",
    });
  }
  if (!isOfFiles(key)) throw unknownKey(path, place);
  if (trusted && trust === "project") {
    throw new VzuploadError("usage", `The project configuration ${path} must not set ${place}.`, {
      hint: "It comes with a checkout, and this setting is for whoever runs the program: set it by flag, environment or in your user configuration.",
    });
  }
  if (key === "profile" && profile !== undefined) {
    throw new VzuploadError("usage", `The configuration ${path} must not set ${place}.`, {
      hint: "A profile holds settings; which one is in use is said outside of profiles.",
    });
  }
  return key;
}

function unknownKey(path: string, place: string): VzuploadError {
  const known = Object.keys(settings).filter((name) => isSettingName(name) && isOfFiles(name));
  return new VzuploadError("usage", `The configuration ${path} sets ${place}, which is no setting.`, {
    hint: `Settings are ${known.join(", ")}.`,
  });
}

function noSchema({ path }: Origin): VzuploadError {
  return new VzuploadError("usage", `${path}, "${schemaKey}": it is not a text.`, {
    hint: "It is for editors only: where the schema is. Correct or remove it.",
  });
}

function profilesOf(
  { path }: Origin,
  named: unknown,
  errors: VzuploadError[],
): readonly (readonly [string, object])[] {
  if (named === undefined) return [];
  if (!isPlainObject(named)) {
    errors.push(
      new VzuploadError("usage", `${path}, "${profilesKey}": it is not an object of profiles.`, {
        hint: 'Write it as {"profiles": {"lab": {"account": "1223334444-00001"}}}.',
      }),
    );
    return [];
  }
  return Object.entries(named).flatMap(([name, value]) => {
    if (isProfileName(name) && isPlainObject(value)) return [[name, value] as const];
    errors.push(badProfile(path, name));
    return [];
  });
}

function badProfile(path: string, name: string): VzuploadError {
  const place = `${path}, "${profilesKey}", ${JSON.stringify(name)}`;
  return isProfileName(name)
    ? new VzuploadError("usage", `${place}: it is not an object of settings.`, {
        hint: 'Write it as {"account": "1223334444-00001"}.',
      })
    : new VzuploadError("usage", `${place}: this is no name of a profile.`, {
        hint: "A name has up to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit.",
      });
}

function isProfileName(name: string): boolean {
  return /^[A-Za-z\d][\w.-]{0,63}$/.test(name);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
