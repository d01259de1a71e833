import { commonSettings } from "./common-settings.ts";
import { jobSettings } from "./job-settings.ts";
import { pushSettings } from "./push-settings.ts";
import type { Setting } from "./setting.ts";
import { watchSettings } from "./watch-settings.ts";

/** Every setting, once, in the order of the help. */
export const settings = {
  ...pushSettings,
  ...watchSettings,
  ...jobSettings,
  ...commonSettings,
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The environment variable of a setting: `servicePlan` is `VZUPLOAD_SERVICE_PLAN`. */
export function environmentName(name: string): string {
  return `VZUPLOAD_${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** The table as plain settings, for code that treats all alike. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

/** Whether a text names a setting. */
export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(settings, text);
}
