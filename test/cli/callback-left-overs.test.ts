import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
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

/** A world in which a watch that had displaced production was killed. */
async function killedWorld(): Promise<RegistrationWorld> {
  const world = await openRegistrationWorld();
  const env = { ...world.env, ...displacedEnv };
  const running = program.start(["watch", watched, "--register"], { cwd: world.cwd, env });
  await running.waitFor("for as long as this runs");
  running.child.kill("SIGKILL");
  await running.ended;
  return world;
}

const callback = (words: readonly string[], world: RegistrationWorld, more = {}) =>
  program.start(["callback", ...words], { cwd: world.cwd, env: { ...world.env, ...more } }).ended;

test("a temporary registration is not unregistered by accident: production would be forgotten", async () => {
  const world = await killedWorld();
  const ours = world.registered();
  const refused = await callback(["unregister", "--service", "DeviceService"], world);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(
    `which is temporary, left by a process that is gone; it displaced ${production.url}.\n  To put back what it displaced: vzupload callback restore.`,
  );
  expect(world.registered()).toEqual(ours);
  const words = ["unregister", "--service", "DeviceService", "--url", String(ours?.url)];
  expect((await callback(words, world)).exitCode).toBe(0);
  expect(world.registered()).toBeUndefined();
  const restored = await callback(["restore"], world, displacedEnv);
  expect(restored.stdout).toBe(
    `DeviceService  left alone: unregistered by somebody else meanwhile (before: ${production.url})
`,
  );
  expect(restored.stderr).toContain(
    `vzupload callback register --url ${production.url} --service DeviceService --account ${account} --replace`,
  );
  expect(restored.exitCode).toBe(0);
});

test("who would register over a temporary registration is sent to put back what it displaced", async () => {
  const world = await killedWorld();
  const { stderr, exitCode } = await callback(["register", "--url", "https://me.example/"], world);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Put back first what was displaced: vzupload callback restore\n");
});

test("for good what is registered for a time: it would be put back all the same", async () => {
  const world = await killedWorld();
  const ours = world.registered();
  const words = ["register", "--url", String(ours?.url), "--service", "DeviceService", "--replace"];
  const { stderr, exitCode } = await callback(words, world);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`it displaced ${production.url}. Nothing was changed.\n  Put back first`);
  expect(world.registered()).toEqual(ours);
});

test("restore looks at one platform at a time, and names the other", async () => {
  const world = await killedWorld();
  const { stderr, exitCode } = await callback(["restore"], world, {
    VZUPLOAD_ENDPOINT: "https://uws.example/api/v2",
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`Repeat this with --endpoint ${world.sandbox.endpoint}\n`);
});

test("a platform is the same one however its base URL is spelled: list shows what is left, and restore puts it back", async () => {
  const world = await killedWorld();
  const elsewhere = { VZUPLOAD_ENDPOINT: `${world.sandbox.endpoint.replace("127.0.0.1", "localhost")}/` };
  const listed = await callback(["list"], world, elsewhere);
  expect(listed.stdout).toContain("temporary, left by a process that is gone");
  const restored = await callback(["restore"], world, { ...elsewhere, ...displacedEnv });
  expect(restored.exitCode).toBe(0);
  expect(world.registered()).toEqual(production);
});

test("a lost password is accepted by name: --without-credentials puts the URL back without", async () => {
  const world = await killedWorld();
  const { stdout, exitCode } = await callback(["restore", "--without-credentials", "--json"], world);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "vzupload.callback/1",
    operation: "restore",
    services: [{ account, service: "DeviceService", state: "restored", url: production.url }],
  });
  expect(world.registered()).toEqual({ url: production.url, username: "", password: "" });
});

test("a watch with --replace notices that a left-over record has a password to put back", async () => {
  const world = await killedWorld();
  const ours = world.registered();
  const words = ["watch", watched, "--register", "--replace"];
  const { stderr, exitCode } = await program.start(words, world).ended;
  expect(exitCode).toBe(2);
  expect(stderr).toContain("its user name and password are not set");
  expect(world.registered()).toEqual(ours);
});

test("who lacks the password is told the whole command that does without", async () => {
  const world = await killedWorld();
  writeFileSync(join(world.cwd, "c.json"), JSON.stringify({ profiles: { lab: {} } }));
  const { stderr } = await callback(["restore", "--config", "c.json", "--profile", "lab"], world);
  expect(stderr).toContain(
    "if they are lost: vzupload callback restore --profile lab --config c.json --without-credentials\n",
  );
});

