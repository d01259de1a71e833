import { describe, expect, test } from "vitest";
import { createSettledStore } from "../../src/evidence/settled-store.ts";
import type { Store } from "../../src/store/store.ts";
import { acceptedBatches, foldLedger } from "../../src/verdict/batch-states.ts";
import { keepMessages, newStore, pushPairs, uploaded } from "../watch/watch-world.ts";

const doubtful = { kind: "doubtful", reason: "reset" } as const;
const lines = { 0: uploaded, 1: uploaded };

async function stateOf(store: Store, id: string): Promise<readonly string[]> {
  const job = await createSettledStore(store).readJob(id);
  return foldLedger(job?.facts ?? []).map(({ state }) => state);
}

describe("a removed job", () => {
  test("keeps its callbacks to itself: they settle no later doubt about the same devices", async () => {
    const store = newStore();
    const first = await pushPairs(store, { end: 2, name: "first" });
    const again = await pushPairs(store, { end: 2, answer: () => doubtful, more: { again: true } });
    const watching = createSettledStore(store);
    await keepMessages(store, [{ requestId: "first-1", lines }]);
    expect(await stateOf(store, again.job.record.id)).toEqual(["doubtful"]);
    await store.removeJob(first.job.record.id, () => true);
    expect(await stateOf(store, again.job.record.id)).toEqual(["doubtful"]);
    await keepMessages(store, [{ requestId: "first-1", lines }]);
    const watched = await watching.readJob(again.job.record.id);
    expect(acceptedBatches(watched?.facts ?? [])).toEqual([]);
    await keepMessages(store, [{ requestId: "late", lines }]);
    expect(await stateOf(store, again.job.record.id)).toEqual(["accepted"]);
  });
});

test("many who ask at once share a look, and one that begins later has what came meanwhile", async () => {
  const store = newStore();
  const pushes = [];
  for (let at = 0; at < 3; at++)
    pushes.push(
      await pushPairs(store, { start: at * 2, end: at * 2 + 2, name: `p${at}`, answer: () => doubtful }),
    );
  let looks = 0;
  const settled = createSettledStore({
    ...store,
    listJobs: async () => {
      looks++;
      return store.listJobs();
    },
  });
  const ids = pushes.map(({ job }) => job.record.id);
  await Promise.all(ids.map((id) => settled.readJob(id)));
  expect(looks).toBe(1);
  await keepMessages(store, [{ requestId: "late", lines }]);
  const [first, second] = await Promise.all(ids.map((id) => settled.readJob(id)));
  expect(acceptedBatches(first?.facts ?? [])).toMatchObject([{ requestId: "late", by: "callback" }]);
  expect(acceptedBatches(second?.facts ?? [])).toEqual([]);
  expect(looks).toBe(2);
});
