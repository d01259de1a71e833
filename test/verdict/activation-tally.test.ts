import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../src/uws/callback.ts";
import type { RequestTally } from "../../src/verdict/request-tally.ts";
import { createStrangerTally } from "../../src/verdict/stranger-tally.ts";
import { activation, batchOf, callback, fault, line, pair, tallyOf, uploaded } from "./messages.ts";

const failed = (index: number) =>
  activation(pair(index), { fault: { code: "CarrierService.REQUEST_FAILED", text: "Device was not found" } });
const success = (index: number) => activation(pair(index), { status: "Success" });

/** Of an activation of the first three pairs. */
function tally(callbacks: readonly Callback[]): RequestTally {
  return tallyOf(callbacks, { operation: "ChangeDeviceState", expected: batchOf(3), until: "activated" });
}

function statesOf(callbacks: readonly Callback[]) {
  const { states, isComplete } = tally(callbacks).judgement();
  return [states, isComplete];
}

describe("the lines of an activation", () => {
  test.each<readonly [string, readonly Callback[], object, boolean]>([
    ["wait for a word on each device", [success(0)], { awaiting: 2, activated: 1 }, false],
    [
      "are activated by success, or by silence",
      [success(0), activation(pair(1)), success(2)],
      { activated: 3 },
      true,
    ],
    ["fail one by one", [success(0), failed(1), success(2)], { activated: 2, failed: 1 }, true],
    ["count a device once", [success(0), success(0), success(0)], { awaiting: 2, activated: 1 }, false],
    [
      "are no success by a word that is not known",
      [success(0), success(1), activation(pair(2), { status: "Maybe" })],
      { activated: 2, unknown: 1 },
      true,
    ],
    [
      "are not known where the device was active before: with which plan, nobody says",
      [
        success(0),
        success(1),
        activation(pair(2), { fault: { code: "X.REQUEST_FAILED.DeviceAlreadyActive", text: "already" } }),
      ],
      { activated: 2, unknown: 1 },
      true,
    ],
    [
      "contradict themselves",
      [success(0), failed(0), success(1), success(2)],
      { activated: 2, inconsistent: 1 },
      true,
    ],
    [
      "are no success by the words of an upload",
      [callback({ lines: [line(0, uploaded), line(1, uploaded)] }), success(2)],
      { activated: 1, unknown: 2 },
      true,
    ],
    [
      "are not known after a failure of the whole request",
      [fault("Processing failed due to an unknown error")],
      { unknown: 3 },
      true,
    ],
  ])("%s", (_, callbacks, states, isComplete) => {
    expect(statesOf(callbacks)).toEqual([states, isComplete]);
  });

  test("a success that no device is named in is none", () => {
    expect(statesOf([activation([], { status: "Success" })])).toEqual([{ awaiting: 3 }, false]);
  });

  test("a line says what the platform said, and has no activation beside it", () => {
    const lines: unknown[] = [];
    tally([failed(0)]).forEachLine(({ state, words, activation: beside }) =>
      lines.push([state, words, beside]),
    );
    expect(lines[0]).toEqual(["failed", ["Device was not found"], undefined]);
  });

  test("the operator's word goes before", () => {
    const told = tally([failed(0), success(1), success(2)]);
    told.overrule(line(0, "activated"));
    expect(told.judgement().states).toEqual({ activated: 3 });
    told.overrule(line(0, "failed"));
    expect(told.judgement().states).toEqual({ activated: 2, failed: 1 });
  });

  test("neither order nor repetition matters", () => {
    const messages = [success(0), failed(0), success(1), activation(pair(2), { status: "Odd" }), failed(2)];
    fc.assert(
      fc.property(fc.shuffledSubarray([...messages, ...messages], { minLength: 10 }), (shuffled) => {
        expect(statesOf(shuffled)).toEqual(statesOf(messages));
      }),
      { numRuns: 50 },
    );
  });
});

describe("a request that no ledger here has", () => {
  const shortOf = (callbacks: readonly Callback[], expectedCount?: number) => {
    const told = createStrangerTally({ requestId: "r-1", expectedCount, until: "uploaded" });
    for (const each of callbacks) told.apply(each);
    const { states, activations, isComplete } = told.judgement();
    return [states, activations, isComplete];
  };
  const lines = callback({ lines: [line(0, uploaded), line(1, uploaded)] });

  test.each<readonly [string, readonly Callback[], number | undefined, object, object, boolean]>([
    [
      "is an activation where each callback is of a device",
      [success(0), failed(1)],
      2,
      { activated: 1, failed: 1 },
      {},
      true,
    ],
    [
      "whose number nobody has said is never complete",
      [success(0), failed(1)],
      undefined,
      { activated: 1, failed: 1 },
      {},
      false,
    ],
    [
      "is an upload with activation where one speaks of lines",
      [success(0), lines],
      2,
      { uploaded: 2 },
      { activated: 1 },
      true,
    ],
    ["whichever comes first", [lines, success(0)], 2, { uploaded: 2 }, { activated: 1 }, true],
    ["is an upload while nothing has come", [], 2, { awaiting: 2 }, {}, false],
  ])("%s", (_, callbacks, expected, states, activations, isComplete) => {
    expect(shortOf(callbacks, expected)).toEqual([states, activations, isComplete]);
  });
});
