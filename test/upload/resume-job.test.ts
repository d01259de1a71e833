import { describe, expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { createSettledStore } from "../../src/evidence/settled-store.ts";
import { followTaken } from "../../src/evidence/taken-now.ts";
import { createPushReport } from "../../src/reports/push-report.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Store } from "../../src/store/store.ts";
import { noTerms } from "../../src/upload/read-types.ts";
import { resolveJob } from "../../src/upload/resolve-job.ts";
import { foldLedger } from "../../src/verdict/batch-states.ts";
import { createBoard } from "../../src/watch/board.ts";
import { summariseLines } from "../../src/watch/line-counts.ts";
import { refreshJobs } from "../../src/watch/put-target.ts";
import { groupLines } from "../../src/watch/reported-lines.ts";
import { endpoint } from "../store/publish-batches.ts";
import { makePairs } from "../support/make-devices.ts";
import { pairsTable } from "../support/tables.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { receive, uploadCallbackXml } from "./callback-messages.ts";
import { createRecordingPlatform, csvOfPairs, pushCsv, pushOptionsFor } from "./push-rows.ts";
import { accepted, answering, doubtful, interruptedPush, noConnection, resumed } from "./resume-world.ts";

const pairTexts = (...indexes: readonly number[]) =>
  indexes.map((index) => {
    const { imei, iccid } = makePairs(index + 1)[index] ?? { imei: "", iccid: "" };
    return `${imei} ${iccid}`;
  });

function station(): Store {
  return createSettledStore(createFileStore(temporaryDirectory(), process.pid));
}

const success = "Device upload successful";

describe("a job that goes on", () => {
  test("skips what was accepted and sends the rest, from its own files", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const { sent, batches, result } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 3, 4, 5));
    expect(batches).toEqual(["1 accepted", "2 accepted", "3 accepted"]);
    expect([result.error, result.stop]).toEqual([undefined, undefined]);
  });

  test("with nothing left sends nothing", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { answers: accepted("p") });
    expect((await resumed(store, id)).sent).toEqual([]);
  });

  test("again and again, each time a batch further, sends every device once", async () => {
    const store = station();
    const { id, sent } = await interruptedPush(store);
    const second = await resumed(
      store,
      id,
      answering("r", { kind: "accepted", requestId: "r-1" }, noConnection),
    );
    expect(second.result.stop).toMatchObject({ kind: "network" });
    const third = await resumed(store, id, accepted("s"));
    // What was tried without a connection stands in the recording, too.
    const all = [...sent.slice(0, 2), ...second.sent.slice(0, 2), ...third.sent];
    expect(all).toEqual(pairTexts(0, 1, 2, 3, 4, 5));
  });

  test("leaves a doubt alone and sends the others", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { answers: answering("p", doubtful) });
    const { sent, batches } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 3, 4, 5));
    expect(batches).toEqual(["1 doubtful", "2 accepted", "3 accepted"]);
  });

  test("records that a batch is in doubt whose sender died", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { answers: () => noConnection });
    const attempt = await store.openJob(id);
    if (attempt.kind !== "opened") throw new Error(attempt.kind);
    await attempt.job.append({ kind: "sending", batch: 1 });
    await attempt.job.close();
    const { sent, batches } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 3, 4, 5));
    expect(batches[0]).toBe("1 doubtful");
    const [batch] = foldLedger((await store.readJob(id))?.facts ?? []);
    expect(batch).toMatchObject({ reason: "its sender ended before the answer was recorded" });
  });

  test("does not send the other batches of a SKU that was refused", async () => {
    const store = station();
    const fault = { code: "DeviceService.X", text: "Device SKU is not Certified" };
    const { id } = await interruptedPush(store, {
      answers: () => ({ kind: "refused", fault, hint: "" }),
    });
    const { sent, batches } = await resumed(store, id);
    expect(sent).toEqual([]);
    expect(batches).toEqual(["1 refused", "2 planned", "3 planned"]);
  });

  test("that another process has is left to it, by name; one that is not there is named, too", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const attempt = await store.openJob(id);
    if (attempt.kind !== "opened") throw new Error(attempt.kind);
    const { sent, result } = await resumed(store, id);
    await attempt.job.close();
    expect(sent).toEqual([]);
    expect(result.error).toMatchObject({
      kind: "network",
      message: expect.stringMatching(`^Job ${id} is being sent by process ${process.pid} on `),
    });
    const { result: none } = await resumed(store, "20260101-000000-abcd");
    expect(none.error).toMatchObject({ kind: "usage" });
  });

  test("stops before it claims anything when there is no session", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const session = { token: () => Promise.reject(new Error("no session")), renew: async () => "" };
    const { sent, result } = await resumed(store, id, accepted("r"), { session });
    expect(sent).toEqual([]);
    expect(result.error).toMatchObject({ message: "no session" });
    const claimed: string[] = [];
    await store
      .claims(endpoint, "UploadDevices")
      .find(pairsTable(0, 6), 0, ({ block }) => void claimed.push(`${block.batch}`));
    expect(claimed).toEqual(["1", "1", "2", "2", "3", "3"]);
    expect((await resumed(store, id)).sent).toEqual(pairTexts(2, 3, 4, 5));
  });
});

