import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callbackMessage } from "../listener/messages.ts";
import { writePairsCsv } from "../support/make-devices.ts";
import {
  account,
  displacedEnv,
  openRegistrationWorld,
  production,
  type RegistrationWorld,
} from "../support/registration-world.ts";
import { compiledProgram } from "../support/run-cli.ts";

const program = compiledProgram();
const watched = "3b1e4f57-0000-4000-8000-000000000000";
const registering = ["watch", watched, "--register"];
const registeredLine = "for as long as this runs";

/** A watch that has registered itself. */
async function startWatch(
  { cwd, env }: RegistrationWorld,
  {
    words = registering,
    more = displacedEnv,
  }: { readonly words?: readonly string[]; readonly more?: object } = {},
) {
  const running = program.start(words, { cwd, env: { ...env, ...more } });
  await running.waitFor(registeredLine);
  return running;
}

async function killed(running: ReturnType<typeof program.start>): Promise<void> {
  running.child.kill("SIGKILL");
  await running.ended;
}

function restore({ cwd, env }: RegistrationWorld, more: Readonly<Record<string, string>> = displacedEnv) {
  return program.start(["callback", "restore"], { cwd, env: { ...env, ...more } }).ended;
}

/** A watch that is killed while the platform looks as the test wants it. */
async function killedWatch(faults: readonly string[], when: (world: RegistrationWorld) => Promise<unknown>) {
  const world = await openRegistrationWorld(faults);
  const { cwd, env } = world;
  const running = program.start(registering, { cwd, env: { ...env, ...displacedEnv } });
  await when(world);
  await killed(running);
  return world;
}

describe("what was registered is put back, with its user name and password,", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("after %s", async (signal, exitCode) => {
    const world = await openRegistrationWorld();
    const running = await startWatch(world);
    expect(world.registered()).toMatchObject({ username: "me", password: "my-secret" });
    expect(world.registered()?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(world.records()).toMatchObject([{ phase: "registered", displaced: { url: production.url } }]);
    running.child.kill(signal);
    const { stderr, ...run } = await running.ended;
    expect(run).toEqual({ stdout: "", exitCode });
    expect(stderr).toContain("putting back what was registered before (a minute at most)");
    expect(stderr).toContain(
      `DeviceService: put back: ${production.url}, with the user name and password that you gave\n`,
    );
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
  });

  test("when the wait is over, and the document says so", async () => {
    const world = await openRegistrationWorld();
    const running = await startWatch(world, { words: [...registering, "--wait", "300ms", "--json"] });
    const { stdout, exitCode } = await running.ended;
    expect(exitCode).toBe(9);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "vzupload.watch/1",
      registrations: [
        {
          account,
          service: "DeviceService",
          state: "restored",
          url: production.url,
          displaced: production.url,
        },
      ],
    });
    expect(world.registered()).toEqual(production);
  });

  test("where nothing was registered nothing is, and activations have a service of their own", async () => {
    const world = await openRegistrationWorld();
    const running = await startWatch(world, { words: [...registering, "--until", "activated"] });
    await running.waitFor("DeviceService: registered");
    expect(world.registered("CarrierService")?.username).toBe("me");
    running.child.kill("SIGINT");
    await running.ended;
    expect(world.registered("CarrierService")).toBeUndefined();
    expect(world.registered()).toEqual(production);
  });
});

describe("after kill -9", () => {
  test("it is put back by the next command, with the right user name and password only", async () => {
    const world = await openRegistrationWorld();
    await killed(await startWatch(world));
    const ours = world.registered();
    expect(JSON.stringify(world.records())).not.toContain(production.password);
    const without = await restore(world, {});
    expect(without.exitCode).toBe(2);
    expect(without.stderr).toContain("its user name and password are not set");
    const wrong = await restore(world, { ...displacedEnv, VZUPLOAD_DISPLACED_PASSWORD: "prod-secrets" });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("are not those that it was displaced with");
    expect(world.registered()).toEqual(ours);
    expect(await restore(world)).toEqual({
      stdout: `DeviceService  put back: ${production.url}, with the user name and password that you gave\n`,
      stderr: "",
      exitCode: 0,
    });
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
    expect((await restore(world)).stdout).toBe("nothing is left to be put back\n");
  });

  test("the next watch puts it back before it displaces it itself", async () => {
    const world = await openRegistrationWorld();
    await killed(await startWatch(world));
    const running = await startWatch(world);
    await running.waitFor(`displaced ${production.url}`);
    running.child.kill("SIGINT");
    await running.ended;
    expect(world.registered()).toEqual(production);
  });

  test("callback list shows it, and what to do", async () => {
    const world = await openRegistrationWorld();
    await killed(await startWatch(world));
    const { stdout, stderr } = await program.start(["callback", "list"], world).ended;
    expect(stdout).toContain(`(temporary, left by a process that is gone; it displaced ${production.url})\n`);
    expect(stderr).toBe(
      "next: to put back what a process that is gone has displaced: vzupload callback restore\n",
    );
  });
});

