import type { SettingName } from "./settings.ts";

/** Flags as given, by setting; only those that were. */
export type GivenFlags = Readonly<Partial<Record<SettingName, string | boolean | readonly string[]>>>;