describe("devices that others have taken meanwhile", () => {
  test("leave the rest of a batch with the plan and ZIP code that its rows said", async () => {
    const store = station();
    const pairs = makePairs(3);
    const rows = pairs.map(({ imei, iccid }) => `${imei},${iccid},SKU1,PLAN1,02134`);
    const csv = ["IMEI,ICCID,SKU,Plan,ZIP", ...rows, ""].join("\n");
    const activation = { activates: true, activate: {}, batchSize: 3 };
    const { reading } = pushOptionsFor(store, csv, async () => noConnection);
    const wanted = ["sku", "plan", "zip"] as const;
    const terms = { ...noTerms, wanted };
    const first = await pushCsv(store, csv, async () => noConnection, {
      ...activation,
      reading: { ...reading, terms },
    });
    const id = first.job?.id ?? expect.fail("no job");
    await pushCsv(store, csvOfPairs(1, 2), createRecordingPlatform().post, {
      ...activation,
      activate: { servicePlan: "PLAN1", mdnZipCode: "02134" },
    });
    const { sent, batches } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(0, 2));
    expect(batches).toEqual(["2 accepted"]);
    const [rest] = foldLedger((await store.readJob(id))?.facts ?? []);
    expect(rest?.planned).toMatchObject({
      sku: "SKU1",
      activate: { servicePlan: "PLAN1", mdnZipCode: "02134" },
    });
  });

  test("are cut out, and the rest is sent under a number of its own", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    // Pairs 3 and 4: one of batch 2, one of batch 3.
    const other = await interruptedPush(store, { start: 3, end: 5, answers: accepted("o") });
    expect(other.sent).toEqual(pairTexts(3, 4));
    const { sent, batches, result } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 5));
    expect(batches).toEqual(["1 accepted", "4 accepted", "5 accepted"]);
    expect(result.earlier).toMatchObject([
      { devices: 2, holding: { state: "accepted", requestId: "o-1", block: { job: other.id, batch: 1 } } },
    ]);
    const taken = await (await store.readJob(id))?.readTaken();
    expect(taken?.map(({ line, job }) => [line, job])).toEqual([
      [5, other.id],
      [6, other.id],
    ]);
  });

  test("are accounted for by a watch that began before", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const board = createBoard({ store, until: "uploaded" });
    await board.addJob(id);
    const rowsOf = async () => summariseLines(await groupLines(board), board).lines;
    expect(await rowsOf()).toMatchObject({ awaiting: 2, notSent: 4 });
    await interruptedPush(store, { start: 3, end: 5, answers: accepted("o") });
    await resumed(store, id);
    await refreshJobs({ board, put: (change) => change(board), store });
    expect(await rowsOf()).toMatchObject({ awaiting: 4, alreadySent: 2, notSent: 0 });
  });

  test("and from which a third has taken them are the third's", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const second = await interruptedPush(store, { start: 3, end: 5, answers: () => noConnection });
    // The first leaves both to the second, which is alive; the second is interrupted, and a third takes one of the two.
    const open = await store.openJob(second.id);
    if (open.kind !== "opened") throw new Error(open.kind);
    await resumed(store, id);
    await open.job.close();
    const third = await interruptedPush(store, { start: 3, end: 4, answers: () => doubtful });
    await resumed(store, second.id);
    const taken = [
      { source: 0, line: 5, identifiers: (pairTexts(3)[0] ?? "").split(" "), job: second.id, batch: 1 },
    ];
    expect(await followTaken(taken, store)).toMatchObject([{ job: third.id, batch: 1 }]);
    const kept = [
      { source: 0, line: 6, identifiers: (pairTexts(4)[0] ?? "").split(" "), job: second.id, batch: 1 },
    ];
    expect(await followTaken(kept, store)).toMatchObject([{ job: second.id, batch: 2 }]);
  });

  test("are reported although what others have cannot be read any more", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    await interruptedPush(store, { start: 3, end: 5, answers: accepted("o") });
    const failing: Store = {
      ...store,
      readJob: async (each) => {
        const job = await store.readJob(each);
        return job && { ...job, readTaken: () => Promise.reject(new VzuploadError("store", "gone")) };
      },
    };
    const { sent, batches, result } = await resumed(failing, id);
    expect(sent).toEqual(pairTexts(2, 5));
    expect(batches).toEqual(["1 accepted", "4 accepted", "5 accepted"]);
    expect(result.error).toMatchObject({ message: "gone" });
  });

  test("all of a batch: it is gone, and no empty one is sent", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    await interruptedPush(store, { start: 2, end: 6, answers: accepted("o") });
    const { sent, batches } = await resumed(store, id);
    expect(sent).toEqual([]);
    expect(batches).toEqual(["1 accepted"]);
    expect((await resumed(store, id)).batches).toEqual(["1 accepted"]);
  });

  test("in doubt: they are not sent, and are told as in doubt", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    await interruptedPush(store, { start: 3, end: 5, answers: () => doubtful });
    const { sent, result } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 5));
    expect(result.earlier).toMatchObject([{ devices: 2, holding: { state: "inDoubt" } }]);
  });

  test("and that failed there are sent", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    await interruptedPush(store, { start: 3, end: 5, answers: accepted("o") });
    await receive(store, "o-1", [
      uploadCallbackXml("o-1", [
        [3, success],
        [4, "SIM Id () is invalid"],
      ]),
    ]);
    expect((await resumed(store, id)).sent).toEqual(pairTexts(4, 5, 2));
  });

  test("by a live process: their batches wait, the others are sent", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    let during: Promise<unknown> = Promise.resolve();
    const platform = createRecordingPlatform(async () => {
      during = resumed(store, id);
      await during;
    }, accepted("o"));
    await pushCsv(store, csvOfPairs(5, 6), platform.post);
    const { result, sent, batches } = (await during) as Awaited<ReturnType<typeof resumed>>;
    expect(sent).toEqual(pairTexts(2, 3));
    expect(batches).toEqual(["1 accepted", "2 accepted", "3 planned"]);
    expect(result.error).toMatchObject({
      kind: "network",
      message: expect.stringContaining("their batches wait"),
    });
  });

  test("under another SKU: nothing is sent, and line and job are named", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const other = await interruptedPush(store, { start: 3, end: 4, answers: accepted("o") }, { sku: "SKU2" });
    const { sent, result } = await resumed(store, id);
    expect(sent).toEqual([]);
    expect(result.error).toMatchObject({
      kind: "input",
      message: expect.stringMatching(`^devices.csv, line 5 .*batch 2.*job ${other.id}, batch 1`),
    });
  });

  test("of another account are none of ours where both are named", async () => {
    const store = station();
    const { id } = await interruptedPush(store, {}, { accountName: "1" });
    await interruptedPush(store, { start: 3, end: 5, answers: accepted("o") }, { accountName: "2" });
    expect((await resumed(store, id)).sent).toEqual(pairTexts(2, 3, 4, 5));
  });

  test("before, of a push that was to send them all the same: only what came later counts", async () => {
    const store = station();
    await interruptedPush(store, { answers: accepted("first") });
    const { id } = await interruptedPush(store, {}, { again: true });
    await interruptedPush(store, { start: 5, end: 6, answers: accepted("later") }, { again: true });
    expect((await resumed(store, id)).sent).toEqual(pairTexts(2, 3, 4));
  });

  test("by a push while the resumed job sends: that push leaves them alone", async () => {
    const store = station();
    const { id } = await interruptedPush(store);
    const rival = createRecordingPlatform(undefined, accepted("o"));
    let looked = false;
    const { sent } = await resumed(store, id, accepted("r"), {}, async () => {
      if (!looked) await pushCsv(store, csvOfPairs(0, 6), rival.post);
      looked = true;
    });
    expect([sent, rival.devices]).toEqual([pairTexts(2, 3, 4, 5), []]);
  });
});

