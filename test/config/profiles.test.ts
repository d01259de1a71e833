import { describe, expect, test } from "vitest";
import { resolveSettings } from "../../src/config/resolve-settings.ts";
import { isSettingName, settings } from "../../src/config/settings.ts";
import { failureOf } from "../support/failure.ts";
import { createWorld } from "./world.ts";

const names = Object.keys(settings).filter(isSettingName);

const user = JSON.stringify({
  email: "me@x.com",
  sku: "USER",
  zip: "11111",
  profiles: {
    lab: { account: "lab-account", endpoint: "https://lab.example", sku: "USER-LAB", zip: "22222" },
    plant: { account: "plant-account" },
  },
});

describe("a profile", () => {
  test("goes before its own file's settings and behind all that goes before that file", () => {
    const project = '{"sku": "PROJECT", "profiles": {"lab": {"type": "imei"}}}';
    const { context } = createWorld({ user, project, env: { VZUPLOAD_ZIP: "33333" } });
    expect(resolveSettings(names, { profile: "lab", columns: "imei" }, context)).toEqual({
      account: "lab-account",
      columns: "imei",
      email: "me@x.com",
      endpoint: "https://lab.example",
      profile: "lab",
      sku: "PROJECT",
      type: "imei",
      zip: "33333",
    });
  });

  test("is named by a flag, else by the environment, else by the user's file", () => {
    const withDefault = user.replace("{", '{"profile": "plant",');
    const account = (flags: object, env = {}) =>
      resolveSettings(["account"], flags, createWorld({ user: withDefault, env }).context).account;
    expect(account({})).toBe("plant-account");
    expect(account({}, { VZUPLOAD_PROFILE: "lab" })).toBe("lab-account");
    expect(account({ profile: "plant" }, { VZUPLOAD_PROFILE: "lab" })).toBe("plant-account");
    expect(account({}, { VZUPLOAD_PROFILE: "" })).toBe("plant-account");
  });

  test("that nobody names does not hold", () => {
    expect(resolveSettings(["account", "sku"], {}, createWorld({ user }).context)).toEqual({ sku: "USER" });
  });

  test("that is in no file: those there are are named", async () => {
    const { context } = createWorld({ user, project: '{"profiles": {"bench": {}}}' });
    expect(await failureOf(() => resolveSettings(["sku"], { profile: "Lab" }, context))).toEqual({
      kind: "usage",
      message: '--profile: there is no profile "Lab".',
      hint: "Profiles are bench, lab, plant.",
    });
  });

  test.each([
    [{ VZUPLOAD_PROFILE: "lab" }, "{}", () => "VZUPLOAD_PROFILE"],
    [{}, '{"profile": "lab"}', (file: string) => `${file}, "profile"`],
  ])("where there is none at all, it says who asked: %j %s", async (env, text, by) => {
    const { context, userFile, projectFile } = createWorld({ env, user: text });
    expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toEqual({
      kind: "usage",
      message: `${by(userFile)}: there is no profile "lab".`,
      hint: `No configuration has any (looked for ${projectFile} and ${userFile}); profiles are members of its "profiles".`,
    });
  });
});

describe("what is in a profile is checked as what is outside, whether or not it is in use", () => {
  const fail = (project: string) => {
    const world = createWorld({ project });
    return { file: world.projectFile, failure: failureOf(() => resolveSettings(["sku"], {}, world.context)) };
  };

  test.each([
    [
      '{"lab": {"endpoint": "https://evil.example"}}',
      'must not set "endpoint" of profile "lab".',
      "The project configuration",
    ],
    [
      '{"lab": {"passwordCommand": "evil"}}',
      'must not set "passwordCommand" of profile "lab".',
      "The project configuration",
    ],
    ['{"lab": {"token": "x"}}', 'must not hold the secret "token" of profile "lab".', "The configuration"],
    ['{"lab": {"emial": "x"}}', 'sets "emial" of profile "lab", which is no setting.', "The configuration"],
    ['{"lab": {"again": true}}', 'sets "again" of profile "lab", which is no setting.', "The configuration"],
    [
      '{"lab": {"profiles": {}}}',
      'sets "profiles" of profile "lab", which is no setting.',
      "The configuration",
    ],
  ])("%s", async (profiles, rest, what) => {
    const { file, failure } = fail(`{"profiles": ${profiles}}`);
    expect(await failure).toMatchObject({ message: `${what} ${file} ${rest}` });
  });

  test.each([
    ['"lab"', '"profiles": it is not an object of profiles.'],
    ['{"lab": "x"}', '"profiles", "lab": it is not an object of settings.'],
    ['{"lab": []}', '"profiles", "lab": it is not an object of settings.'],
    ['{"": {}}', '"profiles", "": this is no name of a profile.'],
    ['{"a b": {}}', '"profiles", "a b": this is no name of a profile.'],
    ['{"--lab": {}}', '"profiles", "--lab": this is no name of a profile.'],
    ['{"__proto__": {}}', '"profiles", "__proto__": this is no name of a profile.'],
    ['{"lab": {"zip": 5}}', '"zip" of profile "lab": 5 is not a non-empty text.'],
  ])("%s", async (profiles, rest) => {
    const { file, failure } = fail(`{"profiles": ${profiles}}`);
    expect(await failure).toMatchObject({ message: `${file}, ${rest}` });
  });

  test("the project's file cannot choose among the user's profiles, and so among accounts", async () => {
    const { context, projectFile } = createWorld({ user, project: '{"profile": "lab"}' });
    expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toMatchObject({
      message: `The project configuration ${projectFile} must not set "profile".`,
    });
  });

  test("a profile cannot name a profile", async () => {
    const { context, userFile } = createWorld({ user: '{"profiles": {"lab": {"profile": "plant"}}}' });
    expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toMatchObject({
      message: `The configuration ${userFile} must not set "profile" of profile "lab".`,
    });
  });
});

