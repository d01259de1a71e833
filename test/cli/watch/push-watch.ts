import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Program } from "../../support/run-cli.ts";
import { linesOf, openPushWorld, pushWords, watchReportOf } from "../../support/watch-processes.ts";

const slow = { timeout: 120_000 };
const watching = [...pushWords, "--watch", "--json"];

type Stop = readonly [faults: string, exitCode: number, lines: Readonly<Record<string, number>>];

/** Three batches of two: what went out is waited for, whatever stopped the sending, and the worst is the exit code. */
const stops: readonly Stop[] = [
  ["accept-then-reset@2", 7, { uploaded: 2, inDoubt: 2, notSent: 2 }],
  ["half-answer@3", 7, { uploaded: 4, inDoubt: 2 }],
  ["fault@2", 7, { uploaded: 2, inDoubt: 2, notSent: 2 }],
  ["http-429@2:1", 0, { uploaded: 6 }],
  ["http-429@2:1,http-429@3:1,http-429@4:1,http-429@5:1", 6, { uploaded: 2, notSent: 4 }],
  ["fault@2:INPUT_INVALID.Device.Kind.Invalid", 5, { uploaded: 2, refused: 2, notSent: 2 }],
  ["fault@1:INPUT_INVALID.Device.Kind.Invalid", 5, { refused: 2, notSent: 4 }],
  ["no-request-id@1", 7, { inDoubt: 2, notSent: 4 }],
  ["expire-session@2", 0, { uploaded: 6 }],
];

export function describePushWatch(program: Program): void {
  describe.concurrent("push --watch", () => {
    test.for(stops)("three batches, %s: exit %i, %j", slow, async ([faults, exitCode, lines], context) => {
      const world = await openPushWorld(program, context, { rows: 6, faults });
      const run = await world.run([...watching, "--batch-size", "2", "--failed", "failed.csv"]);
      expect({ exitCode: run.exitCode, lines: linesOf(run) }, run.stderr).toEqual({ exitCode, lines });
      expect(JSON.parse(run.stdout).exitCode).toBe(exitCode);
      expect(world.sandbox.devices.repeated).toEqual(new Map());
      const failed = readFileSync(join(world.cwd, "failed.csv"), "utf8").split("\n");
      expect(failed.length - 2).toBe(lines["refused"] ?? -1);
    });

    test(
      "25,000 rows in three batches, told in 50 callbacks: every line has its verdict",
      slow,
      async (context) => {
        const callbacks = "split:500,fail:0.01";
        const world = await openPushWorld(program, context, { rows: 25_000, callbacks });
        const run = await world.run([...watching, "--results", "results.csv"]);
        const { failed = 0, uploaded = 0, ...others } = linesOf(run);
        expect({ others, sum: failed + uploaded, exitCode: run.exitCode }).toEqual({
          others: {},
          sum: 25_000,
          exitCode: 8,
        });
        expect(
          watchReportOf(run).requests.map(({ devices, callbacks: told }) => [devices, told >= 10]),
        ).toEqual([
          [10_000, true],
          [10_000, true],
          [5_000, true],
        ]);
        const results = readFileSync(join(world.cwd, "results.csv"), "utf8").split("\r\n");
        expect(results).toHaveLength(25_002);
        expect(results.filter((line) => line.includes(",failed,"))).toHaveLength(failed);
      },
    );

    test(
      "in a rehearsal: all of it, and nothing to be done next with a state that has gone",
      slow,
      async (context) => {
        const world = await openPushWorld(program, context, { rows: 3 });
        const csv = readFileSync(join(world.cwd, "devices.csv"), "utf8");
        writeFileSync(join(world.cwd, "devices.csv"), `${csv}351234599999914,89148000000009000009\n`);
        const words = [...pushWords, "--watch", "--sandbox", "--failed", "f.csv", "--check-digits", "off"];
        const { stderr, exitCode } = await world.run(words);
        expect(exitCode).toBe(8);
        expect(stderr).toContain("4 rows: 3 uploaded, 1 failed");
        expect(stderr).not.toContain("next:");
        expect(readFileSync(join(world.cwd, "f.csv"), "utf8")).toBe(
          "IMEI,ICCID\n351234599999914,89148000000009000009\n",
        );
        expect(existsSync(world.state)).toBe(false);
      },
    );
  });
}
