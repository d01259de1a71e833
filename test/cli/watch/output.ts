import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { post } from "../../listener/clients.ts";
import type { Program } from "../../support/run-cli.ts";
import { linesOf, openPushWorld, openWatchWorld, pushWords } from "../../support/watch-processes.ts";
import { callbackXml, invalid, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
const mixed = callbackXml({ requestId: "a", lines: { 0: uploaded, 1: invalid } });
const lost = "stdout was closed before all results were written; what was sent is in the state directory\n";

export function describeWatchOutput(program: Program): void {
  describe.concurrent("output", () => {
    test(
      "--json: stdout is one document, of a success, a failure, and an error before the watch",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "2", "--json"]);
        await post(world.port, mixed);
        const run = await watch.ended;
        expect(JSON.parse(run.stdout)).toMatchObject({
          schema: "vzupload.watch/1",
          exitCode: 8,
          outcome: "someFailed",
        });
        for (const words of [["--all", "a"], ["--no-such-flag"], ["--job", "20261123-224210-k7qd"]]) {
          const { stdout, exitCode } = await world.run(["watch", "--json", ...words]);
          expect(exitCode).toBe(2);
          expect(JSON.parse(stdout)).toMatchObject({ schema: "vzupload.error/1", exitCode: 2 });
        }
      },
    );

    test("--quiet: what is wrong and nothing else, and the same exit code", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const words = ["watch", "a", "--expect", "2", "--quiet"];
      const watch = world.start(words);
      await eventually(() => post(world.port, mixed));
      const { stdout, stderr, exitCode } = await watch.ended;
      expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 8 });
      expect(stderr).toMatch(/^1 failed: IMEI \(1\) is invalid\n {2}(ICCID|IMEI) \d+ (ICCID|IMEI) \d+\n$/);
    });

    test(
      "stdout closed early: the exit code is the verdict all the same, and the loss is said",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "2", "--json"]);
        watch.child.stdout?.destroy();
        await post(world.port, mixed);
        expect(await watch.ended).toMatchObject({ exitCode: 8, stderr: expect.stringContaining(lost) });
      },
    );

    test("stderr closed: goes on, and the document is whole", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen(["watch", "a", "--expect", "2", "--json"]);
      watch.child.stderr?.destroy();
      await post(world.port, mixed);
      const run = await watch.ended;
      expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
        lines: { failed: 1, uploaded: 1 },
        exitCode: 8,
      });
    });

    test(
      "on GitHub: lines that went wrong are marked where they stand, uncoloured",
      slow,
      async (context) => {
        const world = await openPushWorld(program, context, { rows: 3, callbacks: "fail:1" });
        const env = { GITHUB_ACTIONS: "true", FORCE_COLOR: "1" };
        const { stderr, exitCode } = await world.run([...pushWords, "--watch"], { env });
        expect(exitCode).toBe(8);
        const marks = stderr.split("\n").filter((line) => line.startsWith("::error "));
        expect(marks.map((mark) => mark.replace(/::failed: .*$/, ""))).toEqual(
          [2, 3, 4].map((line) => `::error file=devices.csv,line=${line},title=Device failed`),
        );
      },
    );

    test("reports: every line, the failed ones ready for a push, a test suite", slow, async (context) => {
      const world = await openPushWorld(program, context, { rows: 20, callbacks: "fail:0.3,split:3" });
      const files = ["--results", "r.csv", "--failed", "f.csv", "--junit", "j.xml"];
      const { stderr, exitCode } = await world.run([...pushWords, "--watch", ...files]);
      expect(exitCode).toBe(8);
      const [r = "", f = "", j = ""] = ["r.csv", "f.csv", "j.xml"].map((name) =>
        readFileSync(join(world.cwd, name), "utf8"),
      );
      const failed = f.split("\n").slice(1, -1);
      const inputs = readFileSync(join(world.cwd, "devices.csv"), "utf8").split("\n");
      expect(failed.every((line) => inputs.includes(line))).toBe(true);
      expect(r.split("\r\n").filter((line) => line.includes(",failed,"))).toHaveLength(failed.length);
      expect(j).toContain(`failures="${failed.length}" errors="0"`);
      expect(stderr).toContain(`wrote ${join(world.cwd, "f.csv")} (${failed.length} rows)\n`);
    });
  });
}

/** Until it succeeds: nothing tells that the program listens. */
async function eventually<Result>(action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch {
      await new Promise(setImmediate);
    }
  }
}
