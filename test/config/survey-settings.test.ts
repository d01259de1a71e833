import { expect, test } from "vitest";
import { isSettingName, settings } from "../../src/config/settings.ts";
import { surveySettings } from "../../src/config/survey-settings.ts";
import { createWorld } from "./world.ts";

const names = Object.keys(settings).filter(isSettingName);

test("each setting with where it stands, and what it hides, strongest first", () => {
  const { context, userFile, projectFile } = createWorld({
    user: '{"sku": "USER", "profiles": {"lab": {"sku": "USER-LAB"}}}',
    project: '{"sku": "PROJECT", "profiles": {"lab": {"sku": "PROJECT-LAB"}}}',
    env: { VZUPLOAD_SKU: "ENV" },
  });
  const { settings: found, profile } = surveySettings(names, { sku: "FLAG", profile: "lab" }, context);
  const project = { kind: "file", path: projectFile, trust: "project" };
  const user = { kind: "file", path: userFile, trust: "user" };
  const flag = { kind: "flag", name: "--profile" };
  expect(found).toEqual([
    {
      name: "sku",
      value: "FLAG",
      source: { kind: "flag", name: "--sku" },
      hides: [
        { value: "ENV", source: { kind: "environment", name: "VZUPLOAD_SKU" } },
        { value: "PROJECT-LAB", source: { ...project, profile: "lab" } },
        { value: "PROJECT", source: project },
        { value: "USER-LAB", source: { ...user, profile: "lab" } },
        { value: "USER", source: user },
      ],
    },
    { name: "profile", value: "lab", source: flag, hides: [] },
  ]);
  expect(profile).toEqual({ name: "lab", source: flag });
});

test("the files that were looked for, and whether they are there", () => {
  const { context, userFile, projectFile } = createWorld({ user: "{}" });
  const { files, errors } = surveySettings(names, {}, context);
  expect(files).toMatchObject([
    { path: projectFile, trust: "project", exists: false },
    { path: userFile, trust: "user", exists: true },
  ]);
  expect(errors).toEqual([]);
});

test("all that is wrong is told, and the rest can be shown", () => {
  const { context, projectFile } = createWorld({
    project: '{"endpoint": "https://evil.example", "emial": "x", "sku": "GOOD"}',
    user: "{",
    env: { VZUPLOAD_BATCH_SIZE: "many", VZUPLOAD_ZIP: "12345" },
  });
  const { settings: found, errors, files } = surveySettings(names, { retries: "some" }, context);
  expect(found.map(({ name, value }) => [name, value])).toEqual([
    ["sku", "GOOD"],
    ["zip", "12345"],
  ]);
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/is not valid JSON, see line 1: its end is missing\.$/),
    `The project configuration ${projectFile} must not set "endpoint".`,
    `The configuration ${projectFile} sets "emial", which is no setting.`,
    'VZUPLOAD_BATCH_SIZE: "many" is not a whole number.',
    '--retries: "some" is not a whole number.',
  ]);
  expect(files.map(({ exists }) => exists)).toEqual([true, true]);
});

test("a file that cannot be read is there", () => {
  const { context } = createWorld();
  const { files } = surveySettings(["sku"], { config: "." }, context);
  expect(files.map(({ exists, errors }) => [exists, errors.length])).toEqual([
    [true, 1],
    [false, 0],
  ]);
});
