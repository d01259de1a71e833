import { commonSettings } from "./common-settings.ts";
import { configSettings } from "./config-settings.ts";
import { jobSettings } from "./job-settings.ts";
import { pushSettings } from "./push-settings.ts";
import { registrationSettings } from "./registration-settings.ts";
import type { Setting } from "./setting.ts";
import { watchSettings } from "./watch-settings.ts";

/** Every setting, once, in the order of the help. */
export const settings = {
  ...pushSettings,
  ...watchSettings,
  ...registrationSettings,
  ...jobSettings,
  ...configSettings,
  ...commonSettings,
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The environment variable of a setting: `servicePlan` is `VZUPLOAD_SERVICE_PLAN`. */
export function environmentName(name: string): string {
  return `VZUPLOAD_${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** A setting as the command line says it: `servicePlan` is `--service-plan`. Without a flag: its name. */
export function flagName(name: SettingName): string {
  return settingOf(name).flag?.split(" ")[0] ?? name;
}

/** The table as plain settings, for code that treats all alike. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

/** Whether a setting's flag says that it is not so: `color` has `--no-color`; not so `noWait`, which says no itself. */
export function isNegated(name: SettingName): boolean {
  return !name.startsWith("no") && (settingOf(name).flag?.startsWith("--no-") ?? false);
}

/** What the help says of a setting, said of its key in a file. */
export function fileHelp(name: SettingName): string {
  const { help } = settingOf(name);
  return isNegated(name) ? `false: ${help}` : help;
}

/** Whether a text names a setting. */
export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(settings, text);
}

/** Whether a setting's value is never shown: it is a secret, or may hold one. */
export function isHidden({ secret, hidden }: Setting): boolean {
  return secret === true || hidden === true;
}

/** Whether a configuration file may have a setting as a key; `config` would name another file than the one it stands in. */
export function isOfFiles(name: SettingName): boolean {
  const { flagOnly, secret } = settingOf(name);
  return flagOnly !== true && secret !== true && name !== "config";
}
