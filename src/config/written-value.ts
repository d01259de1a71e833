import type { SettingValue } from "./setting-values.ts";
import { isHidden, type SettingName, settingOf } from "./settings.ts";

/** A value as a configuration file has it. */
export type WrittenValue = string | number | boolean | readonly string[];

/**
 * A value in the form in which a configuration file takes it: durations with their unit. Undefined: it is, or may hold, a secret; a URL's
 * user name and password are `***`.
 */
export function writtenValue(name: SettingName, value: SettingValue): WrittenValue | undefined {
  const setting = settingOf(name);
  if (isHidden(setting)) return undefined;
  switch (setting.kind) {
    case "duration":
    case "durations":
      return Array.isArray(value) ? value.map(durationText) : durationText(Number(value));
    case "age":
      return `${Number(value) / 86_400_000}d`;
    case "list":
      return (value as readonly string[]).map(withoutCredentials); // as: what the kind's parser gives
    default:
      return typeof value === "string" ? withoutCredentials(value) : (value as number | boolean); // as: no other kind has lists
  }
}

function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, "$1***@");
}

const units = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** "2h", "90s", "1.5s", "250ms". */
function durationText(ms: number): string {
  const [unit, size] = units.find(([, each]) => ms % each === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}
