import { describe, expect, test } from "vitest";
import { meaningOfWord } from "../../src/verdict/operator-words.ts";
import { createRequestTally } from "../../src/verdict/request-tally.ts";
import { batchOf, fault, line, linesInShort, odd, submitted, upload, uploaded } from "./messages.ts";

const invalid = "IMEI (358755000000007) is invalid";

function tallyOf(callbacks: readonly ReturnType<typeof upload>[], words: readonly ReturnType<typeof line>[]) {
  const tally = createRequestTally({
    requestId: "r-1",
    expected: batchOf(3),
    operation: "UploadDevices",
    activates: false,
    until: "uploaded",
  });
  for (const each of callbacks) tally.apply(each);
  for (const word of words) tally.overrule(word);
  return tally;
}

describe("the operator's word on a line", () => {
  const said = upload([line(0, submitted), line(1, odd), line(2, uploaded)]);

  test("goes before what callbacks say, and is shown beside it", () => {
    const tally = tallyOf([said], [line(0, "uploaded"), line(1, "failed"), line(2, invalid)]);
    expect(linesInShort(tally)).toEqual([
      "uploaded",
      `failed: failed (by the operator's word); ${odd}`,
      `failed: ${invalid} (by the operator's word); ${uploaded}`,
    ]);
    expect(tally.judgement()).toMatchObject({
      states: { uploaded: 1, failed: 2 },
      open: 0,
      isComplete: true,
    });
  });

  test("makes a request complete that no callback speaks of", () => {
    const tally = tallyOf(
      [],
      [0, 1, 2].map((index) => line(index, "uploaded")),
    );
    expect(tally.judgement()).toMatchObject({ states: { uploaded: 3 }, open: 0, isComplete: true });
  });

  test("whatever callbacks say before or behind it", () => {
    const tally = tallyOf([], [line(0, "failed")]);
    tally.apply(upload([line(0, uploaded), line(1, uploaded), line(2, uploaded)], [3, 0, 3, 0]));
    expect(tally.judgement()).toMatchObject({ states: { uploaded: 2, failed: 1 }, disagreement: undefined });
  });

  test("settles lines that are not believed for the counters' sake, and leaves the others", () => {
    const odds = upload([line(0, uploaded), line(1, uploaded), line(2, uploaded)], [3, 0, 1, 2]);
    expect(tallyOf([odds], []).judgement().states).toEqual({ inconsistent: 3 });
    expect(tallyOf([odds], [line(0, "uploaded")]).judgement().states).toEqual({
      uploaded: 1,
      inconsistent: 2,
    });
    const all = [0, 1, 2].map((index) => line(index, "uploaded"));
    expect(tallyOf([odds], all).judgement()).toMatchObject({
      states: { uploaded: 3 },
      disagreement: undefined,
    });
  });

  test("goes before a fault of the whole request for its own lines", () => {
    const tally = tallyOf([fault("Device SKU is not Certified")], [line(0, "uploaded")]);
    expect(tally.judgement().states).toEqual({ uploaded: 1, refused: 2 });
  });

  test("of a device that is not in the batch changes nothing", () => {
    expect(tallyOf([], [line(9, "uploaded")]).judgement().states).toEqual({ awaiting: 3 });
  });

  test("the last one counts", () => {
    expect(tallyOf([], [line(0, "failed"), line(0, "uploaded")]).judgement().states).toEqual({
      awaiting: 2,
      uploaded: 1,
    });
  });
});

test.each([
  ["uploaded", "success"],
  [" FAILED ", "failed"],
  [uploaded, "success"],
  [invalid, "failed"],
  [submitted, undefined],
  [odd, undefined],
  ["", undefined],
])("the word %j means %s", (text, meaning) => {
  expect(meaningOfWord(text, "UploadDevices")).toBe(meaning);
});
