import { join } from "node:path";
import { expect, test } from "vitest";
import { writePairsCsv } from "../support/make-devices.ts";
import { account, displacedEnv, openRegistrationWorld, production } from "../support/registration-world.ts";
import { compiledProgram } from "../support/run-cli.ts";

const program = compiledProgram();
const other = "9999999999-00001";

/** A platform that a push was accepted by, which has told nothing of it yet. */
async function pushedWorld() {
  const world = await openRegistrationWorld([], { callbacks: { delayMs: 600_000 } });
  const { cwd, env } = world;
  await writePairsCsv(join(cwd, "devices.csv"), 3);
  const push = ["push", "devices.csv", "--sku", "VZW1", "--email", "me@mycompany.com"];
  const { stdout } = await program.start(push, { cwd, env }).ended;
  return { ...world, requestId: stdout.trim(), env: { ...env, ...displacedEnv } };
}

test.each([
  ["the newest job", () => []],
  ["a RequestId of a job", (requestId: string) => [requestId]],
])("a watch of %s registers at the job's account, whatever the environment says", async (_, operands) => {
  const { requestId, cwd, env, ...world } = await pushedWorld();
  const words = ["watch", ...operands(requestId), "--register", "--wait", "300ms"];
  const running = program.start(words, { cwd, env: { ...env, VZUPLOAD_ACCOUNT: other } });
  await running.waitFor(`displaced ${production.url}`);
  await running.ended;
  expect(world.sandbox.registrations.of(other)).toEqual([]);
  expect(world.registered()).toEqual(production);
});

test.each([
  ["account", { flag: other }, `--account: the job's callbacks go to what account ${account} has registered`],
  ["endpoint", { flag: "https://uws.example/api/v2" }, "and the endpoint that is set is https://uws.example"],
] as const)("a watch whose --%s is not the job's registers nothing", async (name, { flag }, message) => {
  const { cwd, env, ...world } = await pushedWorld();
  const words = ["watch", "--register", "--wait", "300ms", `--${name}`, flag];
  const { stderr, exitCode } = await program.start(words, { cwd, env }).ended;
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(world.registered()).toEqual(production);
});
