import { describe, expect, test } from "vitest";
import type { Callback } from "../../src/uws/callback.ts";
import type { RequestJudgement } from "../../src/verdict/judgement.ts";
import type { RequestTallyOptions } from "../../src/verdict/request-tally.ts";
import {
  batchOf,
  iccid,
  imei,
  line,
  linesOf,
  odd,
  pair,
  pairBatch,
  submitted,
  tallyOf,
  upload,
  uploaded,
} from "./messages.ts";

const failed = "IMEI () is invalid";

const judged = (
  callbacks: readonly Callback[],
  options: Partial<RequestTallyOptions> = { expected: batchOf(4) },
): RequestJudgement => tallyOf(callbacks, options).judgement();

const successes = (...indexes: readonly number[]) => indexes.map((index) => line(index, uploaded));

describe("counters of a callback whose lines are all that it counts", () => {
  test("agree with them", () => {
    const whole = upload([...successes(0, 1), line(2, failed), line(3, odd)], [4, 0, 2, 1]);
    expect(judged([whole])).toMatchObject({ disagreement: undefined, states: { uploaded: 2, failed: 1 } });
  });

  test.each([
    [3, 1],
    [2, 2],
    [2, undefined],
    [undefined, 1],
  ])("may count an unknown line as what they like: %s successful, %s failed", (success, failures) => {
    const whole = upload([...successes(0, 1), line(2, failed), line(3, odd)], [4, 0, success, failures]);
    expect(judged([whole]).disagreement).toBeUndefined();
  });

  test.each([
    [1, 1, "1 successful and 1 failed"],
    [4, 0, "4 successful and 0 failed"],
    [0, undefined, "0 successful"],
    [undefined, 3, "3 failed"],
  ])("that say %s successful, %s failed: no line of the request is believed", (success, failures, counts) => {
    const whole = upload([...successes(0, 1), line(2, failed), line(3, odd)], [4, 0, success, failures]);
    const { disagreement, states } = judged([whole]);
    expect(disagreement).toBe(
      `a message of the platform has 2 successful and 1 failed lines of 4 and counts ${counts}`,
    );
    expect(states).toEqual({ inconsistent: 3, unknown: 1 });
    const [first] = linesOf(tallyOf([whole], { expected: batchOf(4) }));
    expect(first?.words).toEqual([uploaded, disagreement]);
  });

  test("may have more successes than lines say while lines are pending", () => {
    const first = upload(
      [0, 1, 2, 3].map((index) => line(index, submitted)),
      [4, 4, 0, 0],
    );
    expect(judged([first]).disagreement).toBeUndefined();
    expect(judged([first, upload(successes(0, 1, 2, 3))])).toMatchObject({
      disagreement: undefined,
      states: { uploaded: 4 },
    });
  });

  test("count a device once, however many lines it has", () => {
    const twice = upload([...successes(0, 1), ...successes(1)], [2, 0, 2, 0]);
    expect(judged([twice]).disagreement).toBeUndefined();
  });
});

test("what a callback counts does not depend on what was joined before it", () => {
  // Locally an IMEISV is of either IMEI; in the batch its ICCID tells which.
  const [a, b] = [imei("180720196786706"), imei("180720196786707")];
  const [first, second, stray] = ["18", "26", "34"].map((end) => iccid(`891480000000000000${end}`));
  const expected = pairBatch([
    [a.value, first?.value ?? ""],
    [b.value, second?.value ?? ""],
  ]);
  const identified = [[imei("1807201967867011"), first], [b, second], [stray], [imei("358755000000007")]];
  const lines = identified.map((each) => ({
    identifiers: each.flatMap((identifier) => (identifier === undefined ? [] : [identifier])),
    status: uploaded,
  }));
  const joining = upload([
    { identifiers: [...(lines[2]?.identifiers ?? []), ...(lines[3]?.identifiers ?? [])], status: uploaded },
  ]);
  const whole = upload(lines, [0]);
  const said = [
    [whole, joining],
    [joining, whole],
  ].map((order) => judged(order, { expected }).disagreement);
  expect(said[0]).toBe("a message of the platform has lines of 4 devices and counts 0 in all");
  expect(said[1]).toBe(said[0]);
});

describe("what a callback counts of its own lines", () => {
  const [sim, modem] = pair(0);
  const [otherSim] = pair(1);
  const about = (...identifiers: readonly (typeof sim)[]) => ({
    identifiers: identifiers.flatMap((each) => (each === undefined ? [] : [each])),
    status: uploaded,
  });

  test("may be anything where a line names two devices", () => {
    const mixed = upload([about(modem, otherSim)], [1, 0, 0, 0]);
    expect(judged([mixed])).toMatchObject({ disagreement: undefined, states: { inconsistent: 2 } });
    expect(judged([upload([about(sim, otherSim)], [1, 0, 0, 1])], {}).disagreement).toBeUndefined();
  });

  test("is one device where its own lines join, whatever was known of them before", () => {
    const joining = upload([about(sim), about(modem, sim)], [1, 0, 1, 0]);
    for (const before of [[], [upload([about(modem)])], [upload([about(sim)])]]) {
      expect(judged([...before, joining], {}).disagreement).toBeUndefined();
    }
  });
});

