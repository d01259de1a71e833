import { expect, test } from "vitest";
import { openRegistrationWorld } from "../support/registration-world.ts";
import { compiledProgram } from "../support/run-cli.ts";

const program = compiledProgram();
const url = "http://127.0.0.1:50551/for-good";
const old = { url, username: "old", password: "old-secret" };
const words = ["callback", "register", "--url", url, "--service", "DeviceService", "--retry-delays", "1ms"];

test("new credentials of a URL that is registered already are not called registered where the platform refuses them", async () => {
  const world = await openRegistrationWorld(["fault@register:1:INPUT_INVALID.Request.InvalidCharacter"]);
  world.register(old);
  const { stdout, stderr, exitCode } = await program.start(words, world).ended;
  expect(exitCode).toBe(5);
  expect(stdout).not.toContain("with user name and password");
  expect(stderr).toContain("the platform refused it");
  expect(world.registered()).toEqual(old);
});

test("new credentials of a URL that is registered already are sent again where the answer was lost", async () => {
  const world = await openRegistrationWorld(["http-500@register:1"]);
  world.register(old);
  const { exitCode } = await program.start(words, world).ended;
  expect(exitCode).toBe(0);
  expect(world.registered()).toEqual({ url, username: "me", password: "my-secret" });
});
