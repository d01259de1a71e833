import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import type { Until } from "../../src/verdict/judgement.ts";
import { type Board, createBoard } from "../../src/watch/board.ts";
import { groupLines } from "../../src/watch/reported-lines.ts";
import { failureOf } from "../support/failure.ts";
import { invalid, newStore, pushPairs, submitted, tell, uploaded } from "./watch-world.ts";

describe("a request without a ledger", () => {
  test("is complete by the platform's own count, and not firm", async () => {
    const board = boardOf(newStore());
    await board.addRequest("id-1");
    expect([board.isComplete(), board.isFirm()]).toEqual([false, false]);
    tell(board, { requestId: "id-1", lines: { 0: uploaded }, counters: [2, 1, 1, 0] });
    expect(board.isComplete()).toBe(false);
    tell(board, { requestId: "id-1", lines: { 1: invalid }, counters: [2, 0, 1, 1] });
    expect([board.isComplete(), board.isFirm()]).toEqual([true, false]);
  });

  test("is firm where its number of devices is told", async () => {
    const board = boardOf(newStore(), { expectedCount: 2 });
    await board.addRequest("id-1");
    tell(board, { requestId: "id-1", lines: { 0: uploaded, 1: uploaded } });
    expect([board.isComplete(), board.isFirm()]).toEqual([true, true]);
  });

  test("takes only what is said of it, and knows what is a repetition", async () => {
    const board = boardOf(newStore());
    await board.addRequest("id-1");
    const message = { requestId: "id-1", lines: { 0: uploaded } };
    expect([tell(board, message), tell(board, message)]).toEqual([true, false]);
    expect(tell(board, { ...message, requestId: "other" })).toBe(false);
    expect(board.judge(requestOf(board, "id-1"))).toMatchObject({ callbacks: 1, repeats: 1 });
  });
});

describe("a job", () => {
  test("is complete when each line of each accepted batch is final", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 4 });
    const board = boardOf(store);
    await board.addJob(job.record.id);
    expect([...board.requests.keys()]).toEqual(["id-1", "id-2"]);
    tell(board, { requestId: "id-1", lines: { 0: uploaded, 1: invalid } });
    expect([board.isComplete(), board.isFirm()]).toEqual([false, true]);
    tell(board, { requestId: "id-2", lines: { 2: uploaded, 3: uploaded } });
    expect(board.isComplete()).toBe(true);
    expect(await statesOf(board)).toEqual(["uploaded", "failed", "uploaded", "uploaded"]);
  });

  test("has the lines of batches that were refused, in doubt or not sent, and waits for none of them", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, {
      end: 6,
      answer: (request) =>
        request === 1
          ? { kind: "accepted", requestId: "id-1" }
          : { kind: "doubtful", reason: "the connection was reset" },
    });
    const board = boardOf(store);
    await board.addJob(job.record.id);
    tell(board, { requestId: "id-1", lines: { 0: uploaded, 1: uploaded } });
    expect(board.isComplete()).toBe(true);
    expect(await statesOf(board)).toEqual([
      "uploaded",
      "uploaded",
      "inDoubt",
      "inDoubt",
      "notSent",
      "notSent",
    ]);
  });

  test("that is one of the named requests gives it its batch: nothing is found out by the platform's count", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 4 });
    const board = boardOf(store);
    await board.addRequest("id-2", job);
    tell(board, { requestId: "id-2", lines: { 2: uploaded }, counters: [1, 0, 1, 0] });
    expect([board.isComplete(), board.isFirm()]).toEqual([false, true]);
    expect(requestOf(board, "id-2").batch).toMatchObject({ batch: 2, sku: "SKU1", record: job.record });
  });

  test("that does not exist is a usage error", async () => {
    const store = newStore();
    const board = boardOf(store);
    expect(await failureOf(() => board.addJob("20261123-224210-k7qd"))).toEqual({
      kind: "usage",
      message: `There is no job 20261123-224210-k7qd in ${store.location}.`,
      hint: "Check the id, and --state-dir or VZUPLOAD_STATE_DIR.",
    });
  });

  test("whose batch file is damaged is a store error", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 2 });
    rmSync(join(store.location, "jobs", job.record.id, "batches", "0001.csv"));
    const board = boardOf(store);
    expect(await failureOf(() => board.addJob(job.record.id))).toMatchObject({ kind: "store" });
  });
});