describe("killed", () => {
  test("before anything is recorded, nothing has changed", async () => {
    const world = await killedWatch(["no-answer@registrations:1"], ({ heard }) =>
      heard("GetCallbackRegistrations", 1),
    );
    expect(world.records()).toEqual([]);
    expect(world.registered()).toEqual(production);
  });

  test("between record and registration, the record stays until the registration cannot arrive any more", async () => {
    const world = await killedWatch(["http-500@register:1"], ({ heard }) =>
      heard("GetCallbackRegistrations", 2),
    );
    expect(world.records()).toMatchObject([{ phase: "registering", displaced: { url: production.url } }]);
    expect(world.registered()).toEqual(production);
    const early = await restore(world);
    expect(early.exitCode).toBe(6);
    expect(early.stderr).toContain("it may still arrive");
    expect(world.records()).toHaveLength(1);
    world.age(120_000);
    const late = await restore(world);
    expect(late).toMatchObject({
      exitCode: 0,
      stdout: `DeviceService  nothing to put back: ${production.url}\n`,
    });
    expect(world.records()).toEqual([]);
    expect(world.registered()).toEqual(production);
  });

  test("a registration that arrives after its process has ended is taken back", async () => {
    const world = await killedWatch(["http-500@register:1"], ({ heard }) =>
      heard("GetCallbackRegistrations", 2),
    );
    const [record] = world.records();
    world.register({ url: String(record?.["url"]), username: "me", password: "my-secret" });
    expect((await restore(world)).exitCode).toBe(0);
    expect(world.registered()).toEqual(production);
  });

  test("before the registration is answered", async () => {
    const world = await killedWatch(["no-answer@register:1"], ({ heard }) => heard("RegisterCallback", 1));
    expect(world.registered()?.username).toBe("me");
    expect((await restore(world)).exitCode).toBe(0);
    expect(world.registered()).toEqual(production);
  });

  test.each([
    ["before it is applied", "http-500@register:2", "GetCallbackRegistrations", 4],
    ["before it is answered", "no-answer@register:2", "RegisterCallback", 2],
    ["before it is made sure of", "no-answer@registrations:4", "GetCallbackRegistrations", 4],
  ] as const)("while it puts back, %s", async (_, fault, operation, count) => {
    const world = await openRegistrationWorld([fault]);
    const running = await startWatch(world);
    running.child.kill("SIGINT");
    await world.heard(operation, count);
    await killed(running);
    expect(world.records()).toHaveLength(1);
    expect((await restore(world)).exitCode).toBe(0);
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
  });
});

test("killed between two services, both are put back", async () => {
  const world = await openRegistrationWorld(["no-answer@register:2"]);
  const { cwd, env } = world;
  const carrier = { ...production, url: "https://production.example/activations" };
  world.register(carrier, "CarrierService");
  const words = [...registering, "--until", "activated", "--replace"];
  const running = program.start(words, { cwd, env: { ...env, ...displacedEnv } });
  await world.heard("RegisterCallback", 2);
  await killed(running);
  expect(world.records()).toMatchObject([{}, {}]);
  expect((await restore(world)).exitCode).toBe(0);
  expect(world.registered()).toEqual(production);
  expect(world.registered("CarrierService")).toEqual(carrier);
  expect(world.records()).toEqual([]);
});

test("one user name and password is not put back onto two URLs, unless --replace says that it is right for both", async () => {
  const world = await openRegistrationWorld();
  const { cwd, env } = world;
  const other = { url: "http://other.example/", username: "other", password: "other-secret" };
  world.register(other, "CarrierService");
  const words = [...registering, "--until", "activated"];
  const run = await program.start(words, { cwd, env: { ...env, ...displacedEnv } }).ended;
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain(
    `CarrierService to ${other.url}, DeviceService to ${production.url} are different URLs`,
  );
  expect(run.stderr).toContain("Watch one --service at a time");
  expect(world.registered()).toEqual(production);
  expect(world.registered("CarrierService")).toEqual(other);
  const one = await startWatch(world, { words: [...registering, "--service", "DeviceService"] });
  one.child.kill("SIGINT");
  await one.ended;
  expect(world.registered()).toEqual(production);
});

