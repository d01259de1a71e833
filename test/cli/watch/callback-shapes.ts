import { describe, expect, type TestContext, test } from "vitest";
import type { Program } from "../../support/run-cli.ts";
import { linesOf, openPushWorld, pushWords, watchReportOf } from "../../support/watch-processes.ts";

type Shape = readonly [callbacks: string, exitCode: number, lines: Readonly<Record<string, number>>];

const rows = 12;
const credentials = { username: "uws", password: "callback-secret" };

/** What the sandbox can send of an upload, alone and together. Twelve devices each. */
const shapes: readonly Shape[] = [
  ["", 0, { uploaded: 12 }],
  ["per-device", 0, { uploaded: 12 }],
  ["per-device,shuffle,duplicate:3", 0, { uploaded: 12 }],
  ["split:4,shuffle,pending-first,duplicate", 0, { uploaded: 12 }],
  ["early,split:3", 0, { uploaded: 12 }],
  ["form:soap,split:3", 0, { uploaded: 12 }],
  ["form:prefixed,encoding:utf-16,split:3", 0, { uploaded: 12 }],
  ["counters:none,split:5", 0, { uploaded: 12 }],
  ["counters:+1", 7, { inconsistent: 12 }],
  ["counters:-1,per-device", 7, { inconsistent: 12 }],
  ["fail:1", 8, { failed: 12 }],
  ["fail:0.4,split:5", 8, { failed: 6, uploaded: 6 }],
  ["package-fault:Device SKU is not Certified", 5, { refused: 12 }],
  ["package-fault", 7, { unknown: 12 }],
  ["pending-only,split:5", 9, { pending: 12 }],
  ["credentials:wrong-first,redeliver:100", 0, { uploaded: 12 }],
  ["credentials:wrong,redeliver:100", 9, { awaiting: 12 }],
  ["credentials:none,no-redelivery", 9, { awaiting: 12 }],
];

const activating = ["--activate", "--service-plan", "SBG4G", "--zip", "12345", "--until", "activated"];

const activations: readonly (readonly [string, number, Readonly<Record<string, number>>])[] = [
  ["", 0, { activated: 12 }],
  ["split:5,shuffle,form:prefixed", 0, { activated: 12 }],
  ["activate-fail:1", 8, { failed: 12 }],
  ["early,activate-delay:300,duplicate", 0, { activated: 12 }],
];

export function describeCallbackShapes(program: Program): void {
  const push = async (context: TestContext, callbacks: string, more: readonly string[]) => {
    const world = await openPushWorld(program, context, { rows, callbacks, credentials });
    return world.run([...pushWords, "--watch", "--json", ...more]);
  };

  describe.concurrent("push --watch: exit code and accounting, however the platform tells", () => {
    test.for(shapes)("%s: exit %i, %j", slow, async ([callbacks, exitCode, lines], context) => {
      const run = await push(context, callbacks, exitCode === 9 ? ["--wait", "6s"] : []);
      expect({ exitCode: run.exitCode, lines: linesOf(run) }, run.stderr).toEqual({ exitCode, lines });
      expect(watchReportOf(run)).toMatchObject({ rows, complete: exitCode !== 9 });
    });

    test.for(activations)(
      "activation, %s: exit %i, %j",
      slow,
      async ([callbacks, exitCode, told], context) => {
        const run = await push(context, callbacks, activating);
        expect(run.exitCode, run.stderr).toBe(exitCode);
        expect(linesOf(run)).toEqual({ uploaded: 12 });
        expect(watchReportOf(run).activations).toEqual(told);
      },
    );
  });
}

const slow = { timeout: 120_000 };
