import type { ConfigFile } from "./config-files.ts";
import type { SettingValue } from "./setting-values.ts";
import type { SettingName } from "./settings.ts";

/** Where a value stands. `name`: "--sku" or "VZUPLOAD_SKU". */
export type SettingSource =
  | { readonly kind: "flag" | "environment"; readonly name: string }
  | (Pick<ConfigFile, "path" | "trust"> & {
      readonly kind: "file";
      /** Undefined: it stands outside of profiles. */
      readonly profile?: string;
    });

export interface SourcedValue {
  readonly value: SettingValue;
  readonly source: SettingSource;
}

/**
 * A setting that is set: what holds, and what that hides, strongest first. Secrets are in it as they are: who shows them masks them
 * (`isHidden`).
 */
export interface SourcedSetting extends SourcedValue {
  readonly name: SettingName;
  readonly hides: readonly SourcedValue[];
}

/** The profile that holds, and who says so. */
export interface ProfileInUse {
  readonly name: string;
  readonly source: SettingSource;
}

/** "--sku", "VZUPLOAD_SKU", "/project/vzupload.config.json", "profile lab of /home/me/.config/vzupload/config.json". */
export function sourceText(source: SettingSource): string {
  if (source.kind !== "file") return source.name;
  return source.profile === undefined ? source.path : `profile ${source.profile} of ${source.path}`;
}
