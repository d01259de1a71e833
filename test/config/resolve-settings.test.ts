import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveSettings } from "../../src/config/resolve-settings.ts";
import {
  environmentName,
  isSettingName,
  type SettingName,
  settingOf,
  settings,
} from "../../src/config/settings.ts";
import { failureOf } from "../support/failure.ts";
import { createWorld } from "./world.ts";

const names = Object.keys(settings).filter(isSettingName);

describe("precedence", () => {
  const user = '{"email": "user@x.com", "sku": "USER", "zip": "11111", "account": "user-account"}';
  const project = '{"email": "project@x.com", "sku": "PROJECT", "zip": "22222"}';
  const env = { VZUPLOAD_EMAIL: "env@x.com", VZUPLOAD_SKU: "ENV" };

  test("flag before environment before project file before user file", () => {
    const { context } = createWorld({ env, user, project });
    expect(resolveSettings(names, { email: "flag@x.com" }, context)).toEqual({
      email: "flag@x.com",
      sku: "ENV",
      zip: "22222",
      account: "user-account",
    });
  });

  test("only the settings asked for", () => {
    const { context } = createWorld({ env, user, project });
    expect(resolveSettings(["sku", "stateDir"], { email: "flag@x.com" }, context)).toEqual({ sku: "ENV" });
  });

  test("no files and an empty environment: nothing is set", () => {
    expect(resolveSettings(names, {}, createWorld().context)).toEqual({});
  });

  test("an environment variable without a value does not hide a file's setting", () => {
    const { context } = createWorld({ env: { VZUPLOAD_EMAIL: "", VZUPLOAD_CONFIG: "" }, project });
    expect(resolveSettings(["email"], {}, context)).toEqual({ email: "project@x.com" });
  });

  test("a flag may say no to a switch that the environment says yes to", () => {
    const { context } = createWorld({ env: { VZUPLOAD_JSON: "true", VZUPLOAD_COLOR: "on" } });
    expect(resolveSettings(["json", "color"], { color: false }, context)).toEqual({
      json: true,
      color: false,
    });
  });
});

describe("each kind of value", () => {
  const read = (name: SettingName, text: string) => {
    const { context } = createWorld({ env: { [environmentName(name)]: text } });
    return resolveSettings([name], {}, context)[name];
  };

  test.each([
    ["json", "TRUE", true],
    ["json", "yes", true],
    ["json", "1", true],
    ["json", "on", true],
    ["json", "No", false],
    ["json", "0", false],
    ["json", "off", false],
    ["json", "false", false],
    ["httpTimeout", "500ms", 500],
    ["httpTimeout", "1.5s", 1_500],
    ["httpTimeout", "10m", 600_000],
    ["httpTimeout", "24h", 86_400_000],
    ["batchSize", "10000", 10_000],
    ["checkDigits", "error", "error"],
    ["servicePlan", "SBG4G", "SBG4G"],
    ["retries", "0", 0],
    ["retryDelays", "5s", [5_000]],
    ["retryDelays", "500ms, 1.5s,2m", [500, 1_500, 120_000]],
  ] as const)("%s of %s", (name, text, value) => expect(read(name, text)).toEqual(value));

  test("an age is a number of days", async () => {
    const { context } = createWorld();
    const readAge = (olderThan: string) => resolveSettings(["olderThan"], { olderThan }, context).olderThan;
    expect(readAge("90d")).toBe(90 * 86_400_000);
    for (const text of ["90", "1.5d", "2h", "d", "-1d", "100000d"])
      expect(await failureOf(() => readAge(text))).toMatchObject({
        message: `--older-than: "${text}" is not a number of days such as 90d.`,
      });
  });

  const noSwitch = "true or false";
  const noDuration = "a duration such as 500ms, 90s, 10m or 2h";
  test.each([
    ["json", "maybe", noSwitch],
    ["json", "constructor", noSwitch],
    ["json", "__proto__", noSwitch],
    ["httpTimeout", "90", noDuration],
    ["httpTimeout", "0s", noDuration],
    ["httpTimeout", "-1s", noDuration],
    ["httpTimeout", "25h", noDuration],
    ["httpTimeout", "1d", noDuration],
    ["retryDelays", "1s,0s", "a list of durations such as 500ms,90s,10m"],
    ["retryDelays", ",", "a list of durations such as 500ms,90s,10m"],
    ["batchSize", "ten", "a whole number"],
    ["batchSize", "1.5", "a whole number"],
    ["batchSize", "-1", "a whole number"],
    ["checkDigits", "ERROR", "one of error, warn, off"],
    ["sku", "  ", "a non-empty text"],
  ] as const)("%s cannot be %s", async (name, text, expected) =>
    expect(await failureOf(() => read(name, text))).toEqual({
      kind: "usage",
      message: `${environmentName(name)}: ${JSON.stringify(text)} is not ${expected}.`,
      hint: "Correct the value.",
    }),
  );

  test("a wrong secret is not shown", async () => {
    expect(await failureOf(() => read("password", " "))).toMatchObject({
      message: "VZUPLOAD_PASSWORD: the value is not a non-empty text.",
    });
  });

  test("a wrong flag is named as it is written", async () => {
    const { context } = createWorld();
    expect(await failureOf(() => resolveSettings(names, { batchSize: "many" }, context))).toMatchObject({
      message: '--batch-size: "many" is not a whole number.',
    });
  });
});

