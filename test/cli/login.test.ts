import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { startProxy, type TestProxyOptions } from "../support/proxy.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { testAuthority, testKeys } from "../support/tls-keys.ts";
import { pushWords } from "../support/upload-world.ts";

const program = compiledProgram();

/** A sandbox, and a directory from which commands reach it as `me`, with the right password in a file. */
async function openWorld(options: SandboxOptions = {}) {
  const calls: string[] = [];
  const sandbox = await startSandbox({
    password: "hunter2-right",
    ...options,
    onEvent: ({ operation }) => calls.push(operation ?? ""),
  });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, "right.txt"), "hunter2-right\n");
  writeFileSync(join(cwd, "wrong.txt"), "hunter2-wrong\n");
  const base = {
    VZUPLOAD_ENDPOINT: sandbox.endpoint,
    VZUPLOAD_USERNAME: "me",
    VZUPLOAD_STATE_DIR: join(cwd, "state"),
  };
  const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const ran = await program.start(words, { cwd, env: { ...base, ...env } }).ended;
    const shown = `${ran.stdout}${ran.stderr}`;
    expect(shown).not.toContain("hunter2");
    for (const token of tokensIn(cwd)) expect(shown).not.toContain(token);
    return ran;
  };
  return { sandbox, calls, cwd, run };
}

/** The session tokens that are kept. */
function tokensIn(cwd: string): readonly string[] {
  const text = (() => {
    try {
      return readFileSync(join(cwd, "state", "session.json"), "utf8");
    } catch {
      return "";
    }
  })();
  return [...text.matchAll(/"token": "([^"]+)"/g)].flatMap(([, token = ""]) => [token]);
}

const login = ["login", "--password-file", "right.txt", "--verbose"];

describe("several processes at once", () => {
  test("log in in turn, and one session is kept, with which a push goes on", async () => {
    const { sandbox, calls, cwd, run } = await openWorld();
    const ran = await Promise.all([run(login), run(login), run(login)]);
    expect(ran.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(tokensIn(cwd)).toHaveLength(1);
    const logIns = calls.length;
    writeFileSync(join(cwd, "devices.csv"), "IMEI,ICCID\n356938035643809,89148000000000000015\n");
    expect((await run([...pushWords, "--check-digits", "off"])).exitCode).toBe(0);
    expect(sandbox.devices.distinct).toBe(1);
    expect(calls.slice(logIns)).toEqual(["UploadDevices"]);
  });

  test("try a wrong password once", async () => {
    const { calls, run } = await openWorld();
    const wrong = ["login", "--password-file", "wrong.txt"];
    const ran = await Promise.all([run(wrong), run(wrong), run(wrong), run(wrong)]);
    expect(ran.map(({ exitCode }) => exitCode)).toEqual([4, 4, 4, 4]);
    expect(calls).toEqual(["LogIn"]);
  });
});

test("the fifth failure in a row is never made, whatever the passwords", async () => {
  const { calls, cwd, run } = await openWorld();
  for (let at = 1; at <= 6; at++) {
    writeFileSync(join(cwd, `${at}.txt`), `wrong-${at}\n`);
    expect((await run(["login", "--password-file", `${at}.txt`])).exitCode).toBe(4);
  }
  expect(calls).toHaveLength(4);
  const stopped = await run(login);
  expect(stopped.stderr).toContain("then: vzupload logout --forget-failures, and repeat the command.");
  expect((await run(["logout", "--forget-failures"])).stderr).toContain("forgot 4 failed log-ins of me at");
  expect((await run(login)).exitCode).toBe(0);
}, 90_000);

describe("a log-out", () => {
  test("of a session that has ended at the platform is a log-out all the same", async () => {
    const start = 1_800_000_000_000;
    let now = start;
    const { calls, cwd, run } = await openWorld({ now: () => now });
    await run(login);
    now = start + 21 * 60_000;
    const ran = await run(["logout", "--json"]);
    expect([ran.exitCode, JSON.parse(ran.stdout).atPlatform]).toEqual([0, "hadEnded"]);
    expect(tokensIn(cwd)).toEqual([]);
    expect(calls).toEqual(["LogIn", "LogOut"]);
  });

  test("where the platform cannot be reached drops the session here, says so, and ends with 6", async () => {
    const { sandbox, cwd, run } = await openWorld();
    await run(login);
    await sandbox.close();
    const ran = await run(["logout", "--json"]);
    expect(ran.exitCode).toBe(6);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      outcome: "notAllSent",
      atPlatform: "unknown",
      errors: [
        { kind: "network", message: expect.stringContaining("has not confirmed the log-out: POST http") },
      ],
    });
    expect(tokensIn(cwd)).toEqual([]);
    expect((await run(["logout"])).exitCode).toBe(0);
  });

  test.each([
    ["--ca-file nope.pem", "--ca-file: cannot read"],
    ["--client-cert right.txt", "--client-cert and --client-key go together."],
  ])("with a setting that is wrong leaves the session where it is: %s", async (words, text) => {
    const { calls, cwd, run } = await openWorld();
    await run(login);
    const ran = await run(["logout", ...words.split(" ")]);
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(tokensIn(cwd)).toHaveLength(1);
    expect((await run(["logout"])).exitCode).toBe(0);
    expect(calls).toEqual(["LogIn", "LogOut"]);
  });

  test("with nothing kept makes no state directory", async () => {
    const { calls, cwd, run } = await openWorld();
    expect((await run(["logout"])).exitCode).toBe(0);
    expect(() => mkdirSync(join(cwd, "state"))).not.toThrow();
    expect(calls).toEqual([]);
  });

  test("leaves failed log-ins as they are, unless the operator says otherwise", async () => {
    const { calls, run } = await openWorld();
    await run(login);
    await run(["login", "--password-file", "wrong.txt"]);
    expect((await run(["logout"])).exitCode).toBe(0);
    expect((await run(["login", "--password-file", "wrong.txt"])).exitCode).toBe(4);
    expect(calls).toEqual(["LogIn", "LogIn", "LogOut"]);
  });
});