test("what was displaced without user name and password is put back without, whatever is set by then", async () => {
  const world = await openRegistrationWorld();
  await killed(await startWatch(world, { words: [...registering, "--replace"], more: {} }));
  expect((await restore(world)).stdout).toContain(`put back: ${production.url}, without user name`);
  expect(world.registered()).toEqual({ url: production.url, username: "", password: "" });
});

describe("a URL that is registered already", () => {
  const url = "http://127.0.0.1:50551/for-good";
  const there = { url, username: "prod", password: "prod-secret" };
  const words = [...registering, "--public-url", url, "--wait", "300ms"];

  test("stays so with its own user name and password, which nobody could put back", async () => {
    const world = await openRegistrationWorld();
    world.register(there);
    const { stderr, exitCode } = await program.start(words, world).ended;
    expect(exitCode).toBe(9);
    expect(stderr).toContain(
      `DeviceService: ${url} was registered already, and stays so, its user name and password unchanged`,
    );
    expect(stderr).toContain("if a watch with another state directory was killed and has left it");
    expect(world.registered()).toEqual(there);
    expect(world.records()).toEqual([]);
  });

  test("has those of the watch from then on with --replace, which is said", async () => {
    const world = await openRegistrationWorld();
    world.register(there);
    const { stderr } = await program.start([...words, "--replace"], world).ended;
    expect(stderr).toContain("and stays so, from now on with the user name and password of this watch;");
    expect(world.registered()).toEqual({ url, username: "me", password: "my-secret" });
  });

  test("has those of the watch for a time where its own are given, which are put back", async () => {
    const world = await openRegistrationWorld();
    world.register(there);
    const running = await startWatch(world, { words });
    expect(world.registered()).toEqual({ url, username: "me", password: "my-secret" });
    expect(world.records()).toMatchObject([{ phase: "registered", displaced: { url } }]);
    expect((await running.ended).exitCode).toBe(9);
    expect(world.registered()).toEqual(there);
    expect(world.records()).toEqual([]);
  });
});

describe("somebody else", () => {
  test("who starts at the same moment: one of both registers, and production is put back", async () => {
    const world = await openRegistrationWorld();
    const { cwd, env } = world;
    const start = async () => {
      const running = program.start(registering, { cwd, env: { ...env, ...displacedEnv } });
      const isIn = await running.waitFor(registeredLine).then(
        () => true,
        () => false,
      );
      return { running, isIn };
    };
    const both = await Promise.all([start(), start()]);
    const winners = both.filter(({ isIn }) => isIn);
    const losers = both.filter(({ isIn }) => !isIn);
    expect([winners.length, losers.length]).toEqual([1, 1]);
    for (const { running } of losers) expect((await running.ended).exitCode).toBe(6);
    for (const { running } of winners) {
      running.child.kill("SIGINT");
      expect((await running.ended).exitCode).toBe(130);
    }
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
  });

  test("who has registered meanwhile is left alone, which is told with what was there before", async () => {
    const world = await openRegistrationWorld();
    const running = await startWatch(world);
    const other = { url: "https://other.example/", username: "", password: "" };
    world.register(other);
    running.child.kill("SIGINT");
    const { stderr } = await running.ended;
    expect(stderr).toContain(
      `DeviceService: left alone: registered by somebody else meanwhile: ${other.url} (before: ${production.url})\n`,
    );
    expect(stderr).toContain(
      `vzupload callback register --url ${production.url} --service DeviceService --account ${account} --replace\n`,
    );
    expect(world.registered()).toEqual(other);
    expect(world.records()).toEqual([]);
  });

  test("a second watch is refused and changes nothing", async () => {
    const world = await openRegistrationWorld();
    const first = await startWatch(world);
    const ours = world.registered();
    const { cwd, env } = world;
    const second = await program.start(registering, { cwd, env: { ...env, ...displacedEnv } }).ended;
    expect(second.exitCode).toBe(6);
    expect(second.stderr).toContain(`is registered for a time by process ${first.child.pid} on `);
    const restoring = await restore(world);
    expect(restoring.exitCode).toBe(6);
    expect(world.registered()).toEqual(ours);
    first.child.kill("SIGINT");
    await first.ended;
    expect(world.registered()).toEqual(production);
  });

  test("a watch with another state directory counts as production", async () => {
    const world = await openRegistrationWorld();
    const first = await startWatch(world);
    const { cwd, env } = world;
    const elsewhere = { ...env, VZUPLOAD_STATE_DIR: `${cwd}/elsewhere` };
    const second = await program.start(registering, { cwd, env: elsewhere }).ended;
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain(
      `has registered DeviceService to ${world.registered()?.url}, which would`,
    );
    first.child.kill("SIGINT");
    await first.ended;
  });
});

