import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jobFiles } from "../../src/store/file-jobs.ts";
import type { Store } from "../../src/store/store.ts";
import { type Board, createBoard } from "../../src/watch/board.ts";
import {
  findJobsOfRequests,
  putTarget,
  type TargetOptions,
  type WatchTarget,
} from "../../src/watch/put-target.ts";
import { publishBatches } from "../store/publish-batches.ts";
import { failureOf } from "../support/failure.ts";
import { newStore, pushPairs, tell, uploaded } from "./watch-world.ts";

describe("the newest job", () => {
  test("is the newest that has open lines", async () => {
    const store = newStore();
    const [old, open, done] = await pushThree(store);
    const { board } = await put(store, { kind: "newestJob" }, { isOpen: (id) => id !== done });
    expect(jobsOn(board)).toEqual([open]);
    expect(old).not.toBe(open);
  });

  test("is none where none has open lines", async () => {
    const store = newStore();
    await pushThree(store);
    const newest = (await store.listJobs()).at(-1);
    const failure = await failureOf(() => put(store, { kind: "newestJob" }, { isOpen: () => false }));
    expect(failure).toEqual({
      kind: "usage",
      message: `No job of the last 30 days in ${store.location} has open lines.`,
      hint: `To see the verdicts of the newest job again: vzupload watch --job ${newest}. What was not sent is sent by vzupload resume; to listen all the same: --all.`,
    });
  });

  test("is none of more than 30 days ago, and none of which nothing was sent", async () => {
    const store = newStore();
    await pushPairs(store, {
      end: 2,
      answer: () => ({ kind: "notSent", code: "ECONNREFUSED", reason: "no", hint: "no" }),
    });
    const { job } = await pushPairs(store, { start: 2, end: 4 });
    const asked: string[] = [];
    const isOpen = (id: string) => asked.push(id) > 0;
    const lateMs = Date.now() + 32 * 86_400_000;
    const late = () => put(store, { kind: "newestJob" }, { isOpen, nowMs: () => lateMs });
    expect(await failureOf(late)).toMatchObject({ kind: "usage" });
    expect(asked).toEqual([]);
    await put(store, { kind: "newestJob" }, { isOpen });
    expect(asked).toEqual([job.record.id]);
  });

  test("may be one that is being sent and has no RequestId yet", async () => {
    const store = newStore();
    const job = await publishBatches(store, ["A"]);
    const { board } = await put(store, { kind: "newestJob" });
    expect(jobsOn(board)).toEqual([job.record.id]);
    expect(board.isComplete()).toBe(false);
    await job.close();
  });
});

describe("the jobs with open lines", () => {
  test("are asked for newest first, the newest alone, the others together; those of one RequestId apart", async () => {
    const store = newStore();
    const asked: (readonly string[])[] = [];
    const ids: string[] = [];
    for (const [at, name] of ["a", "b", "c", "c"].entries()) {
      const { job } = await pushPairs(store, { start: at * 2, end: at * 2 + 2, name });
      ids.unshift(rename(store, job.record.id, `${job.record.id.slice(0, 15)}-zzz${at + 2}`));
    }
    const openJobs = async (jobs: readonly string[]) => {
      asked.push(jobs);
      return new Set<string>();
    };
    await put(store, { kind: "allJobs" }, { openJobs });
    expect(asked).toEqual([[ids[0]], [ids[1], ids[2], ids[3]]]);
    asked.length = 0;
    const { job } = await pushPairs(store, { start: 8, end: 10, name: "d" });
    const newest = rename(store, job.record.id, `${job.record.id.slice(0, 15)}-zzz9`);
    await put(store, { kind: "allJobs" }, { openJobs });
    expect(asked).toEqual([[newest], [ids[0]], [ids[1], ids[2], ids[3]]]);
  });

  test("are told apart on one board", async () => {
    const store = newStore();
    const first = await pushPairs(store, { end: 2, name: "a" });
    const second = await pushPairs(store, { start: 1, end: 4, name: "b" });
    const board = createBoard({ store, until: "uploaded" });
    for (const { job } of [first, second]) await board.addJob(job.record.id);
    const open = () => [first, second].map(({ job }) => board.isOpen(job.record.id));
    expect(open()).toEqual([true, true]);
    tell(board, { requestId: "b-1", lines: { 2: uploaded, 3: uploaded } });
    tell(board, { requestId: "a-1", lines: { 1: uploaded } });
    expect(open()).toEqual([true, false]);
    tell(board, { requestId: "a-1", lines: { 0: uploaded } });
    expect(open()).toEqual([false, false]);
  });
});

