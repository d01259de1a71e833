import { expect, test } from "vitest";
import { checkOptions, pushOptions } from "../../src/commands/push-options.ts";
import { sandboxOptions } from "../../src/commands/sandbox.ts";
import { failureOf } from "../support/failure.ts";
import { contextOf, invocationOf } from "./invoke.ts";

const least = ["push", "a.csv", "--sku", "VZW1", "--email", "me@mycompany.com"];

test("the least push needs: everything else has its default", async () => {
  const { reading, ...options } = await optionsOf(least);
  expect(options).toEqual({
    map: undefined,
    emailAddress: "me@mycompany.com",
    accountName: undefined,
    activate: undefined,
    skipInvalid: false,
    again: false,
    activates: false,
    batchSize: 10_000,
    operation: "UploadDevices",
    endpoint: "https://uws.apps.nphase.com/api/v2",
    stateDirectory: "/home/me/.local/state/vzupload",
  });
  expect(reading).toMatchObject({ columns: undefined, uploadType: undefined, checkDigits: "warn" });
  expect(reading.terms).toEqual({
    wanted: ["sku"],
    defaults: { sku: "VZW1", plan: undefined, zip: undefined },
    flags: new Set(["sku"]),
    required: ["sku"],
  });
  expect(reading.sources.map(({ name }) => name)).toEqual(["a.csv"]);
});

test.each([
  [["--account", " 1223334444-00001 "], { accountName: "1223334444-00001" }],
  [["--skip-invalid"], { skipInvalid: true }],
  [["--again"], { again: true }],
  [["--batch-size", "1"], { batchSize: 1 }],
  [["--type", "imei-iccid"], { reading: { uploadType: "IMEI ICCID Pair" } }],
  [["--type", "IMEI EID Pair"], { reading: { uploadType: "IMEI EID Pair" } }],
  [["--check-digits", "error"], { reading: { checkDigits: "error" } }],
  [["--check-digits=off"], { reading: { checkDigits: "off" } }],
  [
    ["--activate"],
    {
      activate: {},
      reading: { terms: { wanted: ["sku", "plan", "zip"], required: ["sku", "plan", "zip"] } },
    },
  ],
  [
    ["--map", "imei=Serial 2,sku=-"],
    {
      map: "imei=Serial 2,sku=-",
      reading: {
        map: new Map([
          ["imei", "Serial 2"],
          ["sku", undefined],
        ]),
      },
    },
  ],
  [
    ["--activate", "--service-plan", "SBG4G", "--zip", "12345"],
    { activate: { servicePlan: "SBG4G", mdnZipCode: "12345" } },
  ],
  [
    ["--activate", "--service-plan", "SBG4G", "--zip", "12345", "--ip-pool", "POOL"],
    { activate: { servicePlan: "SBG4G", mdnZipCode: "12345", carrierIpPoolName: "POOL" } },
  ],
  [["--endpoint", "http://localhost:8080/api/v2/"], { endpoint: "http://localhost:8080/api/v2" }],
  [["--endpoint", "HTTPS://UWS.Example:443/api"], { endpoint: "https://uws.example/api" }],
  [["--state-dir", "state"], { stateDirectory: "/factory/state" }],
  [["--state-dir", "/var/state"], { stateDirectory: "/var/state" }],
] as const)("push %j", async (flags, expected) => {
  expect(await optionsOf([...least, ...flags])).toMatchObject(expected);
});

test.each([
  [{ VZUPLOAD_SKU: "ENV1" }, least, skuIs("VZW1", ["sku"])],
  [{ VZUPLOAD_SKU: "ENV1" }, ["push", "a.csv", "--email", "me@mycompany.com"], skuIs("ENV1", [])],
  [{ VZUPLOAD_SKIP_INVALID: "true" }, least, { skipInvalid: true }],
  [{ XDG_STATE_HOME: "/x" }, least, { stateDirectory: "/x/vzupload" }],
  [{ VZUPLOAD_AGAIN: "true" }, least, { again: false }],
] as const)("with %j in the environment", async (env, words, expected) => {
  expect(await optionsOf(words, env)).toMatchObject(expected);
});

test.each([
  [["--email", "me@mycompany"], '--email: "me@mycompany" is not an e-mail address.'],
  [["--sku", "VZW<1"], '--sku: the platform refuses the character "<" in any field.'],
  [["--sku", "VZW\t1"], '--sku: the platform refuses the character "\\t" in any field.'],
  [["--account", "A\\B"], '--account: the platform refuses the character "\\\\" in any field.'],
  [["--ip-pool", "POOL"], "--ip-pool has no effect without --activate."],
  [["--zip", "12345"], "--zip has no effect without --activate."],
  [["--endpoint", "ftp://uws.example"], '--endpoint: "ftp://uws.example" is not an HTTP URL.'],
  [
    ["--endpoint", "https://uws.example/?a=b"],
    "--endpoint: the URL must not hold credentials, a query or a fragment.",
  ],
  [
    ["--activate", "--service-plan", "P", "--zip", "12345-6789"],
    '--zip: "12345-6789" is not a ZIP code of 5 digits.',
  ],
] as const)("push %j is refused before anything is read", async (flags, message) => {
  expect(await failureOf(() => optionsOf([...least, ...flags]))).toMatchObject({ kind: "usage", message });
});

test("check needs a file only", async () => {
  const context = contextOf();
  const options = checkOptions(await invocationOf(["check", "a.csv", "b.csv"], context), context);
  expect(options).toMatchObject({ accountName: undefined, skipInvalid: false });
  expect(options.reading.terms).toMatchObject({ wanted: ["sku"], required: [] });
  expect(options.reading.sources.map(({ name }) => name)).toEqual(["a.csv", "b.csv"]);
});

test.each([
  [[], {}],
  [["--port", "8080", "--seed", "7"], { port: 8080, seed: 7 }],
  [["--record", "in"], { recordDir: "/factory/in" }],
  [["--callbacks", "split:3, early"], { callbacks: { cut: { kind: "split", lines: 3 }, early: true } }],
  [
    ["--callback-url", "http://127.0.0.1:9001/", "--callback-username", "me"],
    { callbacks: { url: "http://127.0.0.1:9001/", username: "me", password: "secret" } },
    { VZUPLOAD_CALLBACK_PASSWORD: "secret" },
  ],
  [
    ["--fault", "drip@2, http-429@login:1:3"],
    {
      faults: [
        { kind: "drip", call: { operation: "uploadDevices", number: 2 } },
        { kind: "http-429", call: { operation: "logIn", number: 1 }, retryAfterSeconds: 3 },
      ],
    },
  ],
] as const)("sandbox %j", async (flags, expected, env: Readonly<Record<string, string>> = {}) => {
  const context = contextOf(env);
  const options = sandboxOptions(await invocationOf(["sandbox", ...flags], context), context);
  expect(options).toEqual({ faults: [], callbacks: {}, ...expected });
});

test.each(["me", "ftp://me:secret@127.0.0.1/", "//127.0.0.1:9001"])(
  "sandbox --callback-url %s is refused",
  async (url) => {
    const context = contextOf();
    const invocation = await invocationOf(["sandbox", "--callback-url", url], context);
    expect(await failureOf(() => sandboxOptions(invocation, context))).toMatchObject({
      kind: "usage",
      message: "The value of --callback-url is not an http or https URL.",
    });
  },
);

async function optionsOf(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const context = contextOf(env);
  return pushOptions(await invocationOf(words, context), context);
}

function skuIs(sku: string, flags: readonly string[]) {
  return { reading: { terms: { defaults: { sku }, flags: new Set(flags) } } };
}
