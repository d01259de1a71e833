import type { SettingValues } from "../config/setting-values.ts";
import { isHidden, isSettingName, type SettingName, settingOf, settings } from "../config/settings.ts";
import type { SettingSource, SourcedValue } from "../config/sourced-settings.ts";
import type { SettingsSurvey } from "../config/survey-settings.ts";
import { type WrittenValue, writtenValue } from "../config/written-value.ts";
import { exitCodes, type Outcome } from "../reports/exit-codes.ts";
import type { ReportedError } from "../reports/report-types.ts";
import { optional, reportedError } from "../reports/reported-error.ts";

/** What `config show` says: `--json` prints it as it is, the text says the same. */
export interface ConfigReport {
  readonly schema: "vzupload.config/1";
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** The one that is in use. */
  readonly profile?: { readonly name: string; readonly source: SettingSource };
  /** Strongest first. */
  readonly files: readonly ReportedConfigFile[];
  readonly settings: readonly ReportedSetting[];
  readonly errors: readonly ReportedError[];
}

export interface ReportedConfigFile {
  /** Absolute. */
  readonly path: string;
  /** `project`: it may not set what only whoever runs the program may say. */
  readonly trust: "project" | "user";
  readonly exists: boolean;
  /** Nothing is wrong with it. */
  readonly sound: boolean;
  /** The names of its profiles. */
  readonly profiles: readonly string[];
}

export interface ReportedSetting extends ReportedValue {
  readonly name: SettingName;
  /** What stands in weaker places, strongest first. */
  readonly hides: readonly ReportedValue[];
}

export interface ReportedValue {
  /** As a configuration file would have it; left out where it is, or may hold, a secret, and where nothing is set. */
  readonly value?: WrittenValue;
  /** There is a value, and it is not shown. */
  readonly hidden?: true;
  readonly source: SettingSource | { readonly kind: "default" | "unset" };
}

/** `defaults`: what holds where nothing is set; undefined: only what is set is reported. */
export function configReport(survey: SettingsSurvey, defaults: SettingValues | undefined): ConfigReport {
  const outcome: Outcome = survey.errors.length > 0 ? "usage" : "success";
  const set = survey.settings.map((setting) => ({
    name: setting.name,
    ...reportedValue(setting.name, setting),
    hides: setting.hides.map((hidden) => reportedValue(setting.name, hidden)),
  }));
  return {
    schema: "vzupload.config/1",
    outcome,
    exitCode: exitCodes[outcome].code,
    ...optional("profile", survey.profile),
    files: survey.files.map(({ path, trust, exists, profiles, errors }) => ({
      path,
      trust,
      exists,
      sound: errors.length === 0,
      profiles: [...profiles.keys()],
    })),
    settings: defaults === undefined ? set : withDefaults(set, defaults),
    errors: survey.errors.map(reportedError),
  };
}

/** Settings that belong to one command line are no part of the configuration. */
export const configurationNames: readonly SettingName[] = Object.keys(settings)
  .filter(isSettingName)
  .filter((name) => !settingOf(name).flagOnly);

function reportedValue(name: SettingName, { value, source }: SourcedValue): ReportedValue {
  return isHidden(settingOf(name))
    ? { hidden: true, source }
    : { ...optional("value", writtenValue(name, value)), source };
}

function withDefaults(set: readonly ReportedSetting[], defaults: SettingValues): readonly ReportedSetting[] {
  return configurationNames.map((name) => {
    const value = defaults[name];
    const unset: ReportedSetting =
      value === undefined
        ? { name, source: { kind: "unset" }, hides: [] }
        : { name, ...optional("value", writtenValue(name, value)), source: { kind: "default" }, hides: [] };
    return set.find((setting) => setting.name === name) ?? unset;
  });
}
