import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { post } from "../../listener/clients.ts";
import type { Program } from "../../support/run-cli.ts";
import {
  freePort,
  linesOf,
  openPushWorld,
  openWatchWorld,
  pushWords,
} from "../../support/watch-processes.ts";
import { callbackXml, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
const following = "following the inbox: ";
const listening = "listening for callbacks on";

/** A callback about one device of a request. */
function about(requestId: string, device: number): string {
  return callbackXml({ requestId, lines: { [device]: uploaded } });
}

export function describeWatchesInTurn(program: Program): void {
  describe.concurrent("watches one behind another", () => {
    test("killed in the middle: the next one goes on from the inbox", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const words = ["watch", "a", "--expect", "3"];
      const first = await world.listen(words);
      for (const device of [0, 1]) await post(world.port, about("a", device));
      first.child.kill("SIGKILL");
      await first.ended;
      const second = await world.listen(words);
      await post(world.port, about("a", 2));
      expect(await second.ended).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining("RequestId a: 3 devices, complete, 3 callbacks\n"),
      });
      // By then all is known, and nobody has to listen.
      const third = await world.run(words);
      expect(third.exitCode).toBe(0);
      expect(third.stderr).not.toContain(listening);
    });

    test("killed right behind acknowledgements, 10 times: 100 of 100 are there", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      for (let round = 0; round < 10; round++) {
        const watch = await world.listen(["watch", "a", "--expect", "100"]);
        const posts = Array.from({ length: 10 }, (_, at) => post(world.port, about("a", round * 10 + at)));
        const answers = await Promise.all(posts);
        watch.child.kill("SIGKILL");
        expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
        await watch.ended;
      }
      const run = await world.run(["watch", "a", "--expect", "100", "--json"]);
      expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
        lines: { uploaded: 100 },
        exitCode: 0,
      });
    });

    test(
      "what came before the answer to the upload, while only --all listened, is found",
      slow,
      async (context) => {
        const callbacks = "early,split:2,no-redelivery";
        const world = await openPushWorld(program, context, { rows: 6, callbacks });
        const all = await world.listen(["watch", "--all"]);
        const pushed = await world.run([...pushWords, "--json"]);
        await world.sandbox.callbacks.idle();
        all.child.kill("SIGKILL");
        await all.ended;
        const run = await world.run(["watch", "--job", JSON.parse(pushed.stdout).job, "--json"]);
        expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
          lines: { uploaded: 6 },
          exitCode: 0,
        });
        expect(run.stderr).not.toContain(listening);
      },
    );

    test("--all takes in the jobs that come meanwhile, and ends well by Ctrl-C", slow, async (context) => {
      const world = await openPushWorld(program, context, { rows: 6, callbacks: "split:2" });
      const all = await world.listen(["watch", "--all", "--json"]);
      const pushed = await world.run([...pushWords, "--json", "--batch-size", "3"]);
      const { batches } = JSON.parse(pushed.stdout);
      for (const { requestId } of batches) await all.waitFor(`callback for RequestId ${requestId}`);
      await world.sandbox.callbacks.idle();
      all.child.kill("SIGINT");
      const run = await all.ended;
      expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
        lines: { uploaded: 6 },
        exitCode: 0,
      });
      expect(JSON.parse(run.stdout).requests).toHaveLength(2);
    });
  });
}

export function describeWatchesAtOnce(program: Program): void {
  describe.concurrent("watches at once, on one state directory", () => {
    test("on one port: the second follows, and both end right", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const words = ["watch", "a", "--expect", "2"];
      const first = await world.listen(words);
      const second = world.start(words);
      await second.waitFor(`${following}process ${first.child.pid} on `);
      for (const device of [0, 1]) await post(world.port, about("a", device));
      for (const { ended } of [first, second])
        expect(await ended).toMatchObject({
          exitCode: 0,
          stderr: expect.stringContaining("RequestId a: 2 devices, complete, 2 callbacks\n"),
        });
    });

    test.for(["ends", "is killed"])(
      "the first %s: the second takes over, and hears the rest",
      slow,
      async (end, context) => {
        const world = await openWatchWorld(program, context);
        const first = await world.listen(["watch", "a", "--expect", "1"]);
        const second = world.start(["watch", "b", "--expect", "2"]);
        await second.waitFor(following);
        await post(world.port, about("b", 0));
        if (end === "ends") await post(world.port, about("a", 5));
        else first.child.kill("SIGKILL");
        await first.ended;
        await second.waitFor(listening);
        expect(await post(world.port, about("b", 1))).toMatchObject({ status: 200 });
        expect(await second.ended).toMatchObject({
          exitCode: 0,
          stderr: expect.stringContaining("RequestId b: 2 devices, complete, 2 callbacks\n"),
        });
      },
    );

    test(
      "begun at the same moment: one listens, the others follow, and once both could fail",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const words = ["watch", "a", "--expect", "1"];
        const watches = Array.from({ length: 4 }, () => world.start(words));
        const began = watches.map((watch) =>
          Promise.any([watch.waitFor(listening), watch.waitFor(following)]),
        );
        await Promise.all(began);
        await post(world.port, about("a", 0));
        const runs = await Promise.all(watches.map(({ ended }) => ended));
        expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
        expect(runs.filter(({ stderr }) => !stderr.includes(following))).toHaveLength(1);
      },
    );

    test("on two ports: each hears what came to the other", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const otherPort = await freePort();
      const words = ["watch", "a", "--expect", "2"];
      const first = await world.listen(words);
      const second = await world.listen([...words, "--port", String(otherPort)]);
      await post(world.port, about("a", 0));
      await post(otherPort, about("a", 1));
      expect(await first.ended).toMatchObject({ exitCode: 0 });
      expect(await second.ended).toMatchObject({ exitCode: 0 });
    });
  });

  test("a port that another program has: exit 2 at once, before anything is sent", slow, async (context) => {
    const world = await openPushWorld(program, context, { rows: 2 });
    const other = createServer();
    await new Promise<void>((done) => other.listen(world.port, "127.0.0.1", done));
    context.onTestFinished(() => void other.close());
    for (const words of [
      ["watch", "a"],
      [...pushWords, "--watch"],
    ]) {
      const { stdout, stderr, exitCode } = await world.run(words);
      expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
      expect(stderr).toContain(
        `error: Cannot listen on 127.0.0.1:${world.port}: another program listens there (EADDRINUSE).\n  End that program`,
      );
    }
    expect(world.sandbox.received).toEqual([]);
  });
}
