import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ageLedgers } from "../support/age-ledgers.ts";
import { compiledProgram, type ProgramRun, startGroup } from "../support/run-cli.ts";
import { freePlatformPort, openPushWorld, type PushWorld } from "../support/watch-processes.ts";

const program = compiledProgram();
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const section = readme.slice(readme.indexOf("## The whole errand"), readme.indexOf("## Commands"));
const [settings = "", errand = "", inTwo = ""] = [...section.matchAll(/```sh\n(.*?)```/gs)].map(
  ([, script]) => script,
);

interface Errand extends PushWorld {
  /** Runs a script in a shell with `vzupload` on its path. */
  shell(script: string): Promise<ProgramRun>;
}

/** Nobody is registered, and the listener is where the platform can call. */
async function openErrand(context: Parameters<typeof openPushWorld>[1]): Promise<Errand> {
  const world = await openPushWorld(program, context, {
    rows: 3,
    callbacks: "none",
    port: await freePlatformPort(),
  });
  const bin = join(world.cwd, "bin");
  mkdirSync(bin);
  const script = join(bin, "vzupload");
  writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "${program.bin()}" "$@"\n`);
  chmodSync(script, 0o755);
  const env = {
    PATH: [bin, process.env["PATH"]].join(delimiter),
    VZUPLOAD_STATE_DIR: world.state,
    VZUPLOAD_ENDPOINT: world.sandbox.endpoint,
    VZUPLOAD_PORT: String(world.port),
    VZUPLOAD_USERNAME: "me",
    VZUPLOAD_PASSWORD: "sandbox",
    VZUPLOAD_CALLBACK_USERNAME: "uws",
    VZUPLOAD_CALLBACK_PASSWORD: "callback-secret",
    VZUPLOAD_ACCOUNT: "1223334444-00001",
    VZUPLOAD_PUBLIC_URL: `http://127.0.0.1:${world.port}/`,
    VZUPLOAD_WAIT: "60s",
  };
  return { ...world, shell: (text) => startGroup(["sh", "-c", text], { cwd: world.cwd, env }).ended };
}

// The scripts are written for a POSIX shell.
describe.skipIf(process.platform === "win32")("the whole errand, as README has it", () => {
  test("in one script: registered for its time, uploaded, activated, logged out", async (context) => {
    const { shell, sandbox } = await openErrand(context);
    const { stdout, stderr, exitCode } = await shell(errand);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("\nwarning  DeviceService    nothing is registered");
    expect(stdout).toContain(`\n${sandbox.received[0]?.requestId}\n`);
    expect(stderr).toContain("3 rows: 3 uploaded\nactivation: 3 activated\n");
    expect(stderr).toContain("CarrierService: put back: nothing is registered again\n");
    expect(stderr).toMatch(/logged out: .*\n$/);
    expect([sandbox.devices.distinct, sandbox.activated.distinct, sandbox.activated.repeated.size]).toEqual([
      3, 3, 0,
    ]);
    expect([...sandbox.registrations.of("1223334444-00001")]).toEqual([]);
  });

  test("in two steps: registered for good, uploaded, watched, activated five minutes later", async (context) => {
    const { shell, sandbox, state } = await openErrand(context);
    const commands = inTwo.trim().split("\n");
    expect(commands).toHaveLength(5);
    for (const command of commands) {
      if (command.startsWith("vzupload activate")) ageLedgers(state, 300_000);
      const { stderr, exitCode } = await shell(command);
      expect(exitCode, `${command}\n${stderr}`).toBe(0);
    }
    expect([sandbox.devices.distinct, sandbox.activated.distinct, sandbox.activated.repeated.size]).toEqual([
      3, 3, 0,
    ]);
    expect(readdirSync(join(state, "jobs"))).toHaveLength(2);
  });

  test("the settings are those that the test makes", () => {
    const named = [...settings.matchAll(/(VZUPLOAD_\w+)=/g)].map(([, name]) => name);
    expect(named).toEqual([
      "VZUPLOAD_USERNAME",
      "VZUPLOAD_PASSWORD",
      "VZUPLOAD_CALLBACK_USERNAME",
      "VZUPLOAD_CALLBACK_PASSWORD",
      "VZUPLOAD_ACCOUNT",
      "VZUPLOAD_PUBLIC_URL",
    ]);
  });
});
