import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { post } from "../../listener/clients.ts";
import type { Program } from "../../support/run-cli.ts";
import { canMount } from "../../support/transcript-world.ts";
import {
  linesOf,
  openPushWorld,
  openWatchWorld,
  pushWords,
  type WatchWorld,
} from "../../support/watch-processes.ts";
import { callbackXml, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
/** Larger than what is left of a page of the file system. */
const about = (device: number) =>
  callbackXml({ requestId: "a", lines: { [device]: uploaded } }).padEnd(5_000);

export function describeFullDisk(program: Program): void {
  describe.skipIf(!canMount()).concurrent("a full disk", () => {
    test("refuses callbacks with 503, says why, and takes them once there is room", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      mountState(world, context);
      const watch = await world.listen(["watch", "a", "--expect", "2"]);
      expect(await post(world.port, about(0))).toMatchObject({ status: 200 });
      const filler = fill(world.state);
      expect(await post(world.port, about(1))).toMatchObject({ status: 503 });
      await watch.waitFor("the disk is full (ENOSPC)");
      rmSync(filler);
      expect(await post(world.port, about(1))).toMatchObject({ status: 200 });
      expect(await watch.ended).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining("2 devices: 2 uploaded\nthe last callback came"),
      });
    });

    test(
      "to the end: what was refused is not counted, and the exit code says that it is not complete",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        mountState(world, context);
        const watch = await world.listen(["watch", "a", "--expect", "2", "--wait", "4s", "--json"]);
        await post(world.port, about(0));
        const filler = fill(world.state);
        expect(await post(world.port, about(1))).toMatchObject({ status: 503 });
        const run = await watch.ended;
        expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
          lines: { awaiting: 1, uploaded: 1 },
          exitCode: 9,
        });
        expect(JSON.parse(run.stdout).turnedAway).toEqual({ store: 1 });
        rmSync(filler);
      },
    );

    test("from the beginning: exit 2, for nothing could be kept", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      mountState(world, context);
      fill(world.state);
      const { stderr, exitCode } = await world.run(["watch", "a"]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("the disk is full (ENOSPC).\n  Free some space");
    });
  });
}

export function describeDamage(program: Program): void {
  describe.concurrent("the state directory, damaged", () => {
    test("an inbox file, before the watch: exit 2 with file and byte, no verdict", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      await hear(world, [0, 1]);
      const path = damage(world);
      expect(await world.run(["watch", "a", "--expect", "2", "--json"])).toMatchObject({
        exitCode: 2,
        stdout: expect.stringContaining(`"message": "The inbox file ${path} is damaged at byte 0: `),
      });
    });

    test("the same beneath a watch that waits", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      await hear(world, [0, 1]);
      const watch = await world.listen(["watch", "a", "--expect", "3"]);
      // Of what is new to it: what it has read it does not read again.
      const path = join(world.state, "inbox", "20991231-235959-aaaa.inbox");
      writeFileSync(path, brokenSegment(world));
      const { stderr, exitCode } = await watch.ended;
      expect(exitCode).toBe(2);
      // Once, behind what was told before.
      expect(stderr.split(`error: The inbox file ${path} is damaged at byte 0: `)).toHaveLength(2);
      expect(stderr).toContain("3 devices: 1 awaiting");
    });

    test("an inbox file that has become shorter beneath a watch", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      await hear(world, [0, 1]);
      const watch = await world.listen(["watch", "a", "--expect", "3"]);
      const [path = ""] = segmentsOf(world);
      truncateSync(path, 10);
      const { stderr, exitCode } = await watch.ended;
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`error: The inbox file ${path} is damaged at byte 10: `);
    });

    test.skipIf(process.platform === "win32")(
      "all of it removed beneath a watch: what comes next is not acknowledged into nothing",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const watch = await world.listen(["watch", "a", "--expect", "2", "--json"]);
        await post(world.port, about(0));
        await watch.waitFor("callback for RequestId a");
        rmSync(world.state, { recursive: true });
        expect(await post(world.port, about(1))).toMatchObject({ status: 503 });
        expect(await post(world.port, about(1))).toMatchObject({ status: 200 });
        const run = await watch.ended;
        expect({ lines: linesOf(run), exitCode: run.exitCode }).toEqual({
          lines: { uploaded: 2 },
          exitCode: 0,
        });
        expect(segmentsOf(world)).toHaveLength(1);
      },
    );

    test("a job's batch: exit 2, and no guess", slow, async (context) => {
      const world = await openPushWorld(program, context, { rows: 2, callbacks: "no-redelivery" });
      const pushed = await world.run([...pushWords, "--json"]);
      const batch = join(world.state, "jobs", JSON.parse(pushed.stdout).job, "batches", "0001.csv");
      writeFileSync(batch, readFileSync(batch, "utf8").replace("89", "98"));
      const { stderr, exitCode } = await world.run(["watch", "--wait", "1s"]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(batch);
    });

    test(
      "beneath a push that watches: exit 2, and what was sent is said all the same",
      slow,
      async (context) => {
        const world = await openPushWorld(program, context, { rows: 2, callbacks: "pending-only" });
        const push = world.start([...pushWords, "--watch", "--json"]);
        await push.waitFor("callback for RequestId");
        const path = join(world.state, "inbox", "20991231-235959-aaaa.inbox");
        writeFileSync(path, brokenSegment(world));
        const { stdout, exitCode } = await push.ended;
        expect(exitCode).toBe(2);
        const { batches, lines, errors } = JSON.parse(stdout);
        expect(batches).toMatchObject([
          { state: "accepted", requestId: world.sandbox.received[0]?.requestId },
        ]);
        expect(lines).toMatchObject({ pending: 2, uploaded: 0 });
        expect(errors).toMatchObject([{ kind: "store", message: expect.stringContaining(path) }]);
      },
    );
  });
}

/** Gives the state a small file system of its own. */
function mountState(
  { state }: WatchWorld,
  { onTestFinished }: { onTestFinished(done: () => void): void },
): void {
  mkdirSync(state);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", state]);
  if (mounted.status !== 0) throw new Error(String(mounted.stderr));
  // Behind the end of what still runs in it.
  onTestFinished(() => void spawnSync("umount", ["-l", state]));
}

/** Leaves no room in a directory's file system; the answer is the file that takes it. */
function fill(directory: string): string {
  const path = join(directory, "filler");
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: "a" });
    } catch {
      // No more of this size.
    }
  }
  return path;
}

/** Has a watch hear of these devices, and end. */
async function hear(world: WatchWorld, devices: readonly number[]): Promise<void> {
  const watch = await world.listen(["watch", "a", "--expect", String(devices.length)]);
  for (const device of devices) await post(world.port, about(device));
  expect((await watch.ended).exitCode).toBe(0);
}

function segmentsOf({ state }: WatchWorld): readonly string[] {
  const inbox = join(state, "inbox");
  return readdirSync(inbox).flatMap((name) => (name.endsWith(".inbox") ? [join(inbox, name)] : []));
}

/** The only inbox file with its first message broken. */
function brokenSegment(world: WatchWorld): Buffer {
  const [path = ""] = segmentsOf(world);
  const bytes = readFileSync(path);
  bytes.write("XX", 200);
  return bytes;
}

/** Breaks the first message of the only inbox file; the answer is its path. */
function damage(world: WatchWorld): string {
  const [path = ""] = segmentsOf(world);
  writeFileSync(path, brokenSegment(world));
  return path;
}
