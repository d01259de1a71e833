import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { listeningSettings } from "../../src/commands/listening-settings.ts";
import { listeningWarnings } from "../../src/commands/watch-display.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { contextOf, invocationOf } from "./invoke.ts";

const tls = fileURLToPath(new URL("../../fixtures/tls/", import.meta.url));
const password = { VZUPLOAD_CALLBACK_PASSWORD: "secret " };
const known = { credentials: { username: "uws", password: "secret" } };
const wide = ["--host", "0.0.0.0"] as const;

test.each([
  [["--host", " localhost "], {}, { host: "localhost" }],
  [["--port", "9001"], {}, { port: 9001 }],
  [["--port", "0"], {}, { port: 0 }],
  [["--path", "/callbacks/8Fh2kQ"], {}, { path: "/callbacks/8Fh2kQ" }],
  [["--public-url", "https://me.example:443/x"], {}, { publicUrl: "https://me.example/x" }],
  // The platform puts blanks behind its values, and people behind theirs.
  [["--callback-username", "uws "], password, known],
  [[...wide, "--callback-username", "uws"], password, { host: "0.0.0.0", ...known }],
  [[...wide, "--insecure"], {}, { host: "0.0.0.0", credentials: undefined }],
  // Once they were taken for addresses that strangers reach.
  [["--host", "::1"], {}, { host: "::1" }],
  [["--host", "LOCALHOST"], {}, { host: "LOCALHOST" }],
  [[], { VZUPLOAD_PORT: "28200", VZUPLOAD_PATH: "/x" }, { port: 28_200, path: "/x" }],
  [[], { ...password, VZUPLOAD_CALLBACK_USERNAME: "uws" }, known],
] as const)("%j with %j", async (words, env, expected) => {
  expect(await settingsOf(words, env)).toMatchObject(expected);
});

test("certificate and key are read, and the password from the first line of its file", async () => {
  const path = join(temporaryDirectory(), "password");
  writeFileSync(path, "secret\nmore\n");
  const words = ["--tls-cert", join(tls, "server.pem"), "--tls-key", join(tls, "server.key")];
  const credentials = ["--callback-username", "uws", "--callback-password-file", path];
  expect(await settingsOf([...words, ...credentials])).toMatchObject({
    ...known,
    tls: {
      cert: readFileSync(join(tls, "server.pem"), "utf8"),
      key: readFileSync(join(tls, "server.key"), "utf8"),
    },
  });
});

test("--allow takes addresses, networks and verizon, also from the environment", async () => {
  const { allow } = await settingsOf(["--allow", "10.0.0.0/8", "verizon"]);
  const told = ["10.1.2.3", "54.197.62.209", "11.0.0.1"].map((address) => allow?.allows(address));
  expect(told).toEqual([true, true, false]);
  const { allow: other } = await settingsOf([], { VZUPLOAD_ALLOW: "::1,127.0.0.1" });
  expect(["::1", "127.0.0.1", "10.0.0.1"].map((address) => other?.allows(address))).toEqual([
    true,
    true,
    false,
  ]);
});

const both = "Callbacks are checked by user name and password; only one is set.";
const strangers = (host: string) =>
  `--host: a listener on ${host} takes callbacks from strangers, for they bring no credentials.`;

const noUrl = "--public-url: the value is not an HTTP URL without credentials.";

test.each([
  [wide, {}, strangers("0.0.0.0")],
  [["--host", "::"], {}, strangers("::")],
  [["--host", "192.168.1.7"], {}, strangers("192.168.1.7")],
  [["--callback-username", "uws"], {}, both],
  [[], password, both],
  [
    ["--callback-username", "uws", "--callback-password-file", "/nowhere"],
    {},
    /^--callback-password-file: cannot read/,
  ],
  [["--port", "65536"], {}, "--port: 65536 is no port."],
  [["--port", "-1"], {}, /^--port: "-1"/],
  [["--path", "callbacks"], {}, '--path: "callbacks" is not the path of a URL.'],
  [["--path", "/a?b"], {}, '--path: "/a?b" is not the path of a URL.'],
  [["--path", "/a b"], {}, '--path: "/a b" is not the path of a URL.'],
  [["--public-url", "https://me:secret@example.com/"], {}, noUrl],
  [["--public-url", "https://me@example.com/"], {}, noUrl],
  [["--public-url", "example.com"], {}, noUrl],
  [["--tls-key", "key.pem"], {}, "--tls-cert and --tls-key go together."],
  [
    ["--tls-cert", "/nowhere", "--tls-key", "/nowhere"],
    {},
    "--tls-cert: cannot read /nowhere: no such file.",
  ],
  [["--allow", "10.0.0.0/33"], {}, '"10.0.0.0/33" is no address that callbacks may be allowed from.'],
] as const)("%j with %j is refused", async (words, env, message) => {
  const failure = await failureOf(() => settingsOf(words, env));
  expect(failure.kind).toBe("usage");
  if (typeof message === "string") expect(failure.message).toBe(message);
  else expect(failure.message).toMatch(message);
  expect(`${failure.message}${failure.hint}`).not.toContain("secret");
});

test.each([
  [["--port", "50551"], {}, []],
  [["--port", "8080"], {}, [/does not call port 8080/]],
  [["--public-url", "https://me.example/"], {}, [/knows the public URL/]],
  [[...wide, "--insecure"], {}, [/reaches 0.0.0.0/, /in the clear/]],
  [[...wide, "--callback-username", "uws"], password, [/in the clear/]],
] as const)("warnings of %j with %j", async (words, env, patterns) => {
  const lines = listeningWarnings(await settingsOf(words, env));
  expect(lines.map(({ level }) => level)).toEqual(patterns.map(() => "warning"));
  for (const [at, pattern] of patterns.entries()) expect(lines[at]?.text).toMatch(pattern);
});

async function settingsOf(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const context = contextOf(env);
  return listeningSettings(await invocationOf(["watch", ...words], context), context);
}
