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
  });
});

describe("a password that stands outside of the profile is not tried with the profile's user or endpoint", () => {
  const config = (outside: object, inside: object) =>
    createWorld({ user: JSON.stringify({ ...outside, profiles: { lab: inside } }) });
  type Tried = readonly [world: ReturnType<typeof createWorld>, env: object, flags?: object];
  const resolve = (...[{ context }, env, flags = { profile: "lab" }]: Tried) =>
    resolveSettings(names, flags, { ...context, env: { ...context.env, ...env } });
  const outcomeOf = (...tried: Tried) => failureOf(() => resolve(...tried));
  const secret = { VZUPLOAD_PASSWORD: "secret" };

  test.each([
    ["passwordFile", { username: "lab-user" }, "username"],
    ["passwordCommand", { username: "lab-user", account: "1" }, "username"],
    ["passwordFile", { endpoint: "https://lab.example" }, "endpoint"],
  ])("%s of the same file, beside %j", async (password, inside, whose) => {
    const world = config({ username: "prod", [password]: "prod" }, inside);
    const { userFile } = world;
    expect(await outcomeOf(world, {})).toEqual({
      kind: "usage",
      message: `${password} of ${userFile} would go with ${whose} of profile lab of ${userFile}: it may be another account's.`,
      hint: "Put passwordFile or passwordCommand into the profile.",
    });
  });

  test("nor that of the environment, unless the user name stands there, too", async () => {
    const world = config({}, { username: "lab-user" });
    expect(await outcomeOf(world, secret)).toEqual({
      kind: "usage",
      message: `VZUPLOAD_PASSWORD would go with username of profile lab of ${world.userFile}: it may be another account's.`,
      hint: "Put passwordFile or passwordCommand into the profile, or say whose it is: VZUPLOAD_USERNAME beside it.",
    });
    expect(await outcomeOf(world, { VZUPLOAD_PASSWORD_FILE: "x" })).toMatchObject({
      message: expect.stringMatching(/^VZUPLOAD_PASSWORD_FILE would go with username/),
    });
    expect(() => resolve(world, { ...secret, VZUPLOAD_USERNAME: "lab-user" })).not.toThrow();
    const elsewhere = config({}, { endpoint: "https://lab.example" });
    expect(await outcomeOf(elsewhere, secret, { profile: "lab", username: "lab-user" })).toMatchObject({
      message: expect.stringMatching(/^VZUPLOAD_PASSWORD would go with endpoint/),
    });
  });

  test("nor a flag's, unless the same command line says whose it is", async () => {
    const world = config({ profile: "lab" }, { username: "lab-user", endpoint: "https://lab.example" });
    for (const password of [{ passwordStdin: true }, { passwordFile: "x" }]) {
      expect(await outcomeOf(world, {}, password)).toMatchObject({
        message: expect.stringMatching(/^--password-(stdin|file) would go with endpoint of profile lab/),
        hint: "Say whose it is: --username or --profile beside it.",
      });
      expect(() => resolve(world, {}, { ...password, username: "me" })).not.toThrow();
      expect(() => resolve(world, {}, { ...password, profile: "lab" })).not.toThrow();
    }
  });

  test("nor where the profile is only the default", async () => {
    const world = config({ profile: "lab", passwordFile: "prod" }, { username: "lab-user" });
    expect(await outcomeOf(world, {}, {})).toMatchObject({
      message: expect.stringContaining("would go with username of profile lab"),
    });
  });

  test("nor where it would be taken before the profile's own", async () => {
    const inside = { username: "lab-user", passwordCommand: "pass show lab" };
    expect(await outcomeOf(config({ passwordFile: "prod" }, inside), {})).toMatchObject({
      message: expect.stringMatching(/^passwordFile of .* would go with username of profile lab/),
      hint: "Take it away there: the profile has its passwordCommand.",
    });
  });

  test("the profile's own is, and one outside goes with a profile that says neither", async () => {
    const own = { username: "lab-user", passwordFile: "lab" };
    expect(() => resolve(config({ passwordCommand: "pass show prod" }, own), {})).not.toThrow();
    expect(() => resolve(config({ passwordFile: "prod" }, { account: "1" }), {})).not.toThrow();
    expect(() => resolve(config({ passwordFile: "prod" }, { account: "1" }), secret)).not.toThrow();
  });

  test("nor does a session of the environment go to the endpoint of a profile that was named", async () => {
    const world = config({}, { endpoint: "https://lab.example" });
    expect(await outcomeOf(world, { VZUPLOAD_TOKEN: "secret-token" })).toMatchObject({
      message: expect.stringMatching(/^VZUPLOAD_TOKEN is set, and goes before endpoint of profile lab/),
    });
  });
});
