import { isDeepStrictEqual } from "node:util";
import { VzuploadError } from "../errors.ts";
import type { ReadConfigFile } from "./config-files.ts";
import { environmentName, type SettingName } from "./settings.ts";
import {
  type ProfileInUse,
  type SettingSource,
  type SourcedSetting,
  type SourcedValue,
  sourceText,
} from "./sourced-settings.ts";

export interface ChosenProfile {
  readonly profile: ProfileInUse | undefined;
  readonly errors: readonly VzuploadError[];
}

/** The profile that is named (`--profile`, the environment, or the user's file). It must be in one of the files. */
export function chooseProfile(
  named: SourcedValue | undefined,
  files: readonly ReadConfigFile[],
): ChosenProfile {
  if (named === undefined) return { profile: undefined, errors: [] };
  const profile = { name: String(named.value), source: named.source };
  if (files.some(({ profiles }) => profiles.has(profile.name))) return { profile, errors: [] };
  return { profile: undefined, errors: [unknownProfile(profile, files)] };
}

function unknownProfile({ name, source }: ProfileInUse, files: readonly ReadConfigFile[]): VzuploadError {
  const known = [...new Set(files.flatMap(({ profiles }) => [...profiles.keys()]))].sort();
  const by = source.kind === "file" ? `${source.path}, "profile"` : source.name;
  return new VzuploadError("usage", `${by}: there is no profile ${JSON.stringify(name)}.`, {
    hint:
      known.length > 0
        ? `Profiles are ${known.join(", ")}.`
        : `No configuration has any (looked for ${files.map(({ path }) => path).join(" and ")}); profiles are members of its "profiles".`,
  });
}

/** What says to whom a request goes. */
const accountSettings: readonly SettingName[] = ["endpoint", "username", "account"];

/**
 * Somebody who names a profile means its account. What else the environment or a stronger file says of it would send devices to another
 * one without a word; only a flag, typed for this very command, goes before it. A profile that is the default hides nothing by being named.
 */
export function hiddenProfileErrors(
  settings: readonly SourcedSetting[],
  profile: ProfileInUse | undefined,
): readonly VzuploadError[] {
  if (profile === undefined || profile.source.kind === "file") return [];
  const hidden = settings.flatMap(({ name, value, source, hides }) => {
    if (!accountSettings.includes(name) || source.kind === "flag") return [];
    const meant = hides.find((other) => isOfProfile(other.source) && !isDeepStrictEqual(other.value, value));
    return meant === undefined ? [] : [hiddenError(name, source, meant.source)];
  });
  return [...hidden, ...otherCredentials(settings)];
}

function isOfProfile(source: SettingSource): boolean {
  return source.kind === "file" && source.profile !== undefined;
}

function hiddenError(name: SettingName, by: SettingSource, meant: SettingSource): VzuploadError {
  return new VzuploadError(
    "usage",
    `${sourceText(by)} sets another ${name} than ${sourceText(meant)}, and goes before it.`,
    { hint: `Take one of them away, or say by flag which ${name} is meant.` },
  );
}

/** A session or password of the environment is somebody's, and the profile says who is to log in. */
function otherCredentials(settings: readonly SourcedSetting[]): readonly VzuploadError[] {
  const ofProfile = (names: readonly SettingName[]) =>
    settings.find(({ name, source }) => names.includes(name) && isOfProfile(source));
  const pairs = [
    ["token", ofProfile(["username", "passwordFile", "passwordCommand"])],
    ["password", ofProfile(["passwordFile", "passwordCommand"])],
  ] as const;
  return pairs.flatMap(([secret, profiled]) => {
    const isSet = settings.some(({ name, source }) => name === secret && source.kind === "environment");
    if (!isSet || profiled === undefined) return [];
    const text = `${environmentName(secret)} is set, and goes before ${profiled.name} of ${sourceText(profiled.source)}`;
    return [
      new VzuploadError("usage", `${text}: it may be another account's.`, {
        hint: `Unset ${environmentName(secret)}, or take ${profiled.name} out of the profile.`,
      }),
    ];
  });
}
