import { describe, expect, test } from "vitest";
import type { RecordedFact } from "../../src/store/facts.ts";
import { createActivationPace } from "../../src/upload/activation-pace.ts";

const now = Date.parse("2026-01-02T03:00:00.000Z");
const at = (ms: number) => new Date(now + ms).toISOString();

function held(notBefore: string | undefined, facts: readonly RecordedFact[] = []) {
  const pace = createActivationPace({ now: () => now, elapsed: () => 0 });
  return pace(notBefore === undefined ? {} : { notBefore }, facts)?.ms;
}

describe("how long an activation waits", () => {
  test.each([
    ["nothing is known of the upload", undefined, undefined],
    ["its upload was long ago", at(-1), undefined],
    ["it may be sent at this moment", at(0), undefined],
    ["its upload was accepted a moment ago", at(299_000), 299_000],
    ["the clock was set back since, not longer than five minutes", at(7_200_000), 300_000],
    ["the ledger's time is none", "yesterday", undefined],
  ])("%s", (_, notBefore, ms) => {
    expect(held(notBefore)).toBe(ms);
  });

  const sending = (ms: number, batch: number): RecordedFact => ({ kind: "sending", batch, at: at(ms) });

  test("at most 100 requests a minute, whichever batches they were", () => {
    const requests = Array.from({ length: 100 }, (_, batch) => sending(-50_000 + batch * 100, batch));
    expect(held(undefined, requests)).toBe(10_000);
    expect(held(undefined, requests.slice(1))).toBeUndefined();
    expect(held(undefined, [sending(-59_999, 0), ...requests.slice(1)])).toBe(1);
    expect(held(undefined, [sending(-60_000, 0), ...requests.slice(1)])).toBeUndefined();
  });

  test("the minute is not longer by a clock that was set back", () => {
    const requests = Array.from({ length: 100 }, (_, batch) => sending(3_600_000, batch));
    expect(held(undefined, requests)).toBe(60_000);
  });

  /** How long it waits in all, asked once a second, with a clock that is set back by two hours after ten seconds. */
  function waited(notBefore: string | undefined, facts: readonly RecordedFact[]): number {
    let steady = 0;
    const wall = () => now + steady - (steady > 10_000 ? 7_200_000 : 0);
    const pace = createActivationPace({ now: wall, elapsed: () => steady });
    for (; steady < 10_000_000; steady += 1_000) {
      if (pace(notBefore === undefined ? {} : { notBefore }, facts) === undefined) return steady;
    }
    return steady;
  }

  test("a clock that is set back on the way makes no wait longer", () => {
    expect(waited(at(299_000), [])).toBe(299_000);
    const requests = Array.from({ length: 100 }, (_, batch) => sending(0, batch));
    expect(waited(undefined, requests)).toBe(60_000);
    expect(waited(at(20_000), requests)).toBe(80_000);
  });
});
