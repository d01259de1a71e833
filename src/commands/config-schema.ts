import { profilesKey, schemaKey } from "../config/config-entries.ts";
import type { Setting } from "../config/setting.ts";
import type { SettingValues } from "../config/setting-values.ts";
import {
  fileHelp,
  isOfFiles,
  isSettingName,
  type SettingName,
  settingOf,
  settings,
} from "../config/settings.ts";
import { writtenValue } from "../config/written-value.ts";
import { fixedDefaults } from "./known-defaults.ts";

/** The JSON schema (draft 7) of configuration files, for editors. The reader checks more: durations have a limit, for one. */
export function configSchema(): object {
  const names = Object.keys(settings).filter(isSettingName).filter(isOfFiles);
  const inProfiles = names.filter((name) => name !== "profile");
  const properties = (of: readonly SettingName[]) =>
    Object.fromEntries(of.map((name) => [name, propertySchema(name)]));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "vzupload's configuration",
    description:
      "vzupload.config.json of a project, or config.json of a user. Behind flags and the environment.",
    // Of editors that know JSON with comments.
    allowComments: true,
    allowTrailingCommas: true,
    type: "object",
    additionalProperties: false,
    properties: {
      [schemaKey]: { type: "string", description: "where this schema is" },
      ...properties(names),
      [profilesKey]: {
        type: "object",
        description: "settings of several accounts, by name: --profile <name> puts them before the others",
        propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" },
        additionalProperties: {
          type: "object",
          additionalProperties: false,
          properties: properties(inProfiles),
        },
      },
    },
  };
}

function propertySchema(name: SettingName): object {
  const setting = settingOf(name);
  const defaults: SettingValues = fixedDefaults;
  const known = defaults[name];
  return {
    description: `${fileHelp(name)}${setting.trusted ? " (not in a project's file)" : ""}`,
    ...kindSchemas[setting.kind](setting),
    ...(known === undefined ? {} : { default: writtenValue(name, known) }),
  };
}

const duration = { type: "string", pattern: "^[0-9]{1,9}(\\.[0-9]{1,3})?(ms|s|m|h)$" };
const text = { type: "string", pattern: "\\S" };

const kindSchemas = {
  text: () => text,
  choice: ({ choices = [] }) => ({ enum: choices }),
  switch: () => ({ type: "boolean" }),
  integer: () => ({ type: "integer", minimum: 0, maximum: 999_999_999 }),
  duration: () => duration,
  durations: () => ({ type: "array", items: duration, minItems: 1 }),
  age: () => ({ type: "string", pattern: "^[0-9]{1,5}d$" }),
  list: () => ({ type: "array", items: text, minItems: 1 }),
} as const satisfies Record<Setting["kind"], (setting: Setting) => object>;
