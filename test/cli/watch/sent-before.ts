import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import { post } from "../../listener/clients.ts";
import { makePairs } from "../../support/make-devices.ts";
import type { Program } from "../../support/run-cli.ts";
import { linesOf, openPushWorld, pushWords, watchReportOf } from "../../support/watch-processes.ts";
import { callbackXml, invalid, type Lines, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
const watching = [...pushWords, "--watch", "--json"];
const rows = makePairs(9).map(({ imei, iccid }) => `${imei},${iccid}`);

export function describeSentBefore(program: Program): void {
  describe.concurrent("push --watch of what was sent before", () => {
    test(
      "all: waits for these very lines, whatever became of the others of that request",
      slow,
      async (context) => {
        const { listen, tell, world } = await sentFour(context);
        const push = await listen([0, 1]);
        await tell({ 0: uploaded, 2: invalid });
        await push.waitFor("callback for RequestId");
        await tell({ 1: uploaded });
        const run = await push.ended;
        expect({ exitCode: run.exitCode, lines: linesOf(run) }).toEqual({
          exitCode: 0,
          lines: { alreadySent: 2 },
        });
        expect(watchReportOf(run)).toMatchObject({
          complete: true,
          requests: [],
          alreadySent: { uploaded: 2 },
        });
        expect(JSON.parse(run.stdout).earlier).toMatchObject([{ devices: 2, state: "accepted" }]);
        expect(world.sandbox.received).toHaveLength(1);
      },
    );

    test("all, and some failed there: exit 8, with these rows in a file", slow, async (context) => {
      const { listen, tell, world } = await sentFour(context);
      const push = await listen([0, 3], ["--failed", "failed.csv"]);
      await tell({ 0: uploaded, 1: invalid, 3: invalid });
      const run = await push.ended;
      expect({ exitCode: run.exitCode, lines: linesOf(run) }).toEqual({
        exitCode: 8,
        lines: { alreadySent: 2 },
      });
      expect(watchReportOf(run).alreadySent).toEqual({ failed: 1, uploaded: 1 });
      expect(readFileSync(join(world.cwd, "failed.csv"), "utf8")).toBe(`IMEI,ICCID\r\n${rows[3]}\r\n`);
    });

    test("all, and the time is up: exit 9, and the same push goes on", slow, async (context) => {
      const { world, write } = await sentFour(context);
      write([0, 1]);
      const words = [...pushWords, "--watch", "--wait", "1s"];
      const { stderr, exitCode } = await world.run(words);
      expect(exitCode).toBe(9);
      expect(stderr).toContain(`next: go on waiting (what has come is kept): vzupload ${words.join(" ")}\n`);
    });

    test("some, the others are new: one verdict on all", slow, async (context) => {
      const { listen, tell, world } = await sentFour(context);
      const push = await listen([0, 1, 7]);
      await tell({ 0: uploaded, 1: uploaded });
      await push.waitFor("batch 1 (1 device) accepted");
      await tell({ 7: uploaded }, world.sandbox.received[1]?.requestId);
      const run = await push.ended;
      expect({ exitCode: run.exitCode, lines: linesOf(run) }, run.stderr).toEqual({
        exitCode: 0,
        lines: { alreadySent: 2, uploaded: 1 },
      });
    });

    test(
      "some, and the log-in fails: that is said, which was once a bug of its own",
      slow,
      async (context) => {
        const { world, write } = await sentFour(context);
        write([0, 1, 7]);
        const env = { VZUPLOAD_USERNAME: "locked", VZUPLOAD_PASSWORD: "wrong" };
        const run = await world.run(watching, { env });
        expect({ exitCode: run.exitCode, lines: linesOf(run) }, run.stderr).toEqual({
          exitCode: 4,
          lines: { alreadySent: 2, notSent: 1 },
        });
      },
    );

    test("some, and a row is refused: nothing is sent and nothing waited for", slow, async (context) => {
      const { world, write } = await sentFour(context);
      write([0, 1], "1234,5678\n");
      const run = await world.run(watching);
      expect({ exitCode: run.exitCode, lines: linesOf(run) }, run.stderr).toEqual({
        exitCode: 3,
        lines: { alreadySent: 2, rejected: 1 },
      });
    });
  });

  /** A push of four devices that did not watch, and nobody has called back yet. */
  async function sentFour(context: TestContext) {
    const world = await openPushWorld(program, context, { rows: 4, callbacks: "none" });
    expect((await world.run(pushWords)).exitCode).toBe(0);
    const [sent] = world.sandbox.received;
    const write = (indexes: readonly number[], more = "") => {
      const lines = ["IMEI,ICCID", ...indexes.map((index) => rows[index])];
      writeFileSync(join(world.cwd, "devices.csv"), `${lines.join("\n")}\n${more}`);
    };
    const listen = (indexes: readonly number[], more: readonly string[] = []) => {
      write(indexes);
      return world.listen([...watching, ...more]);
    };
    const tell = async (lines: Lines, requestId = sent?.requestId ?? "") => {
      expect(await post(world.port, callbackXml({ requestId, lines }))).toMatchObject({ status: 200 });
    };
    return { world, write, listen, tell };
  }
}