describe("what cannot be displaced or put back is told", () => {
  test("production without its user name and password is not displaced, and nothing listens", async () => {
    const world = await openRegistrationWorld();
    const { stderr, exitCode } = await program.start(registering, world).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `Not registering: account ${account} has registered DeviceService to ${production.url}, which would hear nothing meanwhile`,
    );
    expect(world.registered()).toEqual(production);
  });

  test("--replace displaces it, and says that its password is lost", async () => {
    const world = await openRegistrationWorld();
    const running = await startWatch(world, { words: [...registering, "--replace"], more: {} });
    await running.waitFor("put back WITHOUT user name and password, which are not known");
    running.child.kill("SIGINT");
    await running.ended;
    expect(world.registered()).toEqual({ url: production.url, username: "", password: "" });
  });

  test("a registration that is refused ends the watch before it begins", async () => {
    const world = await openRegistrationWorld(["fault@register:1:INPUT_INVALID.CallbackRegistration.Url"]);
    const { cwd, env } = world;
    const run = await program.start(registering, { cwd, env: { ...env, ...displacedEnv } }).ended;
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain("the platform refused it: This fault was asked for by a switch.");
    expect(world.records()).toEqual([]);
    expect(world.registered()).toEqual(production);
  });

  test.each([
    ["is refused", ["fault@registrations:2:REQUEST_FAILED.Something"], 5],
    [
      "has no session and cannot log in",
      ["expire-session@registrations:2", "fault@login:2:REQUEST_FAILED.InvalidLogin"],
      4,
    ],
  ] as const)(
    "where the list behind an applied registration %s, the registration is put back",
    async (_, faults, code) => {
      const world = await openRegistrationWorld(faults);
      const { cwd, env } = world;
      const run = await program.start(registering, { cwd, env: { ...env, ...displacedEnv } }).ended;
      expect(run.exitCode).toBe(code);
      // By the watch itself, or, where its log-in was rejected, by whoever may log in again.
      await program.start(["logout", "--forget-failures"], { cwd, env }).ended;
      await restore(world);
      expect(world.registered()).toEqual(production);
      expect(world.records()).toEqual([]);
    },
  );

  test("a failed restoration does not hide the watch's own result, and is no success", async () => {
    const world = await openRegistrationWorld(["fault@register:2:INPUT_INVALID.CallbackRegistration.Url"]);
    const running = await startWatch(world, { words: [...registering, "--wait", "300ms", "--json"] });
    const { stdout, stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(5);
    expect(stderr).toContain(
      "error: What was registered for callbacks before is NOT put back: Cannot register",
    );
    expect(stderr).toContain("To put it back: vzupload callback restore\n");
    expect(JSON.parse(stdout)).toMatchObject({
      complete: false,
      requests: [{ requestId: watched }],
      registrations: [{ state: "failed" }],
    });
    expect(world.records()).toHaveLength(1);
    expect((await restore(world)).exitCode).toBe(0);
    expect(world.registered()).toEqual(production);
  });

  test("a signal while it registers puts everything back", async () => {
    const world = await openRegistrationWorld(["no-answer@register:1"]);
    const { cwd, env } = world;
    const words = [...registering, "--http-timeout", "1s", "--retries", "0"];
    const running = program.start(words, { cwd, env: { ...env, ...displacedEnv } });
    await world.heard("RegisterCallback", 1);
    running.child.kill("SIGINT");
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stderr).toContain("stopping: a registration that is under way is finished and put back first");
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
  });

  test("a lost answer to the registration is no doubt: the platform is asked", async () => {
    const world = await openRegistrationWorld([
      "accept-then-reset@register:1",
      "accept-then-reset@register:2",
    ]);
    const running = await startWatch(world);
    running.child.kill("SIGINT");
    expect((await running.ended).stderr).toContain(`put back: ${production.url}, with the user name`);
    expect(world.registered()).toEqual(production);
  });

  test("a session that ends meanwhile is renewed to put it back", async () => {
    const world = await openRegistrationWorld(["expire-session@registrations:3"]);
    const running = await startWatch(world);
    running.child.kill("SIGINT");
    expect((await running.ended).exitCode).toBe(130);
    expect(world.registered()).toEqual(production);
  });

  test("a platform that is gone at the end is a loud error, with the command", async () => {
    const world = await openRegistrationWorld();
    const words = [...registering, "--expect", "1", "--retries", "0"];
    const running = await startWatch(world, { words });
    const own = world.registered()?.url ?? "";
    await world.sandbox.close();
    // What is watched for ends the watch, however long the closing took.
    const callback = callbackMessage({ requestId: watched, username: "me", password: "my-secret" });
    expect((await fetch(own, { method: "POST", body: callback })).status).toBe(200);
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(6);
    expect(stderr).toContain(
      "error: What was registered for callbacks before is NOT put back: Cannot ask for",
    );
    expect(stderr).toContain(`RequestId ${watched}`);
    expect(world.records()).toHaveLength(1);
  });

  test("a second signal ends at once and says what is left to do", async () => {
    const world = await openRegistrationWorld(["no-answer@registrations:4"]);
    const running = await startWatch(world);
    running.child.kill("SIGINT");
    await world.heard("GetCallbackRegistrations", 4);
    running.child.kill("SIGINT");
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(
      "DeviceService: perhaps still registered to this watch; to put back what was there: vzupload callback restore\n",
    );
    expect(world.records()).toHaveLength(1);
  });
});

