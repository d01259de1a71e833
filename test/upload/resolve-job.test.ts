import { describe, expect, test } from "vitest";
import { createSettledStore } from "../../src/evidence/settled-store.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { SaidRow } from "../../src/upload/read-said-lines.ts";
import { type OperatorWord, type Recorded, resolveJob } from "../../src/upload/resolve-job.ts";
import { foldLedger } from "../../src/verdict/batch-states.ts";
import { createBoard } from "../../src/watch/board.ts";
import { refreshJobs } from "../../src/watch/put-target.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { receive, uploadCallbackXml } from "./callback-messages.ts";
import { accepted, answering, doubtful, interruptedPush } from "./resume-world.ts";

const success = "Device upload successful";
const nothing: OperatorWord = { batch: undefined, outcome: undefined, lines: undefined };

async function doubtfulJob(): Promise<{ readonly store: Store; readonly id: string }> {
  const store = createSettledStore(createFileStore(temporaryDirectory(), process.pid));
  const { id } = await interruptedPush(store, {
    end: 4,
    answers: answering("p", { kind: "accepted", requestId: "p-1" }, doubtful),
  });
  return { store, id };
}

function say(store: Store, id: string, word: Partial<OperatorWord>): Promise<readonly Recorded[]> {
  return resolveJob(id, { ...nothing, ...word }, store);
}

async function batchesOf(store: Store, id: string) {
  return foldLedger((await store.readJob(id))?.facts ?? []);
}

/** A row about an IMEI of `makePairs`. */
function row(index: number, status: string): SaidRow {
  const value = makePairs(index + 1)[index]?.imei ?? "";
  return { line: index + 2, identifiers: [{ kind: "IMEI", value }], status };
}

describe("the operator's word on a batch", () => {
  test("accepted: it has that RequestId from then on, by the operator", async () => {
    const { store, id } = await doubtfulJob();
    expect(await say(store, id, { outcome: { kind: "accepted", requestId: "mail-1" } })).toEqual([
      { kind: "accepted", batch: 2, requestId: "mail-1" },
    ]);
    expect((await batchesOf(store, id))[1]).toMatchObject({
      state: "accepted",
      by: "operator",
      requestId: "mail-1",
    });
  });

  test("may be corrected by the operator, and not where the platform has spoken", async () => {
    const { store, id } = await doubtfulJob();
    await say(store, id, { outcome: { kind: "notApplied" } });
    await say(store, id, { batch: 2, outcome: { kind: "accepted", requestId: "mail-1" } });
    await say(store, id, { batch: 2, outcome: { kind: "accepted", requestId: "mail-2" } });
    expect((await batchesOf(store, id))[1]).toMatchObject({ requestId: "mail-2" });
    await expect(say(store, id, { batch: 1, outcome: { kind: "notApplied" } })).rejects.toMatchObject({
      kind: "usage",
    });
  });

  test("is not taken where a callback says another; the same is known already", async () => {
    const { store, id } = await doubtfulJob();
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[2, success]])]);
    for (const outcome of [{ kind: "notApplied" }, { kind: "accepted", requestId: "mail-1" }] as const) {
      await expect(say(store, id, { batch: 2, outcome })).rejects.toMatchObject({
        kind: "usage",
        message: expect.stringContaining("by a callback that has its devices"),
      });
    }
    expect(await say(store, id, { batch: 2, outcome: { kind: "accepted", requestId: "lost-1" } })).toEqual([
      { kind: "known", batch: 2 },
    ]);
  });

  test("not applied is not taken where several requests have its devices; which one it is may be said", async () => {
    const { store, id } = await doubtfulJob();
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[2, success]])]);
    await receive(store, "lost-2", [uploadCallbackXml("lost-2", [[3, success]])]);
    await expect(say(store, id, { outcome: { kind: "notApplied" } })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("callbacks of RequestIds lost-1, lost-2 have its devices"),
    });
    await say(store, id, { outcome: { kind: "accepted", requestId: "lost-2" } });
    expect((await batchesOf(store, id))[1]).toMatchObject({ state: "accepted", requestId: "lost-2" });
  });

  test("is heard of a batch whose sender died, too", async () => {
    const { store, id } = await doubtfulJob();
    await say(store, id, { outcome: { kind: "notApplied" } });
    const attempt = await store.openJob(id);
    if (attempt.kind !== "opened") throw new Error(attempt.kind);
    await attempt.job.append({ kind: "sending", batch: 2 });
    await attempt.job.close();
    expect(await say(store, id, { outcome: { kind: "notApplied" } })).toEqual([
      { kind: "notApplied", batch: 2 },
    ]);
  });

  test("a RequestId of any other batch is refused", async () => {
    const { store, id } = await doubtfulJob();
    await interruptedPush(store, { start: 8, end: 10, answers: accepted("other") });
    const { id: gone } = await interruptedPush(store, { start: 12, end: 14, answers: accepted("gone") });
    await store.removeJob(gone, () => true);
    for (const requestId of ["p-1", "other-1", "gone-1"]) {
      await expect(say(store, id, { outcome: { kind: "accepted", requestId } })).rejects.toMatchObject({
        kind: "usage",
      });
    }
    expect((await batchesOf(store, id))[1]?.state).toBe("doubtful");
  });

  test("waits for nobody: a job that another process has is named", async () => {
    const { store, id } = await doubtfulJob();
    const attempt = await store.openJob(id);
    await expect(say(store, id, { outcome: { kind: "notApplied" } })).rejects.toMatchObject({
      kind: "network",
    });
    if (attempt.kind === "opened") await attempt.job.close();
  });
});

