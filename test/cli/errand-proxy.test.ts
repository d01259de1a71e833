import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openProxiedWorld } from "../support/proxied-world.ts";
import { compiledProgram } from "../support/run-cli.ts";

const program = compiledProgram();
const devices = new URL("../../fixtures/devices.csv", import.meta.url);

test.each([
  ["that asks nobody", {}, ""],
  ["that wants a password", { credentials: "me:p@ss" }, "me:p%40ss@"],
] as const)(
  "the errand, over HTTPS with a private authority, through a proxy %s",
  async (_, options, inUrl) => {
    const world = await openProxiedWorld(options, inUrl);
    copyFileSync(devices, join(world.cwd, "devices.csv"));
    const run = (...words: readonly string[]) => program.start(words, world).ended;
    const service = ["--service-plan", "SBG4G", "--zip", "12345"];
    const runs = [
      await run("doctor", "--json"),
      await run("login"),
      await run("callback", "list"),
      await run("push", "devices.csv", "--sku", "VZW120000440008", "--email", "me@mycompany.com"),
      await run("activate", "devices.csv", ...service, "--again", "--no-wait"),
      await run("logout"),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 6, 0]);
    const { sandbox, proxy } = world;
    expect(sandbox.devices.distinct).toBe(2);
    expect(new Set(proxy.asked)).toEqual(new Set(["uws.example.test:443"]));
    for (const { stdout, stderr } of runs)
      expect(stdout + stderr).not.toMatch(/p@ss|p%40ss|"sandbox-|my-secret/);
  },
);

test("an activation through a proxy that wants a password", async () => {
  const world = await openProxiedWorld({ credentials: "me:p@ss" }, "me:p%40ss@");
  copyFileSync(devices, join(world.cwd, "devices.csv"));
  const words = ["activate", "devices.csv", "--service-plan", "SBG4G", "--zip", "12345"];
  const { exitCode, stdout } = await program.start(words, world).ended;
  expect([exitCode, stdout.trim()]).toEqual([0, world.sandbox.stateChanges[0]?.requestId]);
  expect(world.sandbox.activated.distinct).toBe(2);
});
