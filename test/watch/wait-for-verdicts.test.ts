import { describe, expect, test } from "vitest";
import {
  type Look,
  type WaitEnd,
  type WaitOptions,
  waitForVerdicts,
} from "../../src/watch/wait-for-verdicts.ts";

const open: Look = { isComplete: false, settleMs: 1_000, lastNewsMs: undefined };
const complete: Look = { ...open, isComplete: true };

describe("a wait", () => {
  test("ends at once where all is complete and nothing came while it waited", async () => {
    expect(await wait([complete])).toEqual({ end: "complete", atMs: 0, looks: 1 });
  });

  test("goes on until all is complete and has been quiet", async () => {
    const news = (lastNewsMs: number): Look => ({ ...complete, lastNewsMs });
    const looks = [open, open, news(500), news(500), news(1_000)];
    expect(await wait(looks)).toEqual({ end: "complete", atMs: 2_000, looks: 9 });
  });

  test("ends when the time is up, and looks once more then", async () => {
    expect(await wait([open], { waitMs: 600 })).toEqual({ end: "timedOut", atMs: 600, looks: 4 });
  });

  test("looks before it gives up, however short", async () => {
    expect(await wait([open], { waitMs: 0 })).toEqual({ end: "timedOut", atMs: 0, looks: 1 });
    expect(await wait([complete], { waitMs: 0 })).toMatchObject({ end: "complete" });
  });

  test("is complete where the time is up before it was quiet", async () => {
    const look = { ...complete, settleMs: 10_000, lastNewsMs: 100 };
    expect(await wait([open, look], { waitMs: 300 })).toMatchObject({ end: "complete", atMs: 300 });
  });

  test("is not complete where more came after all", async () => {
    const looks = [{ ...complete, lastNewsMs: 0 }, open];
    expect(await wait(looks, { waitMs: 2_000 })).toMatchObject({ end: "timedOut", atMs: 2_000 });
  });

  test("has no end without a limit, but for a signal", async () => {
    const interrupt = new AbortController();
    const lefts: number[] = [];
    const onLook = (leftMs: number) => {
      if (lefts.push(leftMs) === 1_000) interrupt.abort("SIGINT");
    };
    const waiting = wait([open], { waitMs: Number.POSITIVE_INFINITY, interrupt: interrupt.signal, onLook });
    expect(await waiting).toMatchObject({ end: "interrupted", looks: 1_000 });
    expect(new Set(lefts)).toEqual(new Set([Number.POSITIVE_INFINITY]));
  });

  test("that was asked to stop before still looks once: what is complete is complete", async () => {
    const interrupt = AbortSignal.abort("SIGTERM");
    expect(await wait([open], { interrupt })).toEqual({ end: "interrupted", atMs: 0, looks: 1 });
    expect(await wait([complete], { interrupt })).toMatchObject({ end: "complete" });
  });

  test("brings in what is new before each look, and says how much time is left", async () => {
    const steps: string[] = [];
    await wait([open], {
      waitMs: 500,
      update: async () => void steps.push("update"),
      onLook: (leftMs) => void steps.push(String(leftMs)),
    });
    expect(steps).toEqual(["update", "500", "update", "250", "update", "0"]);
  });

  test("fails as what brings in the news", async () => {
    const update = () => Promise.reject(new Error("the inbox is damaged"));
    await expect(wait([complete], { update })).rejects.toThrow("the inbox is damaged");
  });
});

/** With a clock that only sleeping moves on; each look is the next of `looks`, then always the last. */
async function wait(
  looks: readonly Look[],
  more: Partial<WaitOptions> = {},
): Promise<{ readonly end: WaitEnd; readonly atMs: number; readonly looks: number }> {
  let atMs = 0;
  let count = 0;
  const end = await waitForVerdicts({
    update: async () => undefined,
    look: () => looks[Math.min(count++, looks.length - 1)] ?? open,
    waitMs: 60_000,
    nowMs: () => atMs,
    sleep: async (ms) => {
      atMs += ms;
    },
    interrupt: new AbortController().signal,
    onLook: () => undefined,
    ...more,
  });
  return { end, atMs, looks: count };
}
