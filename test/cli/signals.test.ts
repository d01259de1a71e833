import { describe, expect, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { compiledProgram, type StartOptions } from "../support/run-cli.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();
const lost = "stdout was closed before all results were written; what was sent is in the state directory\n";

describe.skipIf(process.platform === "win32")("signals", () => {
  test("SIGINT during a slow answer: the batch is finished and recorded, the rest is for the next push", async () => {
    const { sandbox, push, start, called } = await world(3, { faults: [parseFault("slow@2:1500")] });
    const first = push(["--batch-size", "1"]);
    await called(2);
    first.child.kill("SIGINT");
    const { stdout, stderr, exitCode } = await first.ended;
    expect(exitCode).toBe(130);
    expect(stdout.trim().split("\n")).toEqual(sandbox.received.map(({ requestId }) => requestId));
    expect(stderr).toContain(
      "3 rows: 1 notSent (still to be sent), 2 awaiting (its batch was accepted, no word on the line yet)\n" +
        "error: Interrupted before all was sent.\n",
    );
    const next = / \(sends only what is not sent yet\): vzupload (.*)\n/.exec(stderr)?.[1];
    expect(next).toMatch(/^resume \d{8}-\d{6}-[a-z0-9]{4}$/);
    expect((await start(next?.split(" ") ?? []).ended).exitCode).toBe(0);
    expect(sandbox.received.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "accepted"]);
    expectNothingTwice(sandbox);
  });

  test("SIGINT twice: ends at once; the batch is in doubt and not sent again", async () => {
    const { sandbox, push, called } = await world(2, { faults: [parseFault("no-answer@1")] });
    const first = push();
    await called(1);
    first.child.kill("SIGINT");
    await first.waitFor("a second signal ends at once");
    first.child.kill("SIGINT");
    expect((await first.ended).exitCode).toBe(130);
    const second = await push().ended;
    expect(second.exitCode).toBe(7);
    expect(second.stderr).toContain("2 rows: 2 inDoubt (posted, outcome unknown)\n");
    expect(sandbox.received).toHaveLength(1);
  });

  test("SIGTERM during a slow answer: 143, and the RequestId is not lost", async () => {
    const { sandbox, push, called } = await world(2, { faults: [parseFault("slow@1:1500")] });
    const running = push(["--batch-size", "1"]);
    await called(1);
    running.child.kill("SIGTERM");
    const { stdout, exitCode } = await running.ended;
    expect({ stdout, exitCode }).toEqual({ stdout: `${sandbox.received[0]?.requestId}\n`, exitCode: 143 });
  });

  test("SIGINT while reading stdin: 130, nothing sent", async () => {
    const { sandbox, start } = await world(1);
    const running = start(["push", "-", ...pushWords.slice(2)], { stdin: "open" });
    // More than a pipe holds: written only when the program is reading.
    const much = `IMEI,ICCID\n${`${" ".repeat(99)}\n`.repeat(40_000)}`;
    await new Promise((done) => running.child.stdin?.write(much, done));
    running.child.kill("SIGINT");
    const { stdout, exitCode } = await running.ended;
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 130 });
    expect(sandbox.received).toEqual([]);
  });

  test("SIGTERM while waiting to log in: 143 at once, no job left behind", async () => {
    const { sandbox, push } = await world(1);
    await sandbox.close();
    const running = push(["--retry-delays", "100s"]);
    await running.waitFor("log-in: waiting 100 s: connection refused (try 2 of 4)");
    running.child.kill("SIGTERM");
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(143);
    expect(stderr).toContain("1 row: 1 notSent (still to be sent)\n");
    expect(stderr).toContain("error: Interrupted while waiting to log in; nothing more was sent.\n");
  });

  test("SIGINT while told to wait: 130 at once, nothing in doubt", async () => {
    const { sandbox, push } = await world(1, { faults: [parseFault("http-429@1:100")] });
    const running = push();
    await running.waitFor("waiting 100 s");
    running.child.kill("SIGINT");
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stderr).toContain("1 row: 1 notSent (still to be sent)\n");
    expect((await push().ended).exitCode).toBe(0);
    expectNothingTwice(sandbox);
  });
});

describe("pipes", () => {
  test("stdout closed early: everything is sent, and what was lost is said", async () => {
    const { sandbox, push } = await world(3, { faults: [parseFault("slow@2:300")] });
    const running = push(["--batch-size", "1"]);
    running.child.stdout?.once("data", () => running.child.stdout?.destroy());
    const { stderr, exitCode } = await running.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toContain(lost);
    expect(sandbox.devices.distinct).toBe(3);
  });

  test("stdout closed before the only document is written: said, too", async () => {
    const { push } = await world(1);
    const running = push(["--json"]);
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(lost) });
  });

  test("stderr closed: everything is sent, stdout is whole", async () => {
    const { sandbox, push } = await world(3);
    const running = push(["--batch-size", "1"]);
    running.child.stderr?.destroy();
    const { stdout, exitCode } = await running.ended;
    expect(exitCode).toBe(0);
    expect(stdout.trim().split("\n")).toEqual(sandbox.received.map(({ requestId }) => requestId));
  });
});

function expectNothingTwice({ devices }: Sandbox): void {
  expect(devices.repeated).toEqual(new Map());
}

async function world(rows: number, options: SandboxOptions = {}) {
  const { cwd, env, ...rest } = await openUploadWorld(rows, options);
  const start = (line: readonly string[], more: Partial<StartOptions> = {}) =>
    program.start(line, { cwd, env, ...more });
  return { ...rest, start, push: (more: readonly string[] = []) => start([...pushWords, ...more]) };
}