describe("through a proxy, over HTTPS with a private authority", () => {
  async function throughProxy(options: Omit<TestProxyOptions, "targetPort">, user = "") {
    const world = await openWorld({ tls: testKeys("server") });
    const { port } = new URL(world.sandbox.endpoint);
    const proxy = await startProxy({ targetPort: Number(port), ...options });
    onTestFinished(() => proxy.close());
    writeFileSync(join(world.cwd, "ca.pem"), testAuthority);
    const env = {
      VZUPLOAD_ENDPOINT: "https://uws.example.test/api/v2",
      VZUPLOAD_CA_FILE: "ca.pem",
      HTTPS_PROXY: proxy.url.replace("//", `//${user}`),
    };
    return { proxy, ...world, run: (words: readonly string[]) => world.run(words, env) };
  }

  test.each([
    ["without authentication", {}, ""],
    ["with authentication", { credentials: "door:hunter2-proxy" }, "door:hunter2-proxy@"],
  ] as const)("%s", async (_, options, user) => {
    const { proxy, calls, cwd, run } = await throughProxy(options, user);
    const loggedIn = await run(login);
    expect([loggedIn.exitCode, loggedIn.stderr]).toEqual([0, expect.stringContaining("logged in as me")]);
    expect(tokensIn(cwd)).toHaveLength(1);
    expect((await run(["logout"])).exitCode).toBe(0);
    expect(calls).toEqual(["LogIn", "LogOut"]);
    expect(proxy.asked).toEqual(["uws.example.test:443", "uws.example.test:443"]);
  });

  test("that wants other credentials: nothing counts as a failed log-in", async () => {
    const { calls, run } = await throughProxy({ credentials: "door:hunter2-proxy" });
    const refused = await run([...login, "--retries", "0"]);
    expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining("PROXY_407")]);
    expect(calls).toEqual([]);
    expect((await run(["logout", "--forget-failures", "--json"])).stdout).toContain('"forgotten": 0');
  });
});
