import { describe, expect, test } from "vitest";
import type { RecordedFact } from "../../src/store/facts.ts";
import { foldLedger } from "../../src/verdict/batch-states.ts";
import { standingOfJob } from "../../src/verdict/job-standing.ts";

const at = "2026-01-02T03:04:05.678Z";
const planned = (batch: number, sku = "A"): RecordedFact => ({
  kind: "planned",
  batch,
  sku,
  devices: 2,
  sha256: "",
  at,
});
const sending = (batch: number): RecordedFact => ({ kind: "sending", batch, at });
const accepted = (batch: number): RecordedFact => ({ kind: "accepted", batch, requestId: `id-${batch}`, at });
const refused = (batch: number): RecordedFact => ({ kind: "refused", batch, code: "c", text: "t", at });
const doubtful = (batch: number): RecordedFact => ({ kind: "doubtful", batch, reason: "r", at });

const stateOf = (facts: readonly RecordedFact[], holder?: unknown) => {
  const { state, batches } = standingOfJob(foldLedger(facts), holder);
  return [state, batches.accepted, batches.inDoubt, batches.refused, batches.notSent];
};

describe("a job in a word, with its batches accepted, in doubt, refused and not sent", () => {
  const plan = [planned(1), planned(2)];
  test.each<[string, readonly RecordedFact[], readonly unknown[]]>([
    ["nothing sent", plan, ["unfinished", 0, 0, 0, 2]],
    ["a part", [...plan, accepted(1)], ["unfinished", 1, 0, 0, 1]],
    ["all", [...plan, accepted(1), accepted(2)], ["accepted", 2, 0, 0, 0]],
    ["a doubt", [...plan, accepted(1), doubtful(2)], ["inDoubt", 1, 1, 0, 0]],
    ["a doubt, and batches left", [...plan, doubtful(1)], ["inDoubt", 0, 1, 0, 1]],
    ["killed while sending", [...plan, sending(1)], ["inDoubt", 0, 1, 0, 1]],
    ["a SKU refused", [...plan, refused(1)], ["refused", 0, 0, 1, 1]],
    ["one of two SKUs refused", [...plan, planned(3, "B"), refused(1)], ["unfinished", 0, 0, 1, 2]],
    ["some refused", [...plan, accepted(1), refused(2)], ["refused", 1, 0, 1, 0]],
    [
      "others have all of it",
      [planned(1), { kind: "recut", batch: 1, taken: 2, takenSha256: "", at }],
      ["done", 0, 0, 0, 0],
    ],
  ])("%s", (_, facts, expected) => expect(stateOf(facts)).toEqual(expected));

  test("of a live process: it will tell", () => {
    expect(stateOf([...plan, sending(1)], {})).toEqual(["sending", 0, 0, 0, 2]);
    expect(stateOf([...plan, accepted(1), accepted(2)], {})).toEqual(["sending", 2, 0, 0, 0]);
  });
});
