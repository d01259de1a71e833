import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ageLedgers } from "../support/age-ledgers.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { linesOf, openPushWorld, type PushWorld, pushWords } from "../support/watch-processes.ts";

const program = compiledProgram();
const credentials = { username: "uws", password: "callback-secret" };
const service = ["--service-plan", "SBG4G", "--zip", "12345"];

/** A world whose devices are uploaded, by a word of the platform, `minutes` ago. */
async function uploadedWorld(
  context: Parameters<typeof openPushWorld>[1],
  faults: string,
  { rows = 4, minutes = 6 } = {},
): Promise<PushWorld> {
  const world = await openPushWorld(program, context, { rows, faults, credentials, callbacks: "delay:50" });
  expect((await world.run([...pushWords, "--watch"])).exitCode).toBe(0);
  ageLedgers(world.state, minutes * 60_000);
  return world;
}

function jobsOf({ state }: PushWorld): readonly string[] {
  return readdirSync(join(state, "jobs")).filter((name) => !name.endsWith(".draft"));
}

function expectEachOnce({ sandbox }: PushWorld, devices: number): void {
  expect([sandbox.activated.distinct, sandbox.activated.repeated.size]).toEqual([devices, 0]);
}

describe("activate", () => {
  test("kill -9 while the answer is awaited: in doubt, settled by the devices' callbacks, asked once", async (context) => {
    const world = await uploadedWorld(context, "no-answer@activate:2");
    const first = world.start(["activate", "newest", ...service, "--batch-size", "2", "--verbose"]);
    await first.waitFor("sending batch 2");
    await expect.poll(() => world.sandbox.stateChanges.length).toBe(2);
    first.child.kill("SIGKILL");
    await first.ended;
    const status = await world.run(["status", "newest", "--json"]);
    expect(linesOf(status)).toEqual({ inDoubt: 2, awaiting: 2 });
    const again = await world.run(["activate", "newest", ...service]);
    expect(again.exitCode).toBe(7);
    expectEachOnce(world, 4);
  });

  test("Ctrl-C while it waits for the five minutes: 130, nothing sent; a resume goes on waiting, then sends", async (context) => {
    const world = await uploadedWorld(context, "", { minutes: 4 });
    const first = world.start(["activate", "newest", ...service]);
    await first.waitFor("the platform wants five minutes between the answer to an upload and the activation");
    first.child.kill("SIGINT");
    expect((await first.ended).exitCode).toBe(130);
    expect(world.sandbox.stateChanges).toEqual([]);
    ageLedgers(world.state, 40_000);
    const resumed = await world.run(["resume", "--watch", "--json"]);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toMatch(/batch 1 \(4 devices\): waiting \d+ s, until /);
    expect(linesOf(resumed)).toEqual({ activated: 4 });
    expectEachOnce(world, 4);
  });

  test("two at once: each device is asked for once", async (context) => {
    const world = await uploadedWorld(context, "", { rows: 20 });
    const words = ["activate", "newest", ...service, "--batch-size", "3"];
    const ends = await Promise.all([world.run(words), world.run(words)]);
    expect(ends.map(({ exitCode }) => exitCode).filter((code) => code !== 0 && code !== 6)).toEqual([]);
    expect((await world.run(words)).exitCode).toBe(0);
    expectEachOnce(world, 20);
    expect(jobsOf(world).length).toBeGreaterThan(1);
  });

  test("an expired session: one log-in, and each batch once", async (context) => {
    const world = await uploadedWorld(context, "expire-session@activate:2");
    const { exitCode, stdout } = await world.run(["activate", "newest", ...service, "--batch-size", "1"]);
    expect([exitCode, stdout.trim().split("\n").length]).toEqual([0, 4]);
    expectEachOnce(world, 4);
  });

  test("the operator's word that nothing was applied: sent again, and activated", async (context) => {
    const world = await uploadedWorld(context, "reset-after@activate:1");
    expect((await world.run(["activate", "newest", ...service])).exitCode).toBe(7);
    expect((await world.run(["resolve", jobsOf(world).at(-1) ?? "", "--not-applied"])).exitCode).toBe(0);
    const resumed = await world.run(["resume", "--watch", "--json"]);
    expect([resumed.exitCode, linesOf(resumed)]).toEqual([0, { activated: 4 }]);
    expectEachOnce(world, 4);
  });

  test("the operator's word on the batch and on its lines: nothing is asked for again", async (context) => {
    const world = await uploadedWorld(context, "no-request-id@activate:1");
    expect((await world.run(["activate", "newest", ...service])).exitCode).toBe(7);
    const job = jobsOf(world).at(-1) ?? "";
    const requestId = world.sandbox.stateChanges[0]?.requestId ?? "";
    const [header = "", ...rows] = readFileSync(join(world.cwd, "devices.csv"), "utf8").trim().split("\n");
    const said = [
      `${header},Status`,
      ...rows.map((row, at) => `${row},${at === 0 ? "failed" : "activated"}`),
    ];
    writeFileSync(join(world.cwd, "said.csv"), `${said.join("\n")}\n`);
    const words = ["resolve", job, "--accepted", requestId, "--lines", "said.csv"];
    expect((await world.run(words)).exitCode).toBe(0);
    expect(linesOf(await world.run(["status", job, "--json"]))).toEqual({ activated: 3, failed: 1 });
    expect((await world.run(["resolve", job, "--lines", "said.csv"])).exitCode).toBe(0);
    expectEachOnce(world, 4);
  });

  test("of another account nothing is activated, by whatever it is set", async (context) => {
    const world = await uploadedWorld(context, "");
    const env = (account: string) => ({ env: { VZUPLOAD_ACCOUNT: account } });
    expect((await world.run([...pushWords, "--again", "--watch"], env("1-1"))).exitCode).toBe(0);
    const job = jobsOf(world).toSorted().at(-1) ?? "";
    ageLedgers(world.state, 360_000);
    const named = await world.run(["activate", job, ...service], env("2-2"));
    expect([named.exitCode, named.stderr]).toEqual([
      2,
      expect.stringContaining("for account 1-1, and the account that is set is 2-2"),
    ]);
    expect(world.sandbox.stateChanges).toEqual([]);
    expect((await world.run(["activate", "newest", ...service], env("1-1"))).exitCode).toBe(0);
    expect(world.sandbox.stateChanges[0]?.account).toBe("1-1");
  });

  test("newest: the push is found however its endpoint is spelled, and not under another port", async (context) => {
    const world = await uploadedWorld(context, "");
    const spelled = `${world.sandbox.endpoint.replace("http://127.0.0.1", "HTTP://LOCALHOST")}/`;
    const newest = (endpoint: string) =>
      world.run(["activate", "newest", ...service, "--endpoint", endpoint]);
    const elsewhere = await newest("http://127.0.0.1:9");
    expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([2, expect.stringContaining("There is no push")]);
    expect((await newest(spelled)).exitCode).toBe(0);
    expectEachOnce(world, 4);
  });

  test("a word of uploads is no verdict on an activation", async (context) => {
    const world = await uploadedWorld(context, "");
    expect((await world.run(["activate", "newest", ...service])).exitCode).toBe(0);
    const imei = readFileSync(join(world.cwd, "devices.csv"), "utf8").split("\n")[1]?.split(",")[0];
    writeFileSync(join(world.cwd, "said.csv"), `IMEI,Status\n${imei},uploaded\n`);
    const { exitCode, stderr } = await world.run([
      "resolve",
      jobsOf(world).at(-1) ?? "",
      "--lines",
      "said.csv",
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("plainly activated or failed");
  });
});