test("a callback with lines of more devices than it counts is not believed", () => {
  expect(judged([upload(successes(0, 1), [1, 0, 1, 0])])).toMatchObject({
    disagreement: "a message of the platform has lines of 2 devices and counts 1 in all",
    states: { inconsistent: 2, awaiting: 2 },
  });
});

describe("counters over the whole request", () => {
  test("may count what is still to come", () => {
    expect(judged([upload(successes(0), [4, 0, 3, 1])]).disagreement).toBeUndefined();
    expect(judged([upload(successes(0), [4, 0, 3, 1])], {}).disagreement).toBeUndefined();
    expect(judged([upload(successes(0), [undefined, 0, 3, 1])], {}).disagreement).toBeUndefined();
  });

  test("that count more successes than there can be are not believed", () => {
    const lines = [line(0, failed), line(1, failed), line(2, submitted)];
    expect(judged([upload(lines), upload([], [4, 0, 2, 2])]).disagreement).toBeUndefined();
    expect(judged([upload(lines), upload([], [4, 0, 3, 1])])).toMatchObject({
      disagreement: "the platform counts 3 successful, and by its lines there are at most 2",
      states: { inconsistent: 2, pending: 1, awaiting: 1 },
    });
  });

  test("that count more failures than there can be are not believed", () => {
    expect(judged([upload(successes(0, 1)), upload([], [undefined, 0, 1, 3])]).disagreement).toBe(
      "the platform counts 3 failed, and by its lines there are at most 2",
    );
  });

  test("that count more devices than the batch has are not believed", () => {
    expect(judged([upload(successes(0), [5])]).disagreement).toBe(
      "the platform counts 5 devices in all, and there are 4",
    );
    expect(judged([upload(successes(0), [5])], { expectedCount: 4 }).disagreement).toBe(
      "the platform counts 5 devices in all, and there are 4",
    );
  });
});

describe("the counters of a complete request", () => {
  const parts = [upload(successes(0, 1), [2, 0, 2, 0]), upload(successes(2, 3), [2, 0, 2, 0])];
  const bare = [upload(successes(0, 1)), upload(successes(2, 3))];

  test("may be missing", () => {
    expect(judged(bare)).toMatchObject({ disagreement: undefined, isComplete: true });
    expect(judged([...bare, upload([], [4])]).disagreement).toBeUndefined();
  });

  test("may be those of its parts", () => {
    expect(judged(parts)).toMatchObject({ disagreement: undefined, states: { uploaded: 4 } });
  });

  test("may count up from part to part, whichever comes first", () => {
    const counted = [upload(successes(0, 1), [4, 2, 2, 0]), upload(successes(2, 3), [4, 0, 4, 0])];
    expect(judged(counted).disagreement).toBeUndefined();
    expect(judged(counted.toReversed()).disagreement).toBeUndefined();
  });

  test("may be those of a final message", () => {
    expect(judged([...bare, upload([], [4, 0, 4, 0])])).toMatchObject({ disagreement: undefined });
    expect(judged([...parts, upload([], [4, 0, 4, 0])])).toMatchObject({ disagreement: undefined });
  });

  test("of a final message that no line explains are not believed, as long as no other message comes", () => {
    const wrong = [...bare, upload([], [4, 0, 3, 0])];
    expect(judged(wrong)).toMatchObject({
      disagreement: "the platform's lines say 4 successful and 0 failed, and no message of its counts so",
      states: { inconsistent: 4 },
      isComplete: true,
      isFirm: false,
    });
    expect(judged([...wrong, upload([], [4, 0, 4, 0])])).toMatchObject({
      disagreement: undefined,
      states: { uploaded: 4 },
      isFirm: true,
    });
  });

  test("of a message that counts nothing yet and has no line are not explained either", () => {
    expect(judged([...bare, upload([], [4, 4, 0, 0])])).toMatchObject({
      states: { inconsistent: 4 },
      isFirm: false,
    });
    expect(judged([upload([], [4, 4, 0, 0])]).disagreement).toBeUndefined();
  });

  test("of a part that its own lines do not explain are not believed without a final message", () => {
    const stale = [upload(successes(0, 1), [4, 4, 0, 0]), upload(successes(2, 3), [4, 2, 2, 0])];
    expect(judged(stale.slice(0, 1)).disagreement).toBeUndefined();
    expect(judged(stale).states).toEqual({ inconsistent: 4 });
    expect(judged([...stale, upload([], [4, 0, 4, 0])]).states).toEqual({ uploaded: 4 });
  });
});

test("a request with more devices than any can have is not believed", () => {
  const lines = Array.from({ length: 66_000 }, (_, index) => ({
    identifiers: [{ kind: "IMEI", value: String(index).padStart(15, "0") }],
    status: uploaded,
  }));
  const { disagreement, states } = judged([upload(lines)], {});
  expect(disagreement).toBe("the platform reports more devices than a request can have");
  expect(Object.keys(states)).toEqual(["inconsistent"]);
});