describe("push --watch --register", () => {
  const push = ["push", "devices.csv", "--sku", "VZW120000440008", "--email", "me@mycompany.com", "--watch"];

  test("hears of its own devices, and puts back what was there", async () => {
    const world = await openRegistrationWorld();
    await writePairsCsv(join(world.cwd, "devices.csv"), 3);
    const { cwd, env } = world;
    const running = program.start([...push, "--register"], { cwd, env: { ...env, ...displacedEnv } });
    const { stderr, exitCode } = await running.ended;
    expect(stderr).toContain("3 rows: 3 uploaded\n");
    expect(exitCode).toBe(0);
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
  });

  test("registers nothing for an input that is refused", async () => {
    const world = await openRegistrationWorld();
    await writePairsCsv(join(world.cwd, "devices.csv"), 3);
    writeFileSync(join(world.cwd, "bad.csv"), "IMEI,ICCID\n1,2\n");
    const { cwd, env } = world;
    const words = push.map((word) => (word === "devices.csv" ? "bad.csv" : word));
    const running = program.start([...words, "--register"], { cwd, env: { ...env, ...displacedEnv } });
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(3);
    expect(stderr).not.toContain("registered");
    expect(world.sandbox.registrations.of(account)).toEqual([["DeviceService", production]]);
  });

  test("sends nothing where it cannot register", async () => {
    const world = await openRegistrationWorld();
    const { cwd, env } = world;
    await writePairsCsv(join(cwd, "devices.csv"), 3);
    const { stderr, exitCode } = await program.start([...push, "--register"], { cwd, env }).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error: Not registering: ");
    expect(world.sandbox.received).toEqual([]);
  });

  test("that has everything, and has been told everything, registers nothing", async () => {
    const world = await openRegistrationWorld();
    const { cwd } = world;
    const env = { ...world.env, ...displacedEnv };
    await writePairsCsv(join(cwd, "devices.csv"), 3);
    await program.start([...push, "--register"], { cwd, env }).ended;
    const { stderr, exitCode } = await program.start([...push, "--register"], { cwd, env }).ended;
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain("registered");
  });

  test("puts it back when it is interrupted while it sends", async () => {
    const world = await openRegistrationWorld(["slow@1:1000"]);
    const { cwd, env } = world;
    await writePairsCsv(join(cwd, "devices.csv"), 3);
    const words = [...push, "--batch-size", "1", "--register"];
    const running = program.start(words, { cwd, env: { ...env, ...displacedEnv } });
    await world.heard("UploadDevices", 1);
    running.child.kill("SIGINT");
    const { exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    expect(world.registered()).toEqual(production);
    expect(world.records()).toEqual([]);
  });

  test("names --register in the command that goes on waiting", async () => {
    const world = await openRegistrationWorld([], { callbacks: { delayMs: 600_000 } });
    await writePairsCsv(join(world.cwd, "devices.csv"), 3);
    const { cwd, env } = world;
    const words = [...push, "--register", "--wait", "300ms"];
    const { stderr } = await program.start(words, { cwd, env: { ...env, ...displacedEnv } }).ended;
    expect(stderr).toMatch(/next: go on waiting .*: vzupload watch --job \S+ --wait 300ms --register\n/);
  });
});
