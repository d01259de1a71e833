import type { ConfigFile } from "../config/config-files.ts";
import type { SettingValues } from "../config/setting-values.ts";
import {
  fileHelp,
  isOfFiles,
  isSettingName,
  type SettingName,
  settingOf,
  settings,
} from "../config/settings.ts";
import { type WrittenValue, writtenValue } from "../config/written-value.ts";

export interface TemplateOptions {
  readonly trust: ConfigFile["trust"];
  /** Of the schema, for editors; undefined: there is none to point at. */
  readonly schema: string | undefined;
  readonly defaults: SettingValues;
}

/**
 * The text of a configuration file that sets nothing: every setting that it may have, explained and commented out, with its default or a
 * placeholder. Any of them can be uncommented by itself.
 */
export function configTemplate({ trust, schema, defaults }: TemplateOptions): string {
  const names = Object.keys(settings)
    .filter(isSettingName)
    .filter((name) => isOfFiles(name) && (trust === "user" || !settingOf(name).trusted));
  const groups = [...new Set(names.map((name) => settingOf(name).group))];
  const lines = groups.flatMap((group, at) => [
    ...(at === 0 ? [] : [""]),
    `  // ${group.replace(":", "").toUpperCase()}`,
    ...names
      .filter((name) => settingOf(name).group === group)
      .flatMap((name) => [
        `  // ${fileHelp(name)}`,
        `  // "${name}": ${oneLine(placeholder(name, defaults))},`,
      ]),
  ]);
  return [
    ...heads[trust].map((line) => `// ${line}`),
    "{",
    ...(schema === undefined ? [] : [`  "$schema": ${JSON.stringify(schema)},`]),
    ...lines,
    "",
    ...profiles[trust].map((line) => `  // ${line}`),
    "}",
    "",
  ].join("\n");
}

const heads = {
  user: [
    "vzupload's configuration of this user: holds in every directory, behind flags, the environment and the project's file.",
    "No secrets here: VZUPLOAD_PASSWORD, or passwordFile, passwordCommand below. vzupload config show tells what is in force.",
  ],
  project: [
    "vzupload's configuration of this directory: holds behind flags and the environment, before the user's file.",
    "It may come with a checkout, so it must not say where requests and secrets go, nor what is written where: such settings are the",
    "user's (vzupload config init --user). vzupload config show tells what is in force.",
  ],
} as const satisfies Record<ConfigFile["trust"], readonly string[]>;

const example = {
  user: '"lab": { "username": "lab-user", "account": "1223334444-00001", "passwordFile": "/home/me/lab-password" },',
  project: '"lab": { "account": "1223334444-00001" },',
} as const satisfies Record<ConfigFile["trust"], string>;

const profiles = {
  user: profileLines("user"),
  project: profileLines("project"),
} as const satisfies Record<ConfigFile["trust"], readonly string[]>;

function profileLines(trust: ConfigFile["trust"]): readonly string[] {
  return [
    "Several accounts: each profile has settings that go before those above. --profile lab, or VZUPLOAD_PROFILE",
    '"profiles": {',
    `  ${example[trust]}`,
    "},",
  ];
}

function oneLine(value: WrittenValue): string {
  return JSON.stringify(value).replaceAll('","', '", "');
}

/** A value that the setting could have. */
function placeholder(name: SettingName, defaults: SettingValues): WrittenValue {
  const known = defaults[name];
  const written = known === undefined ? undefined : writtenValue(name, known);
  if (written !== undefined) return written;
  const { kind, flag, choices = [] } = settingOf(name);
  if (choices[0] !== undefined) return choices[0];
  if (kind === "integer") return 1;
  const what = /<([^.>]+)/.exec(flag ?? "")?.[1] ?? name;
  return kind === "list" ? [`<${what}>`] : `<${what}>`;
}
