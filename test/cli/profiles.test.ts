import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();

const plant = { account: "1223334444-00001" };
const lab = { account: "1223334444-00002" };

/** Writes the user's configuration; the programs of a test have their directory for a home. */
function configure(cwd: string, profiles: object): void {
  mkdirSync(join(cwd, ".config", "vzupload"), { recursive: true });
  writeFileSync(join(cwd, ".config", "vzupload", "config.json"), JSON.stringify({ profiles }));
}

/** Pushes two batches under the profile `plant`, interrupted while the first is answered. */
async function interruptedPush(endpointIn: (endpoint: string) => object, profiles: object = {}) {
  const { sandbox, cwd, env, called } = await openUploadWorld(2, { faults: [parseFault("slow@1:1000")] });
  const { VZUPLOAD_ENDPOINT: endpoint = "", ...rest } = env;
  configure(cwd, { plant: { ...plant, endpoint }, ...endpointIn(endpoint), ...profiles });
  const start = (words: readonly string[]) => program.start(words, { cwd, env: rest });
  const push = start([...pushWords, "--batch-size", "1", "--profile", "plant"]);
  await called(1);
  push.child.kill("SIGINT");
  expect((await push.ended).exitCode).toBe(130);
  return { sandbox, start };
}

test("a job keeps its account, whatever the profile says that it goes on with", async () => {
  const { sandbox, start } = await interruptedPush((endpoint) => ({ lab: { ...lab, endpoint } }));
  expect((await start(["resume", "--profile", "lab"]).ended).exitCode).toBe(0);
  expect(sandbox.received.map(({ account, outcome }) => [account, outcome])).toEqual([
    [plant.account, "accepted"],
    [plant.account, "accepted"],
  ]);
});

test("a job does not go on at another profile's endpoint, and no session goes there", async () => {
  const heard: unknown[] = [];
  const other = await startSandbox({ onEvent: (event) => heard.push(event) });
  onTestFinished(() => other.close());
  const { sandbox, start } = await interruptedPush(() => ({ lab: { ...lab, endpoint: other.endpoint } }));
  const resumed = await start(["resume", "--profile", "lab"]).ended;
  expect(resumed.exitCode).toBe(2);
  expect(heard).toEqual([]);
  expect(sandbox.received).toHaveLength(1);
});

test("a profile's own state directory knows nothing of another's jobs", async () => {
  const { start } = await interruptedPush((endpoint) => ({
    lab: { ...lab, endpoint, stateDir: "lab-state" },
  }));
  const resumed = await start(["resume", "--profile", "lab"]).ended;
  expect(resumed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("There is no job in") });
});
