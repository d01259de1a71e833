import { expect, test } from "vitest";
import type { OpenJob, StoredJob } from "../../src/store/store.ts";
import { createBoard } from "../../src/watch/board.ts";
import { batchesOfJob } from "../../src/watch/job-batches.ts";
import { invalid, newStore, pushPairs, tell, uploaded } from "./watch-world.ts";

const doubtful = { kind: "doubtful", reason: "reset" } as const;
const refused = { kind: "refused", fault: { code: "C", text: "no" }, hint: "" } as const;

test("an accepted batch has its RequestId by the platform's answer, and its lines' states", async () => {
  const store = newStore();
  const { job } = await pushPairs(store, { end: 2 });
  const board = createBoard({ store, until: "uploaded" });
  await board.addJob(job.record.id);
  tell(board, { requestId: "id-1", lines: { 0: uploaded, 1: invalid } });
  expect(batchesOfJob(job, board)).toEqual([
    {
      batch: 1,
      sku: "SKU1",
      devices: 2,
      state: "accepted",
      requestId: "id-1",
      by: "answer",
      lines: { uploaded: 1, failed: 1 },
    },
  ]);
});

test("the operator's word on a batch in doubt, and on lines", async () => {
  const store = newStore();
  const { job } = await pushPairs(store, { end: 4, answer: () => doubtful });
  const board = createBoard({ store, until: "uploaded" });
  const at = "2026-01-02T03:04:05.678Z";
  const sha256 = "";
  expect(
    batchesOfJob(
      {
        ...job,
        facts: [
          ...job.facts,
          { kind: "saidAccepted", batch: 1, requestId: "said-1", at },
          { kind: "saidLines", batch: 1, number: 1, lines: 1, sha256, at },
          { kind: "saidLines", batch: 1, number: 2, lines: 2, sha256, at },
          { kind: "sending", batch: 2, at },
          { kind: "doubtful", batch: 2, reason: "reset", at },
          { kind: "saidNotApplied", batch: 2, at },
        ],
      },
      board,
    ),
  ).toMatchObject([
    { state: "accepted", requestId: "said-1", by: "operator", saidLines: 3 },
    {
      state: "planned",
      reason: "not applied, by the operator's word",
      notAppliedSaidAt: at,
      lines: { notSent: 2 },
    },
  ]);
});

test("refused, in doubt, not sent: with the reason", async () => {
  const store = newStore();
  const first = await pushPairs(store, { end: 2, answer: () => refused });
  const second = await pushPairs(store, { start: 2, end: 6, answer: () => doubtful });
  const board = createBoard({ store, until: "uploaded" });
  expect(batchesOfJob(first.job, board)).toMatchObject([
    { state: "refused", reason: "C: no", lines: { refused: 2 } },
  ]);
  expect(batchesOfJob(second.job, board)).toMatchObject([
    { state: "doubtful", reason: "reset", sentAt: expect.stringMatching(/Z$/), lines: { inDoubt: 2 } },
    { state: "planned", lines: { notSent: 2 } },
  ]);
});

test("a batch whose intent is all that is recorded: in doubt, unless its sender is alive", async () => {
  const store = newStore();
  const { job } = await pushPairs(store, { end: 2, answer: () => doubtful });
  const cut: StoredJob = { ...job, facts: job.facts.filter(({ kind }) => kind !== "doubtful") };
  const board = createBoard({ store, until: "uploaded" });
  expect(batchesOfJob(cut, board)).toMatchObject([
    { state: "doubtful", reason: "its sender ended before the answer was recorded", lines: { inDoubt: 2 } },
  ]);
  const open = await openJob(store, job.record.id);
  const holder = (await store.readJob(job.record.id))?.holder;
  await open.close();
  expect(batchesOfJob({ ...cut, holder }, board)).toMatchObject([
    { state: "sending", lines: { notSent: 2 } },
  ]);
});

async function openJob(store: ReturnType<typeof newStore>, id: string): Promise<OpenJob> {
  const attempt = await store.openJob(id);
  if (attempt.kind !== "opened") throw new Error(`the job ${id} is ${attempt.kind}`);
  return attempt.job;
}
