import { expect, test } from "vitest";
import { openProxiedWorld } from "../support/proxied-world.ts";
import { account, production } from "../support/registration-world.ts";
import { compiledProgram } from "../support/run-cli.ts";

const program = compiledProgram();
const watched = "3b1e4f57-0000-4000-8000-000000000000";

test.each([
  ["that asks nobody", {}, ""],
  ["that wants a password", { credentials: "me:p@ss" }, "me:p%40ss@"],
] as const)("registrations are made, and put back, through a proxy %s", async (_, options, inUrl) => {
  const world = await openProxiedWorld(options, inUrl);
  const running = program.start(
    ["watch", watched, "--register", "--public-url", "https://me.example/cb", "--wait", "500ms"],
    world,
  );
  await running.waitFor("for as long as this runs");
  expect(world.registered()?.username).toBe("me");
  expect((await running.ended).exitCode).toBe(9);
  expect(world.registered()).toEqual(production);
  const { stdout, exitCode } = await program.start(["callback", "list"], world).ended;
  expect(stdout).toBe(`DeviceService   ${production.url}\nCarrierService  not registered\n`);
  expect(exitCode).toBe(0);
  expect(new Set(world.proxy.asked)).toEqual(new Set(["uws.example.test:443"]));
});

test("a proxy that refuses the password lets nothing be changed", async () => {
  const world = await openProxiedWorld({ credentials: "me:p@ss" }, "me:wrong@");
  const words = ["callback", "register", "--url", "https://me.example/", "--account", account];
  const { stderr, exitCode } = await program.start(words, world).ended;
  expect(exitCode).toBe(6);
  expect(stderr).toContain("(PROXY_407)");
  expect(stderr).not.toContain("wrong");
  expect(world.registered()).toEqual(production);
});

test("a private authority that is not given is not trusted", async () => {
  const world = await openProxiedWorld();
  const { VZUPLOAD_CA_FILE: _, ...env } = world.env;
  const { stderr, exitCode } = await program.start(["callback", "list"], { cwd: world.cwd, env }).ended;
  expect(exitCode).toBe(6);
  expect(stderr).toContain("TLS not trusted");
});
