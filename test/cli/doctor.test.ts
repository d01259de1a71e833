import { existsSync, readdirSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isPlatformPort } from "../../src/listener/platform-ports.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import type { SandboxEvent } from "../../src/sandbox/platform.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { registerCallback } from "../../src/uws/callback-registrations.ts";
import { createTransport } from "../../src/uws/undici-transport.ts";
import { startProxy, type TestProxyOptions } from "../support/proxy.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { testAuthority, testKeys } from "../support/tls-keys.ts";
import { hasTmux, openTerminal } from "../support/tmux.ts";
import { serveHttp } from "../uws/serve.ts";

const program = compiledProgram();
const token = "f4e2e0ed-fac9-479b-b1d4-ab7a1484f432";
/** Reached through a proxy only. */
const named = "https://uws.example.test/api/v2";

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ tokens: [token], ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const portOf = ({ endpoint }: Sandbox): number => Number(new URL(endpoint).port);

interface Doctored {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** "ok: what was found | what to do", by the check's title. */
  readonly found: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Runs the doctor, with a port of its own, and reads what it prints. */
async function doctor(
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
  cwd = temporaryDirectory(),
): Promise<Doctored> {
  writeFileSync(join(cwd, "ca.pem"), testAuthority);
  const { stdout, stderr, exitCode } = await program.start(["doctor", ...words], {
    cwd,
    env: { ...credentials, VZUPLOAD_PORT: "0", ...env },
  }).ended;
  return { exitCode, stdout, stderr, cwd, found: findings(stdout) };
}

const credentials = { VZUPLOAD_USERNAME: "sandbox", VZUPLOAD_PASSWORD: "sandbox" };
const noCredentials = { VZUPLOAD_USERNAME: "", VZUPLOAD_PASSWORD: "" };

function findings(stdout: string): Doctored["found"] {
  const found: Record<string, string> = {};
  let last = "";
  for (const line of stdout.split("\n")) {
    const [, state, title, text] = /^(ok|warning|failure|skipped) {2,}(\S.{13}\S?) +(.*)$/.exec(line) ?? [];
    if (title !== undefined) {
      last = title.trim();
      found[last] = `${state}: ${text}`;
    } else if (/^ {26}\S/.test(line)) found[last] += ` | ${line.trim()}`;
  }
  return found;
}

/** The states, in the order in which they are told. */
function states({ found }: Doctored): string {
  return Object.values(found)
    .map((text) => text.split(":", 1)[0])
    .join(" ");
}

/** A port that was free a moment ago, and that the platform does not call. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return isPlatformPort(port) ? freePort() : port;
}

async function register(endpoint: string, service: string, url: string): Promise<void> {
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const session = { baseUrl: endpoint, token, timeoutMs: 5000 };
  const registration = { account: "", service, url, username: "", password: "" };
  expect(await registerCallback(transport, { ...session, ...registration })).toEqual({ kind: "done" });
}

describe("vzupload doctor", () => {
  test("all is well: exit 0, nothing sent, nothing kept", async () => {
    const sandbox = await open();
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}/hook`;
    for (const service of ["DeviceService", "CarrierService"])
      await register(sandbox.endpoint, service, publicUrl);
    const run = await doctor(
      { VZUPLOAD_ENDPOINT: sandbox.endpoint, VZUPLOAD_PORT: String(port), VZUPLOAD_PATH: "/hook" },
      ["--public-url", publicUrl],
    );
    expect(run.found).toMatchObject({
      "state directory": expect.stringMatching(
        /^ok: .*\.local\/state\/vzupload can be made and written; [\d.]+ [MG]B free$/,
      ),
      "name server": "ok: 127.0.0.1 is an address",
      proxy: "ok: none is used: the endpoint is on this machine",
      connection: "ok: plain HTTP, which never leaves this machine",
      endpoint: `ok: ${sandbox.endpoint} answers (HTTP 405)`,
      clock: "ok: agrees with the endpoint's",
      session: "ok: sandbox was logged in; the token is kept for the next command",
      account: "ok: none is named: the user's only one",
      DeviceService: `ok: callbacks go to ${publicUrl}`,
      CarrierService: `ok: callbacks go to ${publicUrl}`,
      port: `ok: 127.0.0.1:${port} is free`,
      "public URL": `ok: ${publicUrl} leads to this listener`,
    });
    expect(run.stdout).toContain("13 ok\n");
    expect(run.stderr).toBe("");
    expect(run.exitCode).toBe(0);
    expect(sandbox.received).toEqual([]);
    const state = join(run.cwd, ".local", "state", "vzupload");
    expect(readdirSync(state).sort()).toEqual(["inbox", "session.json", "session.lock"]);
    expect(readdirSync(join(state, "inbox")).filter((name) => !name.endsWith(".lock"))).toEqual([]);
    const again = await doctor({ VZUPLOAD_ENDPOINT: sandbox.endpoint }, [], run.cwd);
    expect(again.found["session"]).toBe("ok: the kept session token of sandbox is good");
  });

  test("each value has its source, and no secret is told", async () => {
    const sandbox = await open();
    const env = {
      VZUPLOAD_ENDPOINT: sandbox.endpoint,
      VZUPLOAD_TOKEN: token,
      VZUPLOAD_PASSWORD: "hunter2",
      HTTPS_PROXY: "http://me:hunter2@127.0.0.1:9",
    };
    const text = await doctor(env);
    expect(text.found["configuration"]).toContain(" | endpoint http://127.0.0.1:");
    expect(text.stdout).toContain("password (set, not shown) (VZUPLOAD_PASSWORD)\n");
    expect(text.found["session"]).toBe("ok: the session token of VZUPLOAD_TOKEN is good");
    const json = await doctor(env, ["--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: "vzupload.doctor/1",
      outcome: "success",
      exitCode: 0,
      checks: expect.arrayContaining([{ name: "session", state: "ok", found: expect.any(String) }]),
      configuration: {
        schema: "vzupload.config/1",
        settings: expect.arrayContaining([
          {
            name: "password",
            hidden: true,
            source: { kind: "environment", name: "VZUPLOAD_PASSWORD" },
            hides: [],
          },
        ]),
      },
    });
    for (const { stdout, stderr } of [text, json]) expect(stdout + stderr).not.toMatch(/hunter2|f4e2e0ed/);
  });

  test("a private authority: trusted with --ca-file, else named", async () => {
    const { endpoint } = await open({ tls: testKeys("server") });
    const trusting = await doctor({ VZUPLOAD_ENDPOINT: endpoint }, ["--ca-file", "ca.pem"]);
    expect(trusting.found["connection"]).toMatch(
      /^ok: TLSv1\.3, certificate of .* from .*, valid until 20\d\d-\d\d-\d\d$/,
    );
    expect(trusting.found["session"]).toMatch(/^ok:/);
    expect(trusting.exitCode).toBe(0);
    const { found, exitCode } = await doctor({ VZUPLOAD_ENDPOINT: endpoint });
    expect(found["connection"]).toMatch(
      /^failure: TLS not trusted: the certificate's authority is not known here \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): TLSv1\.3, certificate of .* \| Give the certificate authority of your network or endpoint with --ca-file or NODE_EXTRA_CA_CERTS\.$/,
    );
    expect(found).toMatchObject({
      endpoint: "skipped: first mend: connection",
      account: "skipped: first mend: connection",
    });
    expect(exitCode).toBe(6);
  });

  test.each([
    ["expired", "the endpoint's certificate has expired (CERT_HAS_EXPIRED)"],
    ["other-host", "TLS not trusted: the certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)"],
  ] as const)("a certificate that is of no use: %s", async (keys, text) => {
    const events: SandboxEvent[] = [];
    const { endpoint } = await open({ tls: testKeys(keys), onEvent: (event) => events.push(event) });
    const { found, exitCode } = await doctor({ VZUPLOAD_ENDPOINT: endpoint }, ["--ca-file", "ca.pem"]);
    expect(found["connection"]).toContain(`failure: ${text}: TLSv1.3, certificate of `);
    expect(exitCode).toBe(6);
    expect(events).toEqual([]);
  });

  test.each<
    [
      name: string,
      user: string,
      options: Omit<TestProxyOptions, "targetPort">,
      found: string,
      exitCode: number,
    ]
  >([
    ["without credentials", "", {}, "ok: http://127.0.0.1:% (HTTPS_PROXY) connects to the endpoint", 0],
    [
      "with credentials",
      "me:p%40ss@",
      { credentials: "me:p@ss" },
      "ok: http://127.0.0.1:% (HTTPS_PROXY) connects to the endpoint, with the user name of the variable",
      0,
    ],
    [
      "with wrong credentials",
      "me:wrong@",
      { credentials: "me:p@ss" },
      "failure: http://127.0.0.1:% (HTTPS_PROXY): the proxy wants a user name and password (407), or refuses those it was given (PROXY_407) | Put them into the proxy variable: http://user:password@host:port.",
      6,
    ],
    [
      "that forbids the host",
      "",
      { refuseWith: 403 },
      "failure: http://127.0.0.1:% (HTTPS_PROXY): the proxy forbids this host (403) (PROXY_403) | Ask for the endpoint to be allowed, or use NO_PROXY.",
      6,
    ],
  ])("a proxy %s", async (_, user, options, text, exitCode) => {
    const sandbox = await open({ tls: testKeys("server") });
    const proxy = await startProxy({ targetPort: portOf(sandbox), ...options });
    onTestFinished(() => proxy.close());
    const HTTPS_PROXY = `http://${user}127.0.0.1:${proxy.port}`;
    const run = await doctor({ VZUPLOAD_ENDPOINT: named, HTTPS_PROXY }, ["--ca-file", "ca.pem"]);
    expect(run.found["name server"]).toBe(
      "ok: the proxy's host 127.0.0.1 is an address; it looks up the endpoint itself",
    );
    expect(run.found["proxy"]).toBe(text.replace("%", String(proxy.port)));
    expect(run.exitCode).toBe(exitCode);
    if (exitCode === 0) expect(run.found["account"]).toMatch(/^ok:/);
    expect(proxy.asked).toContain("uws.example.test:443");
    expect(run.stdout).not.toMatch(/p@ss|p%40ss|wrong/);
  });

  test("a proxy that is not there, one that is no URL, and one that NO_PROXY goes around", async ({
    expect,
  }) => {
    const port = await freePort();
    const HTTPS_PROXY = `http://127.0.0.1:${port}`;
    const dead = await doctor({ VZUPLOAD_ENDPOINT: named, HTTPS_PROXY });
    expect(dead.found["proxy"]).toBe(
      `failure: ${HTTPS_PROXY} (HTTPS_PROXY): connection refused (ECONNREFUSED) | Check HTTPS_PROXY: is the proxy ${HTTPS_PROXY} there?`,
    );
    expect(dead.exitCode).toBe(6);
    const odd = await doctor({ VZUPLOAD_ENDPOINT: named, HTTPS_PROXY: "socks://secret@x" });
    expect(odd.found).toMatchObject({
      "name server": "skipped: first mend: proxy",
      proxy: "failure: HTTPS_PROXY is not the URL of an HTTP proxy | Write HTTPS_PROXY as http://host:port.",
      connection: "skipped: first mend: proxy",
    });
    expect(odd.stdout).not.toContain("secret");
    expect(odd.exitCode).toBe(2);
    const around = await doctor({
      VZUPLOAD_ENDPOINT: "https://no-such-host.invalid/",
      HTTPS_PROXY,
      NO_PROXY: ".invalid",
    });
    expect(around.found["name server"]).toMatch(/^failure: no-such-host\.invalid: .*(ENOTFOUND|EAI_AGAIN)/);
    expect(around.found["proxy"]).toBe("skipped: first mend: name server");
  });

  test("a dead port", async () => {
    const port = await freePort();
    const run = await doctor({ VZUPLOAD_ENDPOINT: `http://127.0.0.1:${port}/api/v2` });
    expect(run.found["connection"]).toBe(
      `failure: 127.0.0.1:${port}: connection refused (ECONNREFUSED) | Check --endpoint and its port; is the service running?`,
    );
    expect(run.exitCode).toBe(6);
    expect(existsSync(join(run.cwd, ".local", "state", "vzupload", "session.json"))).toBe(false);
  });

  test("a configuration that is wrong is worked with no further", async () => {
    const run = await doctor({ VZUPLOAD_ENDPOINT: "https://x/", VZUPLOAD_WAIT: "soon" }, [
      "--http-timeout",
      "never",
    ]);
    expect(run.found["configuration"]).toMatch(
      /^failure: VZUPLOAD_WAIT: .* And 1 error more: vzupload config show/,
    );
    expect(states(run)).toBe(`failure${" skipped".repeat(12)}`);
    expect(run.exitCode).toBe(2);
  });

  test("a state directory that cannot be: no log-in, which could not be recorded", async () => {
    const events: SandboxEvent[] = [];
    const { endpoint } = await open({ onEvent: (event) => events.push(event) });
    const run = await doctor({ VZUPLOAD_ENDPOINT: endpoint, VZUPLOAD_STATE_DIR: "ca.pem/state" });
    expect(run.found["state directory"]).toMatch(
      /^failure: Cannot use .*ca\.pem\/state in the state directory: a part of the path is a file \(ENOTDIR\)/,
    );
    expect(run.found).toMatchObject({
      endpoint: expect.stringMatching(/^ok/),
      session: "skipped: first mend: state directory",
      port: "skipped: first mend: state directory",
    });
    expect(run.exitCode).toBe(2);
    expect(events.map(({ operation }) => operation)).toEqual(["GET /api/v2/SessionService.svc"]);
  });

  test("a rejected password is tried once, whatever is repeated", async () => {
    const events: SandboxEvent[] = [];
    const { endpoint } = await open({ onEvent: (event) => events.push(event) });
    const env = { VZUPLOAD_ENDPOINT: endpoint, VZUPLOAD_PASSWORD: "wrong" };
    const first = await doctor(env);
    expect(first.found["session"]).toMatch(
      /^failure: The platform rejected the log-in of sandbox at .* \| Check user name and password/,
    );
    expect(first.found).toMatchObject({
      account: "skipped: first mend: session",
      DeviceService: "skipped: first mend: session",
    });
    const second = await doctor(env, [], first.cwd);
    expect(second.found["session"]).toMatch(
      /^failure: Not logging in: the platform rejected this very password/,
    );
    expect([first.exitCode, second.exitCode]).toEqual([4, 4]);
    expect(events.filter(({ operation }) => operation === "LogIn")).toHaveLength(1);
  });

  test.each<[name: string, env: Readonly<Record<string, string>>, found: RegExp]>([
    ["no credentials", {}, /^failure: No credentials: neither a session token nor a user name is set/],
    [
      "no password",
      { VZUPLOAD_USERNAME: "me" },
      /^failure: No password: a log-in is needed, and none was given/,
    ],
    [
      "a token that is not known, and no user",
      { VZUPLOAD_TOKEN: "f4e2e0ed-fac9-479b-b1d4-000000000000" },
      /^failure: The platform no longer accepts the session token in VZUPLOAD_TOKEN, and no user name is set/,
    ],
  ])("%s", async (_, env, found) => {
    const { endpoint } = await open();
    const run = await doctor({ ...noCredentials, VZUPLOAD_ENDPOINT: endpoint, ...env });
    expect(run.found["session"]).toMatch(found);
    expect(run.exitCode).toBe(4);
  });

  test.each([
    [
      "an account that is not known",
      { VZUPLOAD_ACCOUNT: "NOTFOUND" },
      "failure: NOTFOUND: The account NOTFOUND was not found. (CallbackRegistrationService.REQUEST_FAILED.AccountNotFound) | Check --account: the platform does not know this billing account.",
    ],
    [
      "a user without any",
      { VZUPLOAD_USERNAME: "noaccounts" },
      "failure: (none is named): The user has no accounts. (CallbackRegistrationService.REQUEST_FAILED.NoAccounts) | The user has no billing account: ask Verizon to assign one.",
    ],
  ])("%s", async (_, env, found) => {
    const { endpoint } = await open();
    const run = await doctor({ VZUPLOAD_ENDPOINT: endpoint, ...env });
    expect(run.found["session"]).toMatch(/^ok: /);
    expect(run.found["account"]).toBe(found);
    expect(run.found["DeviceService"]).toBe("skipped: first mend: account");
    expect(run.exitCode).toBe(2);
  });

  test.each([
    [{ VZUPLOAD_USERNAME: "manyaccounts" }, [], "MultipleAccounts"],
    [{}, ["fault@registrations:1:INPUT_INVALID.Account.NotDefined"], "INPUT_INVALID.Account.NotDefined"],
    [{}, ["fault@registrations:1:REQUEST_FAILED.AccountName"], "REQUEST_FAILED.AccountName"],
    [{}, ["fault@registrations:1:REQUEST_FAILED.AccountNotFound"], "REQUEST_FAILED.AccountNotFound"],
  ])("no account is named, and the platform wants one: a warning (%j %j)", async (env, faults, code) => {
    const { endpoint } = await open({ faults: faults.map((text) => parseFault(text)) });
    const run = await doctor({ VZUPLOAD_ENDPOINT: endpoint, ...env });
    expect(run.found["session"]).toMatch(/^ok: /);
    expect(run.found["account"]).toMatch(
      /^warning: none is named: .* \| To see what is registered, name the /,
    );
    expect(run.found["account"]).toContain(`${code})`);
    expect(run.found["DeviceService"]).toBe("skipped: first mend: account");
    expect(run.exitCode).toBe(0);
  });

  test("what is registered elsewhere, and what is not registered, is told with the command", async ({
    expect,
  }) => {
    const { endpoint } = await open();
    await register(endpoint, "DeviceService", "https://production.example.com/");
    const run = await doctor({ VZUPLOAD_ENDPOINT: endpoint }, [
      "--public-url",
      "https://no-such-host.invalid/hook",
    ]);
    const command = (service: string) =>
      `vzupload callback register --url https://no-such-host.invalid/hook --service ${service} --account ... --endpoint ${endpoint}`;
    expect(run.found).toMatchObject({
      DeviceService: `warning: callbacks go to https://production.example.com/, not to https://no-such-host.invalid/hook: whoever listens there is told what becomes of uploaded devices | For as long as a watch runs: --watch --register, with VZUPLOAD_DISPLACED_USERNAME and VZUPLOAD_DISPLACED_PASSWORD of that system. Only if that is nobody's any more: ${command("DeviceService")} --replace`,
      CarrierService: `warning: nothing is registered: nobody is told what becomes of activations | Register where you will listen: ${command("CarrierService")}`,
      port: expect.stringMatching(/^ok: 127\.0\.0\.1:\d+ is free$/),
      "public URL": expect.stringMatching(
        /^warning: POST https:\/\/no-such-host\.invalid\/hook: .* \| Many routers cannot send a machine's traffic back to it/,
      ),
    });
    expect(run.exitCode).toBe(0);
  });

  test.each([
    ["https://me:hunter2@callbacks.example.com/", "the URL holds a user name or password: "],
    ["foo", "the URL is not an absolute HTTP URL"],
    ["ftp://callbacks.example.com/", "the URL is not an absolute HTTP URL"],
  ])("a public URL that cannot be registered is not shown, and in no command: %s", async (url, why) => {
    const { endpoint } = await open();
    await register(endpoint, "DeviceService", "https://production.example.com/");
    const env = { VZUPLOAD_ENDPOINT: endpoint, VZUPLOAD_PUBLIC_URL: url };
    const run = await doctor(env);
    expect(run.found["DeviceService"]).toBe("ok: callbacks go to https://production.example.com/");
    expect(run.found["CarrierService"]).toContain("vzupload callback register --url https://... --service");
    expect(run.found["port"]).toMatch(/^ok: /);
    expect(run.found["public URL"]).toContain(`failure: --public-url: ${why}`);
    expect(run.exitCode).toBe(2);
    const json = await doctor(env, ["--json"]);
    for (const { stdout, stderr } of [run, json]) expect(stdout + stderr).not.toContain("hunter2");
  });

  test.each([
    ["http://localhost:9001/", /^failure: --public-url: localhost is each machine's own name for itself/, 2],
    [
      "https://modules.local/",
      /^failure: --public-url: modules\.local is known in one local network only/,
      2,
    ],
    [
      "https://203.0.113.9:8443/",
      /^failure: --public-url: the platform does not call port 8443: only 80, /,
      2,
    ],
    [
      "https://10.0.0.1:9001/",
      /; 10\.0\.0\.1 is private: the platform reaches it over a private line only; callbacks will bring no user/,
      0,
    ],
  ] as const)("the public URL is judged by the rules of register: %s", async (url, text, exitCode) => {
    const sandbox = await open({ tls: testKeys("server") });
    const proxy = await startProxy({ targetPort: portOf(sandbox) });
    onTestFinished(() => proxy.close());
    const env = { VZUPLOAD_ENDPOINT: named, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const run = await doctor(env, ["--ca-file", "ca.pem", "--public-url", url]);
    expect(run.found["port"]).toMatch(/^ok: 127\.0\.0\.1:\d+ is free$/);
    expect(run.found["public URL"]).toMatch(text);
    const isProposed = run.stdout.includes(`callback register --url ${url}`);
    expect([run.exitCode, isProposed]).toEqual([exitCode, exitCode === 0]);
  });

  test("a public URL that leads through a tunnel, elsewhere, or to another path", async () => {
    const { endpoint } = await open();
    const port = await freePort();
    const env = {
      VZUPLOAD_ENDPOINT: endpoint,
      VZUPLOAD_PORT: String(port),
      VZUPLOAD_CALLBACK_USERNAME: "uws",
      VZUPLOAD_CALLBACK_PASSWORD: "secret",
    };
    const tunnel = await tunnelTo(port);
    const publicUrl = (path: string) => ["--public-url", `http://127.0.0.1:${tunnel}${path}`];
    const through = await doctor(env, publicUrl("/"));
    expect(through.found["public URL"]).toBe(`ok: http://127.0.0.1:${tunnel}/ leads to this listener`);
    const path = await doctor(env, publicUrl("/other"));
    expect(path.found["public URL"]).toBe(
      `warning: http://127.0.0.1:${tunnel}/other leads to this listener, but with another path than --path | Give --path as it arrives here: callbacks to any other are turned away.`,
    );
    const elsewhere = await doctor(env, ["--public-url", endpoint]);
    expect(elsewhere.found["public URL"]).toBe(
      `warning: something else answers at ${endpoint} (HTTP 404) | Callbacks would end there: look at the proxy or tunnel in front of this listener, and where it sends them.`,
    );
    expect([through.exitCode, path.exitCode, elsewhere.exitCode]).toEqual([0, 0, 0]);
  });

  test("a port that another program has", async () => {
    const { endpoint } = await open();
    const port = await serveHttp((_, response) => void response.end());
    const run = await doctor({ VZUPLOAD_ENDPOINT: endpoint, VZUPLOAD_PORT: String(port) }, [
      "--public-url",
      `http://127.0.0.1:${port}/`,
    ]);
    expect(run.found["port"]).toBe(
      `failure: Cannot listen on 127.0.0.1:${port}: another program listens there (EADDRINUSE) | End that program, or choose another of the platform's ports: 80, 443, 9001-9006, 28200-28220, 50551-50559.`,
    );
    expect(run.found["public URL"]).toBe("skipped: first mend: port");
    expect(run.exitCode).toBe(2);
  });

  test("a watch that listens there is not disturbed", async () => {
    const { endpoint } = await open();
    const port = await freePort();
    const cwd = temporaryDirectory();
    const env = { VZUPLOAD_ENDPOINT: endpoint, VZUPLOAD_PORT: String(port) };
    const watching = program.start(["watch", "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3", "--expect", "1"], {
      cwd,
      env,
    });
    await watching.waitFor("listening for callbacks on");
    const run = await doctor(env, ["--public-url", `http://127.0.0.1:${port}/`], cwd);
    expect(run.found["port"]).toBe(
      `ok: a watch of this state directory listens on ${port} (process ${watching.child.pid})`,
    );
    expect(run.found["public URL"]).toBe("skipped: the watch that listens there is not disturbed");
    watching.child.kill("SIGINT");
    expect((await watching.ended).stderr).not.toMatch(/turned away|doctor/);
  });

  test.each([
    [-600_500, /^warning: 10 min( \d s)? ahead of the endpoint's \| Set this machine's clock/],
    [86_500_000, /^warning: 1 d behind the endpoint's \| Set this machine's clock/],
    [-120_000, /^ok: agrees with the endpoint's$/],
  ])("a clock that differs by %i ms", async (skewMs, found) => {
    const port = await serveHttp((_, response: ServerResponse) => {
      const date = new Date(Date.now() + skewMs).toUTCString();
      response.setHeader("date", date).writeHead(405).end();
    });
    const run = await doctor({ VZUPLOAD_ENDPOINT: `http://127.0.0.1:${port}/api/v2` });
    expect(run.found["clock"]).toMatch(found);
    expect(run.found["session"]).toMatch(/^failure: /);
  });

  test("a service that has trouble, and an address without one", async () => {
    const statuses = [503, 404, 302];
    const runs = await Promise.all(
      statuses.map(async (status) => {
        const port = await serveHttp((_, response) => void response.writeHead(status).end());
        return doctor({ VZUPLOAD_ENDPOINT: `http://127.0.0.1:${port}/api/v2` });
      }),
    );
    expect(runs.map(({ found }) => found["endpoint"]?.replace(/http:\S+ /, ""))).toEqual([
      "failure: GET HTTP 503 | The service, or what stands before it, has a trouble of its own: try again later.",
      "warning: GET HTTP 404 | There may be no such service at this address: check --endpoint.",
      "warning: GET HTTP 302 | The platform redirects nobody: look whether a guest network or a proxy asks for a log-in of its own.",
    ]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([6, 2, 6]);
  });

  test.skipIf(!hasTmux)("on a terminal nobody is asked for a password (needs tmux)", async () => {
    const { endpoint } = await open();
    const env = { VZUPLOAD_ENDPOINT: endpoint, VZUPLOAD_USERNAME: "sandbox", VZUPLOAD_PORT: "0" };
    const terminal = openTerminal(`${process.execPath} ${program.bin()} doctor`, {
      cwd: temporaryDirectory(),
      env,
    });
    await terminal.ended();
    await terminal.shows("exit=0");
    const shown = terminal.screen().replaceAll(/\n */g, " ");
    expect(shown).toContain("no session token is kept and no password is set: a push will ask for it");
    expect(shown).toContain("Log in, then look again: vzupload login");
    expect(shown).toContain("first mend: session");
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("Ctrl-C ends it while a proxy does not answer", async () => {
    const proxy = await startProxy({ targetPort: 9, refuseWith: 0 });
    onTestFinished(() => proxy.close());
    const running = program.start(["doctor"], {
      cwd: temporaryDirectory(),
      env: { ...credentials, VZUPLOAD_PORT: "0", VZUPLOAD_ENDPOINT: named, HTTPS_PROXY: proxy.url },
    });
    await running.waitFor("name server");
    running.child.kill("SIGTERM");
    const { stdout, exitCode } = await running.ended;
    expect(exitCode).toBe(143);
    expect(findings(stdout)).toMatchObject({ proxy: "skipped: interrupted", port: "skipped: interrupted" });
  });

  test("Ctrl-C ends it, whatever does not answer", async () => {
    const { endpoint } = await open({ faults: [parseFault("no-answer@login:1")] });
    const running = program.start(["doctor"], {
      cwd: temporaryDirectory(),
      env: { ...credentials, VZUPLOAD_PORT: "0", VZUPLOAD_ENDPOINT: endpoint },
    });
    await running.waitFor("clock");
    running.child.kill("SIGINT");
    const { stdout, exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    expect(findings(stdout)).toMatchObject({ session: "skipped: interrupted", port: "skipped: interrupted" });
  });
});

/** A TCP server whose connections lead to another port of this machine. */
async function tunnelTo(port: number): Promise<number> {
  const server = createTcpServer((socket) => {
    const target = connect(port, "127.0.0.1");
    for (const end of [socket, target]) end.on("error", () => end.destroy());
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