describe("a job that a live process is sending", () => {
  test("gets its new RequestIds by and by, and is complete only when that process is done", async () => {
    const store = newStore();
    const job = await publishBatches(store, ["A", "B"]);
    const { board, refresh } = await put(store, { kind: "job", job: job.record.id });
    const accept = async (batch: number) => {
      await job.append({ kind: "sending", batch });
      await job.append({ kind: "accepted", batch, requestId: `id-${batch}` });
    };
    await accept(1);
    await refresh();
    expect([...board.requests.keys()]).toEqual(["id-1"]);
    await accept(2);
    await refresh();
    expect([...board.requests.keys()]).toEqual(["id-1", "id-2"]);
    expect(board.inputs).toHaveLength(1);
    await job.close();
    expect(board.inputs[0]?.job?.holder).toBeDefined();
    await refresh();
    expect(board.inputs[0]?.job?.holder).toBeUndefined();
  });
});

describe("all jobs", () => {
  test("are those with open lines, and each that comes meanwhile, whatever the order of their ids", async () => {
    const store = newStore();
    const [old, open, done] = await pushThree(store);
    const { board, refresh } = await put(store, { kind: "allJobs" }, { isOpen: (id) => id !== done });
    expect(jobsOn(board).toSorted()).toEqual([old, open]);
    const { job } = await pushPairs(store, { start: 10, end: 12 });
    // A job of the same second may have a smaller id.
    const earlier = rename(store, job.record.id, "20260101-000000-aaaa");
    await refresh();
    expect(jobsOn(board)).toContain(earlier);
    expect(jobsOn(board)).toHaveLength(3);
  });

  test("once were all there ever were, when none was open", async () => {
    const store = newStore();
    await pushThree(store);
    const { board, refresh } = await put(store, { kind: "allJobs" }, { isOpen: () => false });
    await refresh();
    expect(jobsOn(board)).toEqual([]);
  });

  test("may be none at first", async () => {
    const store = newStore();
    const { board, refresh } = await put(store, { kind: "allJobs" });
    await refresh();
    const { job } = await pushPairs(store, { end: 2 });
    await refresh();
    await refresh();
    expect(jobsOn(board)).toEqual([job.record.id]);
  });
});

describe("named requests", () => {
  test("are looked for in all jobs; what no job has is watched all the same", async () => {
    const store = newStore();
    const first = await pushPairs(store, { end: 2, name: "first" });
    const second = await pushPairs(store, { start: 2, end: 6, name: "second" });
    const requestIds = ["second-2", "elsewhere", "first-1"];
    const found = await findJobsOfRequests(store, requestIds);
    expect([...found].map(([id, { record }]) => `${id} ${record.id}`).sort()).toEqual([
      `first-1 ${first.job.record.id}`,
      `second-2 ${second.job.record.id}`,
    ]);
    const { board } = await put(store, { kind: "requests", requestIds });
    expect([...board.requests].map(([id, { batch }]) => `${id} ${batch?.batch}`)).toEqual([
      "second-2 2",
      "elsewhere undefined",
      "first-1 1",
    ]);
    expect(board.inputs).toEqual([]);
  });

  test("that are named twice are one", async () => {
    const { board } = await put(newStore(), { kind: "requests", requestIds: ["a", "a"] });
    expect([...board.requests.keys()]).toEqual(["a"]);
  });
});

interface PutOptions extends Partial<Pick<TargetOptions, "nowMs" | "openJobs">> {
  readonly isOpen?: (job: string) => boolean;
}

async function put(store: Store, target: WatchTarget, { isOpen = () => true, ...more }: PutOptions = {}) {
  const board = createBoard({ store, until: "uploaded" });
  const options: TargetOptions = {
    board,
    put: (change) => change(board),
    store,
    nowMs: Date.now,
    openJobs: async (jobs) => new Set(jobs.filter(isOpen)),
    ...more,
  };
  return { board, refresh: await putTarget(target, options) };
}

function jobsOn({ inputs }: Board): readonly (string | undefined)[] {
  return inputs.map(({ job }) => job?.record.id);
}

/** Three jobs, the oldest first: of one second their ids have no order of their own. */
async function pushThree(store: Store): Promise<readonly [string, string, string]> {
  const ids: string[] = [];
  for (const [at, letter] of ["a", "b", "c"].entries()) {
    const { job } = await pushPairs(store, { start: at * 2, end: at * 2 + 2, name: letter });
    ids.push(rename(store, job.record.id, `${job.record.id.slice(0, 15)}-zzz${letter}`));
  }
  const [first = "", second = "", third = ""] = ids;
  return [first, second, third];
}

/** Gives a job another id. */
function rename({ location }: Store, from: string, to: string): string {
  const record = join(location, "jobs", to, jobFiles.record);
  renameSync(join(location, "jobs", from), join(location, "jobs", to));
  writeFileSync(record, readFileSync(record, "utf8").replace(from, to));
  return to;
}