describe("the account of a profile that was named is not exchanged without a word", () => {
  const resolveLab = (env: Record<string, string>, flags = {}, project?: string) =>
    createdAndResolved(
      { user, env, ...(project === undefined ? {} : { project }) },
      { profile: "lab", ...flags },
    );

  function createdAndResolved(given: Parameters<typeof createWorld>[0], flags: object) {
    const world = createWorld(given);
    return { ...world, resolve: () => resolveSettings(names, flags, world.context) };
  }

  test("by the environment", async () => {
    const { resolve, userFile } = resolveLab({ VZUPLOAD_ACCOUNT: "other" });
    expect(await failureOf(resolve)).toEqual({
      kind: "usage",
      message: `VZUPLOAD_ACCOUNT sets another account than profile lab of ${userFile}, and goes before it.`,
      hint: "Take one of them away, or say by flag which account is meant.",
    });
  });

  test("by the project's file, outside of profiles or in a profile of the same name", async () => {
    for (const project of ['{"account": "other"}', '{"profiles": {"lab": {"account": "other"}}}']) {
      const { resolve } = resolveLab({}, {}, project);
      expect(await failureOf(resolve)).toMatchObject({
        message: expect.stringContaining("sets another account than profile lab of"),
      });
    }
  });

  test("also where the environment names the profile", async () => {
    const { resolve } = createdAndResolved(
      { user, env: { VZUPLOAD_PROFILE: "lab", VZUPLOAD_ENDPOINT: "https://plant.example" } },
      {},
    );
    expect(await failureOf(resolve)).toMatchObject({
      message: expect.stringMatching(/^VZUPLOAD_ENDPOINT sets another endpoint/),
    });
  });

  test("a flag may say another one; and the same one is no contradiction", () => {
    const flagged = resolveLab({ VZUPLOAD_ACCOUNT: "other" }, { account: "flag" });
    expect(flagged.resolve().account).toBe("flag");
    expect(resolveLab({ VZUPLOAD_ACCOUNT: "lab-account" }).resolve().account).toBe("lab-account");
  });

  test("a default profile is hidden as the file it stands in", () => {
    const { resolve } = createdAndResolved(
      { user: user.replace("{", '{"profile": "lab",'), env: { VZUPLOAD_ACCOUNT: "other" } },
      {},
    );
    expect(resolve().account).toBe("other");
  });

  test("a session or password in the environment does not log in for a profile that has its own", async () => {
    const own = '{"profiles": {"lab": {"username": "lab-user", "passwordFile": "lab.txt"}}}';
    const { resolve, userFile } = createdAndResolved(
      { user: own, env: { VZUPLOAD_TOKEN: "secret-token" } },
      { profile: "lab" },
    );
    expect(await failureOf(resolve)).toEqual({
      kind: "usage",
      message: `VZUPLOAD_TOKEN is set, and goes before username of profile lab of ${userFile}: it may be another account's.`,
      hint: "Unset VZUPLOAD_TOKEN, or take username out of the profile.",
    });
    const withPassword = createdAndResolved(
      { user: own, env: { VZUPLOAD_PASSWORD: "secret" } },
      { profile: "lab" },
    );
    expect(await failureOf(withPassword.resolve)).toMatchObject({
      message: `VZUPLOAD_PASSWORD is set, and goes before passwordFile of profile lab of ${withPassword.userFile}: it may be another account's.`,
    });
    // No file may hold a password: a profile without a way to it takes the environment's.
    const plain = '{"profiles": {"lab": {"username": "lab-user"}}}';
    expect(
      createdAndResolved({ user: plain, env: { VZUPLOAD_PASSWORD: "secret" } }, { profile: "lab" }).resolve()
        .password,
    ).toBe("secret");
  });
});
