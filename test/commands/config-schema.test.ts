import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configSchema } from "../../src/commands/config-schema.ts";
import { configTemplate } from "../../src/commands/config-template.ts";
import { defaultsIn, fixedDefaults } from "../../src/commands/known-defaults.ts";
import { readConfigFile } from "../../src/config/config-files.ts";
import { parseJsonWithComments } from "../../src/config/jsonc.ts";
import { parseSettingValue } from "../../src/config/setting-values.ts";
import { isOfFiles, isSettingName, settingOf, settings } from "../../src/config/settings.ts";
import { writtenValue } from "../../src/config/written-value.ts";
import { createWorld } from "../config/world.ts";
import { schemaFindings } from "../support/json-schema.ts";

const file = new URL("../../docs/vzupload.config.schema.json", import.meta.url);
const schema = configSchema() as Readonly<Record<string, unknown>>;
const names = Object.keys(settings).filter(isSettingName);

function findings(value: unknown) {
  return schemaFindings(schema, value);
}

function parsed(text: string): unknown {
  const json = parseJsonWithComments(text);
  if (json.kind === "broken") throw new Error(`line ${json.line}: ${json.why}`);
  return json.value;
}

test("the schema in docs/ is that of the settings (UPDATE_SCHEMA=1 rewrites)", () => {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env["UPDATE_SCHEMA"] === "1") writeFileSync(file, text);
  expect(readFileSync(file, "utf8")).toBe(text);
});

describe("schema and reader agree on a value of each kind", () => {
  const samples = [
    ["sku", ["VZW1"], ["", "  ", 1, null, []]],
    ["checkDigits", ["error", "off"], ["ERROR", 1]],
    ["watch", [true, false], ["maybe", null, []]],
    ["batchSize", [0, 500], [1.5, -1, 1e10, null, []]],
    ["wait", ["500ms", "1.5s", "2h"], [5, "5", "1d", "-1s", null]],
    ["retryDelays", [["1s", "2m"]], [[], [1], ["x"], null]],
    ["allow", [["verizon", "10.0.0.0/8"]], [[], [""], [1]]],
  ] as const;
  const accepted = (name: (typeof samples)[number][0], value: unknown) => {
    try {
      parseSettingValue(name, value, "here");
      return true;
    } catch {
      return false;
    }
  };

  test.each(samples)("%s", (name, good, bad) => {
    for (const value of good) {
      expect([value, findings({ [name]: value })]).toEqual([value, []]);
      expect([value, accepted(name, value)]).toEqual([value, true]);
    }
    for (const value of bad) {
      expect([value, findings({ [name]: value }).length > 0]).toEqual([value, true]);
      expect([value, accepted(name, value)]).toEqual([value, false]);
    }
  });

  test("every kind that a file may have is among them", () => {
    const kinds = names.filter(isOfFiles).map((name) => settingOf(name).kind);
    expect(new Set(samples.map(([name]) => settingOf(name).kind))).toEqual(new Set(kinds));
  });
});

test("the schema knows what is no setting, and what belongs to no profile", () => {
  expect(findings({ $schema: "./schema.json", email: "me@x.com", profiles: { lab: { sku: "A" } } })).toEqual(
    [],
  );
  expect(findings({ emial: "me@x.com" })).toEqual(["$.emial: not known"]);
  expect(findings({ password: "x" })).toEqual(["$.password: not known"]);
  expect(findings({ again: true })).toEqual(["$.again: not known"]);
  expect(findings({ profiles: { lab: { profile: "x" } } })).toEqual(["$.profiles.lab.profile: not known"]);
  expect(findings({ profiles: { "a b": {} } })).toHaveLength(1);
});

test("a default is written as a file takes it", () => {
  for (const [name, value] of Object.entries(fixedDefaults)) {
    if (!isSettingName(name)) throw new Error(name);
    const written = writtenValue(name, value);
    expect(parseSettingValue(name, written, "here")).toEqual(value);
    expect(findings({ [name]: written })).toEqual([]);
  }
});

test("what a watch waits for has no default of its own: with --activate it is another", () => {
  expect(fixedDefaults).not.toHaveProperty("until");
  expect(defaultsIn({ env: { HOME: "/home/me" }, platform: "linux" })).not.toHaveProperty("until");
});

describe.each(["user", "project"] as const)("the file that config init writes for the %s", (trust) => {
  const context = { env: { HOME: "/home/me" }, platform: "linux" } as const;
  const template = configTemplate({ trust, schema: "./schema.json", defaults: defaultsIn(context) });
  const readBack = (text: string) => {
    const world = createWorld({ [trust]: text });
    const path = trust === "user" ? world.userFile : world.projectFile;
    return readConfigFile({ path, trust, required: true });
  };

  test("sets nothing", () => {
    expect(parsed(template)).toEqual({ $schema: "./schema.json" });
    expect(readBack(template)).toMatchObject({ errors: [], entries: new Map(), profiles: new Map() });
  });

  test("with every line uncommented it has each setting that may stand there, with a lawful value", () => {
    const uncommented = template.replaceAll(/^( {2})\/\/ (?=" *|\}| {2}")/gm, "$1");
    const { errors, entries, profiles } = readBack(uncommented);
    expect(errors.map(({ message }) => message)).toEqual([]);
    const lawful = names.filter((name) => isOfFiles(name) && (trust === "user" || !settingOf(name).trusted));
    expect([...entries.keys()].toSorted()).toEqual(lawful.toSorted());
    expect([...profiles.keys()]).toEqual(["lab"]);
    expect(findings(parsed(uncommented))).toEqual([]);
  });

  test("each line can be uncommented by itself", () => {
    for (const [line] of template.matchAll(/^ {2}\/\/ "\w+": .*,$/gm))
      expect(readBack(template.replace(line, line.replace("// ", ""))).entries.size).toBe(1);
  });
});

describe("the examples of the documents", () => {
  const documents = ["README.md", "docs/configuration.md"];
  const examples = documents.flatMap((name) => {
    const text = readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
    return [...text.matchAll(/^```jsonc?\n(.*?)^```$/gms)].map(([, example = ""]) => ({ name, example }));
  });

  test.each(examples)("$name: $example", ({ example }) => {
    expect(findings(parsed(example))).toEqual([]);
    expect(
      readConfigFile({ path: createWorld({ user: example }).userFile, trust: "user", required: true }).errors,
    ).toEqual([]);
  });

  test("there are some in each", () => {
    for (const name of documents) expect(examples.some((example) => example.name === name)).toBe(true);
  });
});