describe("configuration files", () => {
  const fail = (project: string, env = {}) => {
    const world = createWorld({ project, env });
    return { world, failure: failureOf(() => resolveSettings(["email"], {}, world.context)) };
  };

  test("a BOM is no part of the JSON", () => {
    const { context } = createWorld({ project: '\uFEFF{"email": "me@x.com"}' });
    expect(resolveSettings(["email"], {}, context)).toEqual({ email: "me@x.com" });
  });

  test("comments and a last comma are allowed, and $schema is for editors", async () => {
    const project = '{\n  // who gets the report\n  "$schema": "./schema.json",\n  "email": "me@x.com",\n}';
    expect(resolveSettings(["email"], {}, createWorld({ project }).context)).toEqual({ email: "me@x.com" });
    const { world, failure } = fail('{"$schema": 1}');
    expect(await failure).toMatchObject({ message: `${world.projectFile}, "$schema": it is not a text.` });
  });

  test("what may hold a secret is not shown when it is wrong", async () => {
    const { context, userFile } = createWorld({ user: '{"passwordCommand": ["echo", "hunter2"]}' });
    expect(await failureOf(() => resolveSettings(["email"], {}, context))).toMatchObject({
      message: `${userFile}, "passwordCommand": the value is not a non-empty text.`,
    });
  });

  test("numbers and booleans are taken as such", () => {
    const { context } = createWorld({
      user: '{"batchSize": 500, "json": false, "httpTimeout": "2m", "retryDelays": ["1s"]}',
    });
    expect(resolveSettings(names, {}, context)).toEqual({
      batchSize: 500,
      json: false,
      httpTimeout: 120_000,
      retryDelays: [1_000],
    });
  });

  test.each([
    ["batchSize", [5], "a whole number"],
    ["batchSize", null, "a whole number"],
    ["json", ["true"], "true or false"],
    ["retryDelays", [1], "a list of durations such as 500ms,90s,10m"],
    ["zip", 12345, "a non-empty text"],
    ["sku", {}, "a non-empty text"],
  ])("%s cannot be %j", async (name, value, expected) => {
    const { world, failure } = fail(JSON.stringify({ [name]: value }));
    expect(await failure).toEqual({
      kind: "usage",
      message: `${world.projectFile}, "${name}": ${JSON.stringify(value)} is not ${expected}.`,
      hint: "Correct the value.",
    });
  });

  test.each([
    "endpoint",
    "passwordFile",
    "passwordCommand",
    "caFile",
    "clientCert",
    "clientKey",
    "saveEnvelopes",
    "stateDir",
  ])("the project's may not set %s, the user's may", async (name) => {
    const text = JSON.stringify({ [name]: "/x" });
    const { world, failure } = fail(text);
    expect(await failure).toEqual({
      kind: "usage",
      message: `The project configuration ${world.projectFile} must not set "${name}".`,
      hint: "It comes with a checkout, and this setting is for whoever runs the program: set it by flag, environment or in your user configuration.",
    });
    expect(resolveSettings(names, {}, createWorld({ user: text }).context)).toEqual({ [name]: "/x" });
  });

  test.each(["sandbox", "dryRun"] as const)("the project's may not turn a push into a %s", async (name) => {
    const { world, failure } = fail(JSON.stringify({ [name]: true }));
    expect(await failure).toMatchObject({
      message: `The project configuration ${world.projectFile} must not set "${name}".`,
    });
  });

  test("what --config names is a project's, too", async () => {
    const { context } = createWorld();
    writeFileSync(join(context.cwd, "ci.json"), '{"endpoint": "https://elsewhere.example"}');
    expect(await failureOf(() => resolveSettings(["sku"], { config: "ci.json" }, context))).toMatchObject({
      message: `The project configuration ${join(context.cwd, "ci.json")} must not set "endpoint".`,
    });
  });

  test.each(["password", "token"])("no file may hold the secret %s", async (name) => {
    const text = JSON.stringify({ [name]: "hunter2" });
    for (const given of [{ user: text }, { project: text }]) {
      const { context, userFile, projectFile } = createWorld(given);
      const path = "user" in given ? userFile : projectFile;
      expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toEqual({
        kind: "usage",
        message: `The configuration ${path} must not hold the secret "${name}".`,
        hint: "Remove it from the file; use the environment, passwordFile or passwordCommand.",
      });
    }
  });

  test.each(["emial", "again", "passwordStdin", "config", "__proto__", "constructor"])(
    "%s is no setting of a file",
    async (name) => {
      const { world, failure } = fail(`{"${name}": "x"}`);
      const { message, hint } = await failure;
      expect(message).toBe(`The configuration ${world.projectFile} sets "${name}", which is no setting.`);
      expect(hint).toMatch(/^Settings are type, columns, .*, record\.$/);
      expect(hint).not.toMatch(/again|passwordStdin|config/);
    },
  );

  test("what belongs to one command line is not taken from the environment", () => {
    const { context } = createWorld({ env: { VZUPLOAD_AGAIN: "true", VZUPLOAD_PASSWORD_STDIN: "true" } });
    expect(resolveSettings(names, {}, context)).toEqual({});
  });

  test("one that was asked for must exist", async () => {
    const { context } = createWorld({ env: { VZUPLOAD_CONFIG: "gone.json" } });
    const missing = {
      kind: "usage",
      message: `Cannot read the configuration ${join(context.cwd, "gone.json")}: no such file.`,
      hint: "Correct the path (--config, VZUPLOAD_CONFIG), or make the file readable.",
    };
    expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toEqual(missing);
    expect(await failureOf(() => resolveSettings(["sku"], { config: "gone.json" }, context))).toEqual(
      missing,
    );
  });

  test("a directory is none", async () => {
    const { context } = createWorld();
    expect(await failureOf(() => resolveSettings(["sku"], { config: "." }, context))).toMatchObject({
      message: `Cannot read the configuration ${context.cwd}: it is a directory.`,
    });
  });

  test.each(["[]", "null", '"text"', "7"])("%s is no object", async (text) => {
    const { world, failure } = fail(text);
    expect(await failure).toEqual({
      kind: "usage",
      message: `The configuration ${world.projectFile} is not a JSON object.`,
      hint: 'Write it as {"email": "me@mycompany.com"}.',
    });
  });

  test("broken JSON is said without quoting the file, which may hold a secret", async () => {
    const { world, failure } = fail('{\n  "email": "me@x.com",\n  "password": hunter2\n}');
    const { message, hint } = await failure;
    expect(message).toBe(
      `The configuration ${world.projectFile} is not valid JSON, see line 3: there is a value that is neither text in quotes, nor a number, true, false or null.`,
    );
    expect(hint).toBe(
      "Correct the file, or move it away. Comments (// ...) and a comma at the end are allowed.",
    );
  });
});

test("every setting has an environment variable of its own", () => {
  const variables = names.map(environmentName);
  expect(new Set(variables).size).toBe(names.length);
  expect(environmentName("servicePlan")).toBe("VZUPLOAD_SERVICE_PLAN");
  for (const variable of variables) expect(variable).toMatch(/^VZUPLOAD_[A-Z]+(_[A-Z]+)*$/);
});

test("no secret is a flag", () => {
  const secrets = names.filter((name) => settingOf(name).secret);
  expect(secrets).toEqual(["password", "token", "callbackPassword", "displacedPassword"]);
  expect(secrets.filter((name) => settingOf(name).flag !== undefined)).toEqual([]);
});