test("a damaged record is named with its file, and nothing is changed", async () => {
  const world = await killedWorld();
  const ours = world.registered();
  const all = join(world.cwd, "state", "registrations");
  const path = join(all, readdirSync(all)[0] ?? "", "record.json");
  writeFileSync(path, "{");
  for (const words of [["restore"], ["list"]]) {
    const { stdout, stderr, exitCode } = await callback(words, world, displacedEnv);
    expect(exitCode).toBe(2);
    expect(stdout).not.toContain("nothing is left");
    expect(stderr).toContain(`in ${path} is damaged`);
  }
  expect(world.registered()).toEqual(ours);
});

test("a damaged record is told, and does not keep the others from being put back", async () => {
  const world = await killedWorld();
  const { cwd } = world;
  const all = join(cwd, "state", "registrations");
  const path = join(all, "0000000000000000", "record.json");
  mkdirSync(join(all, "0000000000000000"));
  writeFileSync(path, '{"version":1}');
  const listed = await callback(["list"], world);
  expect(listed.stdout).toContain("temporary, left by a process that is gone");
  expect(listed.exitCode).toBe(2);
  const restored = await callback(["restore"], world, displacedEnv);
  expect(restored.exitCode).toBe(2);
  expect(restored.stderr).toContain(`in ${path} is damaged`);
  expect(restored.stdout).toContain(`put back: ${production.url}`);
  expect(world.registered()).toEqual(production);
});

test("where the second service is refused the first is put back", async () => {
  const world = await openRegistrationWorld(["fault@register:2:INPUT_INVALID.CallbackRegistration.Url"]);
  const words = ["watch", watched, "--register", "--service", "DeviceService,CarrierService"];
  const env = { ...world.env, ...displacedEnv };
  const run = await program.start(words, { cwd: world.cwd, env }).ended;
  expect(run.exitCode).toBe(5);
  expect(world.registered("CarrierService")).toBeUndefined();
  expect(world.registered()).toEqual(production);
  expect(world.records()).toEqual([]);
});

/** A world in which two of three batches have not come to the platform; what is left to be set of it. */
async function unfinishedWorld() {
  const world = await openRegistrationWorld(["reset-before@1", "reset-before@2"]);
  const { VZUPLOAD_ACCOUNT: _, VZUPLOAD_ENDPOINT: endpoint = "", ...bare } = world.env;
  const { cwd } = world;
  await writePairsCsv(join(cwd, "devices.csv"), 3);
  const push = ["push", "devices.csv", "--sku", "VZW1", "--email", "me@mycompany.com", "--account", account];
  const faulty = ["--endpoint", endpoint, "--batch-size", "1", "--retries", "0"];
  await program.start([...push, ...faulty], { cwd, env: bare }).ended;
  return { ...world, bare };
}

test("a resume that cannot register has tried once, sends nothing and says so once", async () => {
  const world = await unfinishedWorld();
  const { cwd, bare: env } = world;
  const before = world.sandbox.received.length;
  const { stderr, exitCode } = await program.start(["resume", "--watch", "--register"], { cwd, env }).ended;
  expect(exitCode).toBe(2);
  expect(stderr.match(/Not registering: /g)).toHaveLength(1);
  expect(stderr.match(/^batch 1 /gm) ?? []).toHaveLength(1);
  expect(world.sandbox.received).toHaveLength(before);
});

test("the account and platform of a resumed job are its own", async () => {
  const { bare, ...world } = await unfinishedWorld();
  const { cwd } = world;
  const env = { ...bare, ...displacedEnv };
  const words = ["resume", "--watch", "--register", "--wait", "300ms"];
  const { stderr } = await program.start(words, { cwd, env }).ended;
  expect(stderr).toContain("for as long as this runs");
  expect(stderr).toContain(`put back: ${production.url}, with the user name and password that you gave`);
  expect(world.registered()).toEqual(production);
});

test.each([["status"], ["resume"], ["logout"], ["watch", "--wait", "1s"]])(
  "%s tells of what a killed watch has displaced",
  async (...words) => {
    const world = await killedWorld();
    const { stderr } = await program.start(words, world).ended;
    expect(stderr).toContain(
      `warning: DeviceService of account ${account} is still registered to ${world.registered()?.url}, left by a watch that was killed; it displaced ${production.url}\nnext: to put back what was there: vzupload callback restore`,
    );
  },
);