describe("a job with rows that earlier jobs have", () => {
  test("waits for these very rows under the earlier requests, and for no other of their rows", async () => {
    const store = newStore();
    await pushPairs(store, { end: 4, name: "first" });
    const { job } = await pushPairs(store, { start: 1, end: 6, name: "second" });
    const board = boardOf(store);
    await board.addJob(job.record.id);
    expect([...board.requests].map(([id, { isEarlier }]) => `${id} ${isEarlier}`)).toEqual([
      "second-1 false",
      "first-1 true",
      "first-2 true",
    ]);
    tell(board, { requestId: "second-1", lines: { 4: uploaded, 5: uploaded } });
    tell(board, { requestId: "first-1", lines: { 1: uploaded } });
    tell(board, { requestId: "first-2", lines: { 2: invalid, 3: submitted } });
    expect(board.isComplete()).toBe(false);
    tell(board, { requestId: "first-2", lines: { 3: uploaded } });
    expect(board.isComplete()).toBe(true);
    expect(await statesOf(board)).toEqual([
      "alreadySent uploaded",
      "alreadySent failed",
      "alreadySent uploaded",
      "uploaded",
      "uploaded",
    ]);
  });

  test("waits for their activation, too, where that is waited for", async () => {
    const store = newStore();
    const more = { activates: true, activate: { servicePlan: "P", mdnZipCode: "12345" } };
    await pushPairs(store, { end: 2, name: "first", more });
    const { job } = await pushPairs(store, { start: 1, end: 3, name: "second", more });
    const board = boardOf(store, { until: "activated" });
    await board.addJob(job.record.id);
    tell(board, { requestId: "second-1", lines: { 2: invalid } });
    tell(board, { requestId: "first-1", lines: { 1: uploaded } });
    expect(board.isComplete()).toBe(false);
    tell(board, { requestId: "first-1", activated: 1 });
    expect(board.isComplete()).toBe(true);
  });

  test("of which one has gone: its rows count as sent, and nothing of them is waited for", async () => {
    const store = newStore();
    const first = await pushPairs(store, { end: 2, name: "first" });
    const { job } = await pushPairs(store, { start: 1, end: 3, name: "second" });
    rmSync(join(store.location, "jobs", first.job.record.id), { recursive: true });
    const board = boardOf(store);
    await board.addJob(job.record.id);
    tell(board, { requestId: "second-1", lines: { 2: uploaded } });
    expect(board.isComplete()).toBe(true);
    expect(await statesOf(board)).toEqual(["alreadySent", "uploaded"]);
  });

  test("in a batch in doubt: they are in doubt, and nothing of them is waited for", async () => {
    const store = newStore();
    await pushPairs(store, { end: 2, answer: () => ({ kind: "doubtful", reason: "no answer" }) });
    const { job } = await pushPairs(store, { start: 1, end: 3, name: "second" });
    const board = boardOf(store);
    await board.addJob(job.record.id);
    tell(board, { requestId: "second-1", lines: { 2: uploaded } });
    expect(board.isComplete()).toBe(true);
    expect(await statesOf(board)).toEqual(["inDoubt", "uploaded"]);
  });

  test("under one RequestId with another job: nobody can tell whose verdicts they are", async () => {
    const store = newStore();
    const board = boardOf(store);
    const jobs = [await pushPairs(store, { end: 2 }), await pushPairs(store, { start: 2, end: 4 })];
    await board.addJob(jobs[0]?.job.record.id ?? "");
    const failure = await failureOf(() => board.addJob(jobs[1]?.job.record.id ?? ""));
    expect(failure).toMatchObject({
      kind: "store",
      message: expect.stringContaining("RequestId id-1 belongs to"),
    });
  });

  test("under a RequestId that was watched without its job: what came was tallied without its devices", async () => {
    const store = newStore();
    const board = boardOf(store);
    await board.addRequest("id-1");
    const { job } = await pushPairs(store, { end: 2 });
    expect(await failureOf(() => board.addJob(job.record.id))).toMatchObject({
      kind: "store",
      message: expect.stringContaining("RequestId id-1 belongs to another request and to batch 1 of job"),
    });
  });

  test("under a RequestId that is asked for twice, or beside its job: once", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 2 });
    const board = boardOf(store);
    for (let time = 0; time < 2; time++) {
      await board.addRequest("id-1", job);
      await board.addJob(job.record.id);
      await board.addRequest("id-1");
    }
    expect([...board.requests.keys()]).toEqual(["id-1"]);
    expect(await statesOf(board)).toEqual(["awaiting", "awaiting"]);
  });

  test("that is watched itself: then all its rows matter", async () => {
    const store = newStore();
    const first = await pushPairs(store, { end: 2, name: "first" });
    const second = await pushPairs(store, { start: 1, end: 3, name: "second" });
    const board = boardOf(store);
    await board.addJob(second.job.record.id);
    await board.addJob(first.job.record.id);
    tell(board, { requestId: "second-1", lines: { 2: uploaded } });
    tell(board, { requestId: "first-1", lines: { 1: uploaded } });
    expect(board.isComplete()).toBe(false);
    tell(board, { requestId: "first-1", lines: { 0: uploaded } });
    expect(board.isComplete()).toBe(true);
  });
});

function boardOf(
  store: Store,
  more: { readonly until?: Until; readonly expectedCount?: number } = {},
): Board {
  return createBoard({ store, until: "uploaded", ...more });
}

function requestOf(board: Board, id: string) {
  const request = board.requests.get(id);
  if (request === undefined) throw new Error(`the request ${id} is not on the board`);
  return request;
}

/** Of all lines, in the order of the report; behind `alreadySent` what was said of it. */
async function statesOf(board: Board): Promise<readonly string[]> {
  const groups = await groupLines(board);
  return groups.flatMap(({ lines }) =>
    [...lines].map(({ state, earlier }) => (earlier === undefined ? state : `${state} ${earlier}`)),
  );
}