describe("the operator's word on lines", () => {
  test("is recorded by batch; with a batch that is settled by the same words", async () => {
    const { store, id } = await doubtfulJob();
    const lines = { name: "report.csv", rows: [row(0, success), row(2, "failed"), row(3, "uploaded")] };
    expect(await say(store, id, { outcome: { kind: "accepted", requestId: "mail-1" }, lines })).toEqual([
      { kind: "accepted", batch: 2, requestId: "mail-1" },
      { kind: "lines", batch: 1, lines: 1 },
      { kind: "lines", batch: 2, lines: 2 },
    ]);
    const again = await interruptedPush(store, { end: 4, answers: accepted("again") });
    expect(again.sent).toEqual([makePairs(3)[2]].map((pair) => `${pair?.imei} ${pair?.iccid}`));
  });

  test("nothing is recorded where a row is of no accepted batch", async () => {
    const { store, id } = await doubtfulJob();
    const before = (await store.readJob(id))?.facts;
    for (const rows of [
      [row(0, success), row(2, success)],
      [row(0, success), row(9, success)],
      [{ line: 2, identifiers: [], status: success }],
    ]) {
      await expect(say(store, id, { lines: { name: "report.csv", rows } })).rejects.toMatchObject({
        kind: "input",
      });
    }
    await expect(
      say(store, id, { batch: 2, lines: { name: "report.csv", rows: [row(0, success)] } }),
    ).rejects.toMatchObject({ kind: "input" });
    expect((await store.readJob(id))?.facts).toEqual(before);
  });

  test("the last word on a line counts", async () => {
    const { store, id } = await doubtfulJob();
    await say(store, id, { lines: { name: "a.csv", rows: [row(0, "uploaded")] } });
    await say(store, id, { lines: { name: "b.csv", rows: [row(0, "failed")] } });
    const again = await interruptedPush(store, { end: 1, answers: accepted("again") });
    expect(again.sent).toEqual([makePairs(1)[0]].map((pair) => `${pair?.imei} ${pair?.iccid}`));
  });

  test("two verdicts on one device in a file are an error that names both lines", async () => {
    const { store, id } = await doubtfulJob();
    const rows = [row(0, "uploaded"), { ...row(0, "failed"), line: 7 }];
    await expect(say(store, id, { lines: { name: "report.csv", rows } })).rejects.toMatchObject({
      kind: "input",
      message: "report.csv:7 and line 2 are about the same device.",
    });
  });

  test("does not call failed what a callback calls uploaded; the same word, or of a line that is open, is taken", async () => {
    const { store, id } = await doubtfulJob();
    await receive(store, "p-1", [uploadCallbackXml("p-1", [[0, success]])]);
    const lines = (index: number, status: string) => ({
      lines: { name: "report.csv", rows: [row(index, status)] },
    });
    await expect(say(store, id, lines(0, "failed"))).rejects.toMatchObject({
      kind: "input",
      message: expect.stringContaining(`the platform's callback says "${success}"`),
    });
    await say(store, id, lines(0, "uploaded"));
    await say(store, id, lines(1, "failed"));
  });

  test("is about a device only if every identifier is its own", async () => {
    const { store, id } = await doubtfulJob();
    const [first, second] = makePairs(2);
    const identifiers = [
      { kind: "IMEI", value: first?.imei ?? "" },
      { kind: "ICCID", value: second?.iccid ?? "" },
    ];
    const rows = [{ line: 2, identifiers, status: "failed" }];
    await expect(say(store, id, { lines: { name: "report.csv", rows } })).rejects.toMatchObject({
      kind: "input",
    });
  });

  test("reaches a watch that runs", async () => {
    const { store, id } = await doubtfulJob();
    const board = createBoard({ store, until: "uploaded" });
    await board.addJob(id);
    await say(store, id, { lines: { name: "a.csv", rows: [row(0, "uploaded"), row(1, "failed")] } });
    await refreshJobs({ board, put: (change) => change(board), store });
    expect([...board.requests.values()].map((request) => board.judge(request).states)).toEqual([
      { uploaded: 1, failed: 1 },
    ]);
  });
});