describe("a doubt", () => {
  test("that a callback settles is accepted, and its devices are judged", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { answers: answering("p", doubtful) });
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[0, success]])]);
    const { sent, result } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 3, 4, 5));
    expect(result.batches[0]).toMatchObject({ state: "accepted", requestId: "lost-1", by: "callback" });
  });

  test("is not settled by a callback whose credentials were not checked", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { answers: answering("p", doubtful) });
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[0, success]])], "unchecked");
    expect((await resumed(store, id)).batches[0]).toBe("1 doubtful");
  });

  test("settled by a callback frees the devices that failed for a push", async () => {
    const store = station();
    await interruptedPush(store, { end: 2, answers: () => doubtful });
    await receive(store, "lost-1", [
      uploadCallbackXml("lost-1", [
        [0, success],
        [1, "SIM Id () is invalid"],
      ]),
    ]);
    const again = await interruptedPush(store, { end: 2, answers: accepted("again") });
    expect(again.sent).toEqual(pairTexts(1));
  });

  test("by the operator's word not applied is sent by resume, once", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 4, answers: answering("p", doubtful) });
    await resolveJob(id, { batch: undefined, outcome: { kind: "notApplied" }, lines: undefined }, store);
    expect((await resumed(store, id)).sent).toEqual(pairTexts(0, 1, 2, 3));
    expect((await resumed(store, id)).sent).toEqual([]);
  });

  test("by the operator's word not applied is free for another push, and then not the job's any more", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 2, answers: answering("p", doubtful) });
    await resolveJob(id, { batch: 1, outcome: { kind: "notApplied" }, lines: undefined }, store);
    const other = await interruptedPush(store, { end: 2, answers: accepted("o") });
    expect(other.sent).toEqual(pairTexts(0, 1));
    expect((await resumed(store, id)).sent).toEqual([]);
  });

  test("is not sent where a callback shows that the operator's word was wrong", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 4, answers: answering("p", doubtful) });
    await resolveJob(id, { batch: undefined, outcome: { kind: "notApplied" }, lines: undefined }, store);
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]])]);
    const { sent, batches } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 3));
    expect(batches).toEqual(["1 accepted", "2 accepted"]);
  });

  test("is not sent again where the word was followed by a try that reached nobody", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 2, answers: () => doubtful });
    await resolveJob(id, { batch: undefined, outcome: { kind: "notApplied" }, lines: undefined }, store);
    expect((await resumed(store, id, () => noConnection)).batches).toEqual(["1 planned"]);
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]])]);
    expect(await resumed(store, id)).toMatchObject({ sent: [], batches: ["1 accepted"] });
  });

  test("that is settled while the job sends another batch is not sent", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 4, answers: () => doubtful });
    // The push stops at its first doubt: the second batch is put in doubt by hand.
    const open = await store.openJob(id);
    if (open.kind !== "opened") throw new Error(open.kind);
    await open.job.append({ kind: "sending", batch: 2 });
    await open.job.append({ kind: "doubtful", batch: 2, reason: "no answer" });
    await open.job.close();
    for (const batch of [1, 2])
      await resolveJob(id, { batch, outcome: { kind: "notApplied" }, lines: undefined }, store);
    const { sent, batches } = await resumed(store, id, accepted("r"), {}, () =>
      receive(store, "lost-2", [uploadCallbackXml("lost-2", [[2, success]])]),
    );
    expect(sent).toEqual(pairTexts(0, 1));
    expect(batches).toEqual(["1 accepted", "2 accepted"]);
  });

  test("frees a device that failed only where its request has named all of the batch", async () => {
    const store = station();
    await interruptedPush(store, { end: 2, answers: () => doubtful });
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[0, "SIM Id () is invalid"]])]);
    const sentAgain = async () =>
      (await interruptedPush(store, { end: 2, answers: accepted("again") }).catch(() => undefined))?.sent;
    expect(await sentAgain()).toBeUndefined();
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]])]);
    expect(await sentAgain()).toEqual(pairTexts(0));
  });

  test("is not sent again where the word was followed by a cut", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 2, answers: () => doubtful });
    await resolveJob(id, { batch: undefined, outcome: { kind: "notApplied" }, lines: undefined }, store);
    await interruptedPush(store, { end: 1, answers: accepted("o") });
    expect((await resumed(store, id, () => noConnection)).batches).toEqual(["2 planned"]);
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]])]);
    expect(await resumed(store, id)).toMatchObject({ sent: [], batches: ["2 accepted"] });
  });

  test("settled by a word with a wrong RequestId is settled by the callback with the right one", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 2, answers: () => doubtful });
    const outcome = { kind: "accepted", requestId: "mistyped" } as const;
    await resolveJob(id, { batch: undefined, outcome, lines: undefined }, store);
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]])]);
    const [batch] = foldLedger((await store.readJob(id))?.facts ?? []);
    expect(batch).toMatchObject({ state: "accepted", requestId: "lost-1", by: "callback" });
  });

  test("with a RequestId that the operator gave another batch is not settled by its callbacks", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 4, answers: () => doubtful });
    const second = await interruptedPush(store, { start: 4, end: 6, answers: () => doubtful });
    const outcome = { kind: "accepted", requestId: "lost-1" } as const;
    await resolveJob(second.id, { batch: undefined, outcome, lines: undefined }, store);
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[0, success]])]);
    expect(foldLedger((await store.readJob(id))?.facts ?? [])[0]?.state).toBe("doubtful");
  });

  test("is not settled by a request of which a callback cannot be read", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 2, answers: () => doubtful });
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]]), "<CallbackRequest>"]);
    expect(foldLedger((await store.readJob(id))?.facts ?? [])[0]?.state).toBe("doubtful");
  });

  test("sent once more by a wrong word is named when a callback of the first sending comes", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 2, answers: () => doubtful });
    await resolveJob(id, { batch: undefined, outcome: { kind: "notApplied" }, lines: undefined }, store);
    expect((await resumed(store, id)).sent).toEqual(pairTexts(0, 1));
    await receive(store, "r-1", [uploadCallbackXml("r-1", [[0, success]])]);
    const first = async () => foldLedger((await store.readJob(id))?.facts ?? [])[0];
    expect(await first()).not.toHaveProperty("twice");
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[1, success]])]);
    expect(await first()).toMatchObject({
      state: "accepted",
      requestId: "r-1",
      by: "answer",
      twice: "lost-1",
    });
    const { result } = await resumed(store, id);
    const report = createPushReport({
      ...result,
      operation: "resume",
      request: "UploadDevices",
      rehearsal: false,
      endpoint,
      account: undefined,
      sku: "SKU1",
      skipInvalid: true,
      job: id,
      input: undefined,
      signal: undefined,
    });
    expect(report).toMatchObject({ outcome: "inDoubt", batches: [{ state: "accepted", twice: "lost-1" }] });
    const board = createBoard({ store, until: "uploaded" });
    await board.addJob(id);
    expect(board.requests.get("r-1")?.batch).toMatchObject({ twice: "lost-1" });
  });

  test("that two requests fit is not sent, also not by the operator's word", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 4, answers: answering("p", doubtful) });
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[0, success]])]);
    await receive(store, "lost-2", [uploadCallbackXml("lost-2", [[1, success]])]);
    const { sent, result } = await resumed(store, id);
    expect(sent).toEqual(pairTexts(2, 3));
    expect(result.batches[0]).toMatchObject({
      state: "doubtful",
      reason: "callbacks of several requests have its devices: lost-1, lost-2",
    });
  });

  test("is settled whoever read the store first, and by what comes between two looks", async () => {
    const store = station();
    const { id } = await interruptedPush(store, { end: 4, answers: answering("p", doubtful) });
    const stateOfFirst = async () => foldLedger((await store.readJob(id))?.facts ?? [])[0]?.state;
    expect(await stateOfFirst()).toBe("doubtful");
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[0, success]])]);
    expect(await stateOfFirst()).toBe("accepted");
    await receive(store, "lost-1", [uploadCallbackXml("lost-1", [[7, success]])]);
    expect(await stateOfFirst()).toBe("doubtful");
  });
});
