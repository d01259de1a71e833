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

/** Where what is set is not of the profile's account: VzuploadErrors "usage". */
export function profileErrors(
  settings: readonly SourcedSetting[],
  profile: ProfileInUse | undefined,
): readonly VzuploadError[] {
  if (profile === undefined) return [];
  return [
    ...(isNamed(profile) ? [...hiddenErrors(settings), ...otherToken(settings)] : []),
    ...otherPassword(settings, profile),
  ];
}

/** Else it is the user's default. */
function isNamed({ source }: ProfileInUse): boolean {
  return source.kind !== "file";
}

/**
 * Somebody who names a profile means its account. What else the environment or a stronger file says of it would send devices to another
 * one without a word; only a flag, typed for this very command, goes before it. A profile that is the default hides nothing by being named.
 */
function hiddenErrors(settings: readonly SourcedSetting[]): readonly VzuploadError[] {
  return settings.flatMap(({ name, value, source, hides }) => {
    if (!accountSettings.includes(name) || source.kind === "flag") return [];
    const meant = hides.find((other) => isOfProfile(other.source) && !isDeepStrictEqual(other.value, value));
    return meant === undefined ? [] : [hiddenError(name, source, meant.source)];
  });
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

/** A session of the environment is somebody's, and the profile says who is to log in, or where. */
function otherToken(settings: readonly SourcedSetting[]): readonly VzuploadError[] {
  const token = settings.find(({ name }) => name === "token");
  const own = ofProfile(settings, ["username", "passwordFile", "passwordCommand", "endpoint"]);
  return token === undefined || own === undefined ? [] : [goesBefore(token, own)];
}

/** Where a password may come from, the one that is taken first. */
const passwordSettings: readonly SettingName[] = [
  "password",
  "passwordStdin",
  "passwordFile",
  "passwordCommand",
];

/**
 * A password that does not stand in the profile may be another account's: it must not go to the profile's endpoint, nor count as a failed
 * log-in of the profile's user. Also where the profile is the user's default: that must not be remembered at each command.
 */
function otherPassword(settings: readonly SourcedSetting[], profile: ProfileInUse): readonly VzuploadError[] {
  const used = passwordSettings.flatMap(
    (password) => settings.find(({ name }) => name === password) ?? [],
  )[0];
  if (used === undefined || isOfProfile(used.source)) return [];
  const own = ofProfile(settings, ["passwordFile", "passwordCommand"]);
  if (isNamed(profile) && used.name === "password" && own !== undefined) return [goesBefore(used, own)];
  const whose = ofProfile(settings, ["username", "endpoint"]);
  if (whose === undefined || isSaidBeside(used.source, settings, profile)) return [];
  const text = `${passwordText(used)} would go with ${whose.name} of ${sourceText(whose.source)}`;
  const hint =
    own === undefined ? whoseHints[used.source.kind] : `Take it away there: the profile has its ${own.name}.`;
  return [new VzuploadError("usage", `${text}: it may be another account's.`, { hint })];
}

/** Whose password it is, said where it is set: by the user name, or by flags of one command that name password and profile. */
function isSaidBeside(
  { kind }: SettingSource,
  settings: readonly SourcedSetting[],
  profile: ProfileInUse,
): boolean {
  const username = settings.find(({ name }) => name === "username");
  if (kind === "flag" && profile.source.kind === "flag") return true;
  return kind !== "file" && username?.source.kind === kind;
}

const whoseHints = {
  flag: "Say whose it is: --username or --profile beside it.",
  environment: `Put passwordFile or passwordCommand into the profile, or say whose it is: ${environmentName("username")} beside it.`,
  file: "Put passwordFile or passwordCommand into the profile.",
} as const satisfies Record<SettingSource["kind"], string>;

function passwordText({ name, source }: SourcedSetting): string {
  return source.kind === "file" ? `${name} of ${sourceText(source)}` : source.name;
}

function ofProfile(
  settings: readonly SourcedSetting[],
  names: readonly SettingName[],
): SourcedSetting | undefined {
  return settings.find(({ name, source }) => names.includes(name) && isOfProfile(source));
}

function goesBefore(secret: SourcedSetting, own: SourcedSetting): VzuploadError {
  const variable = environmentName(secret.name);
  const text = `${variable} is set, and goes before ${own.name} of ${sourceText(own.source)}`;
  return new VzuploadError("usage", `${text}: it may be another account's.`, {
    hint: `Unset ${variable}, or take ${own.name} out of the profile.`,
  });
}
