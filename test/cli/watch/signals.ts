import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, type TestContext, test } from "vitest";
import { post, postHead, rawClient } from "../../listener/clients.ts";
import type { Program } from "../../support/run-cli.ts";
import { linesOf, openPushWorld, openWatchWorld, pushWords } from "../../support/watch-processes.ts";
import { callbackXml, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
const stopping = "stopping: callbacks that are under way are stored and acknowledged first";
const first = callbackXml({ requestId: "a", lines: { 0: uploaded } });
const end = "</CallbackRequest>";

export function describeWatchSignals(program: Program): void {
  describe.skipIf(process.platform === "win32").concurrent("signals", () => {
    test.for([
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const)(
      "%s while waiting: the tally so far, what is open, the next command, %i",
      slow,
      async ([signal, code], context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "2"]);
        await post(world.port, first);
        await watch.waitFor("callback for RequestId a");
        watch.child.kill(signal);
        const { stdout, stderr, exitCode } = await watch.ended;
        expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: code });
        expect(stderr).toContain(stopping);
        expect(stderr).toContain(`the platform said:
  1  uploaded  Line has been uploaded successfully
RequestId a: 2 devices, 1 open, 1 callback
  1 awaiting, 1 uploaded
`);
        expect(stderr).toContain(
          "next: go on waiting (what has come is kept): vzupload watch a --expect 2\n",
        );
      },
    );

    test(
      "a callback under way is stored and acknowledged first; it may be the last one",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "1", "--json"]);
        const client = await openHalf(world.port, context);
        watch.child.kill("SIGINT");
        await watch.waitFor(stopping);
        client.write(end);
        expect(await client.until(/ 200 /)).toMatch(/\r\n\r\nHTTP\/1.1 200 /);
        const run = await watch.ended;
        expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
          lines: { uploaded: 1 },
          exitCode: 130,
        });
        expect((await world.run(["watch", "a", "--expect", "1"])).exitCode).toBe(0);
      },
    );

    test(
      "a second one ends at once, whatever is under way; nothing that was acknowledged is lost",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "2"]);
        await post(world.port, first);
        await openHalf(world.port, context);
        watch.child.kill("SIGTERM");
        await watch.waitFor(stopping);
        watch.child.kill("SIGTERM");
        expect((await watch.ended).exitCode).toBe(143);
        const again = await world.run(["watch", "a", "--expect", "1"]);
        expect(again.exitCode).toBe(0);
      },
    );

    test(
      "behind the last verdict, while it closes: a success, of which it once made 130",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "1"]);
        await post(world.port, first);
        await openHalf(world.port, context); // keeps it from closing at once
        while (await isOpen(world.port)) await new Promise(setImmediate);
        watch.child.kill("SIGINT");
        expect((await watch.ended).exitCode).toBe(0);
      },
    );

    test("--all with open lines: no signal's exit code, but theirs", slow, async (context) => {
      const callbacks = "pending-only,no-redelivery";
      const world = await openPushWorld(program, context, { rows: 2, callbacks });
      const all = await world.listen(["watch", "--all", "--json"]);
      await world.run(pushWords);
      await all.waitFor("callback for RequestId");
      all.child.kill("SIGTERM");
      const run = await all.ended;
      expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({ lines: { pending: 2 }, exitCode: 9 });
    });

    test("--all with a limit: the signal's exit code, for the time was not up", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const all = await world.listen(["watch", "--all", "--wait", "10m", "--json"]);
      all.child.kill("SIGINT");
      const run = await all.ended;
      expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({ lines: {}, exitCode: 130 });
    });

    test("push --watch: RequestIds, what has come, 130, and how to go on", slow, async (context) => {
      const world = await openPushWorld(program, context, { rows: 4, callbacks: "pending-only" });
      const push = world.start([...pushWords, "--watch", "--batch-size", "2"]);
      for (const number of [1, 2]) await push.waitFor(`batch ${number} (2 devices) accepted`);
      for (const { requestId } of world.sandbox.received)
        await push.waitFor(`callback for RequestId ${requestId}`);
      push.child.kill("SIGINT");
      const { stdout, stderr, exitCode } = await push.ended;
      expect(exitCode).toBe(130);
      expect(stdout.trim().split("\n")).toEqual(world.sandbox.received.map(({ requestId }) => requestId));
      expect(stderr).toContain("4 rows: 4 pending");
    });
  });
}

/** A connection over which all of the first callback but its end has come; its receiver has begun to read it. */
async function openHalf(port: number, { onTestFinished }: Pick<TestContext, "onTestFinished">) {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const client = rawClient(socket);
  socket.on("error", () => undefined);
  client.write(postHead({ "Content-Length": Buffer.byteLength(first), Expect: "100-continue" }));
  await client.until(/^HTTP\/1.1 100 /);
  client.write(first.slice(0, -end.length));
  return client;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
