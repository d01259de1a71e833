import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { PushResult } from "../../src/upload/push-devices.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createRecordingPlatform, csvOfPairs, pushCsv, termsOfSku } from "./push-rows.ts";

const pairTexts = (start: number, end: number) =>
  makePairs(end)
    .slice(start)
    .map(({ imei, iccid }) => `${imei} ${iccid}`);

const fileStore = (directory: string): Store => createFileStore(directory, process.pid);
const station = () => fileStore(temporaryDirectory());
const states = ({ batches }: PushResult) => batches.map(({ state }) => state);
const jobsIn = (store: Store) => readdirSync(join(store.location, "jobs"));

/** Each earlier batch with how many devices it has, without its job. */
function taken({ inspection }: PushResult): string[] {
  const groups = inspection?.taken.groups() ?? [];
  return groups.map(({ holding, devices }) => `${holding.state} by batch ${holding.block.batch}: ${devices}`);
}

function problems({ inspection }: PushResult): string[] {
  return (inspection?.input.problems.errors ?? []).map(
    ({ kind, line, column, earlier }) => `${line} ${column} ${kind} ${earlier?.sku} batch ${earlier?.batch}`,
  );
}

async function pushOnce(store: Store, csv: string, outcome: UploadOutcome): Promise<PushResult> {
  return pushCsv(store, csv, async () => outcome);
}

describe("a push", () => {
  test("sends every device once, in batches, and keeps the input and the plan", async () => {
    const store = station();
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 5), platform.post);
    expect([result.error, result.stop, states(result)]).toEqual([
      undefined,
      undefined,
      ["accepted", "accepted", "accepted"],
    ]);
    expect(platform.devices).toEqual(pairTexts(0, 5));
    const job = join(store.location, "jobs", result.job?.id ?? "");
    expect(readFileSync(join(job, "sources", "0001-devices.csv"), "utf8")).toBe(csvOfPairs(0, 5));
    const [imei, iccid] = pairTexts(4, 5).join().split(" ");
    expect(readFileSync(join(job, "batches", "0003.csv"), "utf8")).toBe(
      `source,line,imei,iccid\n1,6,${imei},${iccid}\n`,
    );
    expect(result.job).toMatchObject({ rows: 5, rejected: 0, taken: [] });
  });

  test("with a refused row leaves no job behind", async () => {
    const store = station();
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, `${csvOfPairs(0, 3)}1,2\n`, platform.post);
    expect([result.error, result.job, result.batches]).toEqual([undefined, undefined, []]);
    expect([platform.devices, jobsIn(store)]).toEqual([[], []]);
  });

  test("with a refused row and skipInvalid sends the others and keeps what it left out", async () => {
    const store = station();
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, `${csvOfPairs(0, 2)}1,2\n`, platform.post, { skipInvalid: true });
    expect(platform.devices).toEqual(pairTexts(0, 2));
    expect(result.job).toMatchObject({ rows: 3, rejected: 1 });
    const kept = join(store.location, "jobs", result.job?.id ?? "", "rejected.csv");
    expect(readFileSync(kept, "utf8")).toBe(
      'source,line,column,problem,value\n1,4,"IMEI",imei-form,"1"\n1,4,"ICCID",iccid-form,"2"\n',
    );
    const job = await store.readJob(result.job?.id ?? "");
    expect(job?.record.rejectedSha256).toMatch(/^[0-9a-f]{64}$/);
    expect([...((await job?.readRejected()) ?? [])]).toEqual([
      { source: 0, line: 4, column: "IMEI", problem: "imei-form", value: "1" },
      { source: 0, line: 4, column: "ICCID", problem: "iccid-form", value: "2" },
    ]);
  });

  test("of a file that is no device list leaves no job behind, and says what was wrong", async () => {
    const store = station();
    const result = await pushCsv(store, "", createRecordingPlatform().post);
    expect(result.error).toBeInstanceOf(VzuploadError);
    expect([result.inspection, jobsIn(store)]).toEqual([undefined, []]);
  });

  test("that cannot log in leaves no job behind", async () => {
    const store = station();
    const failure = new VzuploadError("credentials", "No credentials.");
    const token = async () => {
      throw failure;
    };
    const session = { token, renew: token };
    const result = await pushCsv(store, csvOfPairs(0, 2), createRecordingPlatform().post, { session });
    expect([result.error, jobsIn(store)]).toEqual([failure, []]);
  });

  test("whose state cannot be written sends nothing", async () => {
    const below = join(temporaryDirectory(), "file");
    writeFileSync(below, "");
    const platform = createRecordingPlatform();
    const result = await pushCsv(fileStore(below), csvOfPairs(0, 2), platform.post);
    expect(result.error).toMatchObject({
      kind: "store",
      message: `Cannot use ${join(below, "jobs")} in the state directory: a part of the path is a file (ENOTDIR).`,
      hint: "Remove that file, or choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.",
    });
    expect(platform.devices).toEqual([]);
  });

  test("whose draft cannot be tidied away still tells what it found", async () => {
    const store = station();
    const stubborn: Store = {
      ...store,
      async draftJob() {
        const draft = await store.draftJob();
        return {
          ...draft,
          async discard() {
            await draft.discard();
            throw new VzuploadError("store", "EBUSY");
          },
        };
      },
    };
    const result = await pushCsv(stubborn, csvOfPairs(0, 2), createRecordingPlatform().post);
    expect([result.error, states(result)]).toEqual([undefined, ["accepted"]]);
  });
});

describe("what earlier pushes have", () => {
  const refused: UploadOutcome = { kind: "refused", fault: { code: "c", text: "t" }, hint: "" };
  const notSent: UploadOutcome = { kind: "notSent", reason: "refused", hint: "", code: "ECONNREFUSED" };

  test("accepted: is not sent again, the rest is", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 4), platform.post);
    expect(platform.devices).toEqual(pairTexts(2, 4));
    expect(taken(result)).toEqual(["accepted by batch 1: 2"]);
    expect(result.job).toMatchObject({ rows: 4, taken: [{ batch: 1, devices: 2 }] });
    const kept = join(store.location, "jobs", result.job?.id ?? "", "taken.csv");
    expect(readFileSync(kept, "utf8").split("\n")[0]).toBe("source,line,imei,iccid,job,batch");
    const job = await store.readJob(result.job?.id ?? "");
    expect(job?.record.takenSha256).toMatch(/^[0-9a-f]{64}$/);
    const earlier = { source: 0, job: result.job?.taken[0]?.job, batch: 1 };
    expect(await job?.readTaken()).toEqual(
      pairTexts(0, 2).map((text, at) => ({ ...earlier, line: at + 2, identifiers: text.split(" ") })),
    );
  });

  test("all of it: there is no new job", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 2), platform.post);
    expect([platform.devices, result.job, jobsIn(store).length]).toEqual([[], undefined, 1]);
  });

  test("in doubt: is not sent again", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "doubtful", reason: "the answer was cut" });
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 2), platform.post);
    expect([platform.devices, taken(result)]).toEqual([[], ["inDoubt by batch 1: 2"]]);
  });

  test.each([
    ["refused", refused],
    ["not sent", notSent],
  ] as const)("%s: is sent again", async (_, outcome) => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 4), outcome);
    const platform = createRecordingPlatform();
    await pushCsv(store, csvOfPairs(0, 4), platform.post);
    expect(platform.devices).toEqual(pairTexts(0, 4));
  });

  test("never posted, for a doubt came before it: is sent, the doubtful batch is not", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 4), { kind: "doubtful", reason: "cut" });
    const platform = createRecordingPlatform();
    await pushCsv(store, csvOfPairs(0, 4), platform.post);
    expect(platform.devices).toEqual(pairTexts(2, 4));
  });

  test("being sent right now by a live process: is not sent", async () => {
    const store = station();
    const platform = createRecordingPlatform();
    let inner: PushResult | undefined;
    const post = async (envelope: Buffer) => {
      inner ??= await pushCsv(store, csvOfPairs(0, 4), platform.post);
      return platform.post(envelope);
    };
    await pushCsv(store, csvOfPairs(0, 4), post);
    expect(inner && taken(inner)).toEqual(["inProgress by batch 1: 2", "inProgress by batch 2: 2"]);
    expect(platform.devices).toEqual(pairTexts(0, 4));
  });

  test("a posted batch whose sender died: is in doubt", async () => {
    const store = station();
    const die = () => Promise.reject(new Error("killed"));
    await pushCsv(store, csvOfPairs(0, 4), die);
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 4), platform.post);
    expect(taken(result)).toEqual(["inDoubt by batch 1: 2"]);
    expect(platform.devices).toEqual(pairTexts(2, 4));
  });

  test("a batch that its job's ledger no longer knows: nothing is sent, and the ledger is named", async () => {
    const store = station();
    const { job } = await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    writeFileSync(join(store.location, "jobs", job?.id ?? "", "ledger.ndjson"), "");
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 2), platform.post);
    expect(platform.devices).toEqual([]);
    expect(result.error).toMatchObject({
      kind: "store",
      message: expect.stringMatching(/ledger\.ndjson is damaged: it plans 0 devices, and its job has 2\.$/),
    });
  });

  test.each([
    ["1223334444-00001", "1223334444-00001", 0],
    ["1223334444-00001", undefined, 0],
    [undefined, "1223334444-00001", 0],
    ["1223334444-00001", "1223334444-00002", 2],
  ])("by account %j is sent by account %j: %i devices", async (first, second, count) => {
    const store = station();
    await pushCsv(store, csvOfPairs(0, 2), createRecordingPlatform().post, { accountName: first });
    const platform = createRecordingPlatform();
    await pushCsv(store, csvOfPairs(0, 2), platform.post, { accountName: second });
    expect(platform.devices).toEqual(pairTexts(0, count));
  });

  test("is counted where again sends it once more", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    const result = await pushCsv(store, csvOfPairs(0, 5), createRecordingPlatform().post, { again: true });
    expect(result.inspection?.sentBefore).toBe(2);
  });

  test("is found by going through each earlier ledger once, however many batches it has", async () => {
    const store = station();
    await pushCsv(store, csvOfPairs(0, 40), createRecordingPlatform().post);
    let looks = 0;
    const counting: Store = {
      ...store,
      async readJob(id) {
        const job = await store.readJob(id);
        const counted = () => {
          looks++;
          return job?.facts;
        };
        return job && Object.defineProperty({ ...job }, "facts", { get: counted });
      },
    };
    const result = await pushCsv(counting, csvOfPairs(0, 40), createRecordingPlatform().post);
    expect(taken(result)).toHaveLength(20);
    expect(looks).toBe(1);
  });

  test("without activation is refused when activation is asked for", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 3), platform.post, { activates: true });
    expect(platform.devices).toEqual([]);
    expect(result.inspection?.input.problems.count("sent-without-activation")).toBe(2);
  });

  test("with activation is done when activation is asked for again", async () => {
    const store = station();
    const activated = { activates: true, activate: { servicePlan: "SBG4G", mdnZipCode: "12345" } };
    await pushCsv(store, csvOfPairs(0, 2), createRecordingPlatform().post, activated);
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csvOfPairs(0, 2), platform.post, activated);
    expect([platform.devices, result.inspection?.taken.count]).toEqual([[], 2]);
  });

  test("is sent once more with again, and counts twice from then on", async () => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    const platform = createRecordingPlatform();
    await pushCsv(store, csvOfPairs(0, 2), platform.post, { again: true });
    expect(platform.devices).toEqual(pairTexts(0, 2));
    const third = await pushCsv(store, csvOfPairs(0, 2), platform.post);
    expect(third.job).toBeUndefined();
  });
});

describe("what clashes with earlier pushes is refused", () => {
  async function secondPush(csv: string, more: Parameters<typeof pushCsv>[3] = {}) {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), { kind: "accepted", requestId: "id-1" });
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csv, platform.post, more);
    return { problems: problems(result), sent: platform.devices, error: result.error };
  }

  test("the same devices under another SKU", async () => {
    expect(await secondPush(csvOfPairs(1, 3), { sku: "SKU2" })).toEqual({
      problems: ["2 IMEI+ICCID sent-under-other-sku SKU1 batch 1"],
      sent: [],
      error: undefined,
    });
  });

  test("an IMEI with another ICCID", async () => {
    const [known, other] = [makePairs(1)[0], makePairs(3)[2]];
    expect(await secondPush(`IMEI,ICCID\n${known?.imei},${other?.iccid}\n`)).toEqual({
      problems: ["2 IMEI+ICCID sent-with-other-partner SKU1 batch 1"],
      sent: [],
      error: undefined,
    });
  });

  test("two IMEIs that exchanged their ICCIDs: each once", async () => {
    const [first, second] = makePairs(2);
    const csv = `IMEI,ICCID\n${first?.imei},${second?.iccid}\n${second?.imei},${first?.iccid}\n`;
    expect((await secondPush(csv)).problems.sort()).toEqual([
      "2 IMEI+ICCID sent-with-other-partner SKU1 batch 1",
      "3 IMEI+ICCID sent-with-other-partner SKU1 batch 1",
    ]);
  });

  test("the same pairs as another upload type", async () => {
    const csv = csvOfPairs(0, 1);
    const reading = {
      sources: [{ name: "d.csv", open: () => Readable.from([Buffer.from(csv)]) }],
      uploadType: "IMEI ICCID Embedded SIM Pair",
      checkDigits: "warn",
      terms: termsOfSku("SKU1"),
      signal: new AbortController().signal,
    } as const;
    expect((await secondPush(csv, { reading })).problems).toEqual([
      "2 IMEI+ICCID sent-as-other-type SKU1 batch 1",
    ]);
  });

  test("an IMEI alone that went out as a pair", async () => {
    const [known] = makePairs(1);
    expect((await secondPush(`IMEI\n${known?.imei}\n`)).problems).toEqual([
      "2 IMEI sent-with-other-partner SKU1 batch 1",
    ]);
  });

  test("is named by its batch among many claims of other devices", async () => {
    const store = station();
    const { post } = createRecordingPlatform();
    await pushCsv(store, csvOfPairs(0, 300), post, { batchSize: 10 });
    await pushCsv(store, csvOfPairs(300, 304), post, { sku: "SKU2" });
    const pairs = makePairs(400);
    const texts = (index: number, partner = index) => `${pairs[index]?.imei},${pairs[partner]?.iccid}\n`;
    const csv = `IMEI,ICCID\n${texts(205)}${texts(302)}${texts(295, 350)}${texts(360, 7)}${texts(370)}`;
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csv, platform.post, { skipInvalid: true });
    expect(problems(result).toSorted()).toEqual([
      "3 IMEI+ICCID sent-under-other-sku SKU2 batch 2",
      "4 IMEI+ICCID sent-with-other-partner SKU1 batch 30",
      "5 IMEI+ICCID sent-with-other-partner SKU1 batch 1",
    ]);
    expect([taken(result), platform.devices]).toEqual([["accepted by batch 21: 1"], pairTexts(370, 371)]);
  });

  test.each([
    ["refused", { kind: "refused", fault: { code: "c", text: "t" }, hint: "" }],
    ["not sent", { kind: "notSent", reason: "refused", hint: "", code: "ECONNREFUSED" }],
  ] as const)("but not with what was %s: another SKU, another partner are sent", async (_, outcome) => {
    const store = station();
    await pushOnce(store, csvOfPairs(0, 2), outcome);
    const [first, second, other] = makePairs(3);
    const csv = `IMEI,ICCID\n${first?.imei},${other?.iccid}\n${second?.imei},${second?.iccid}\n`;
    const platform = createRecordingPlatform();
    const result = await pushCsv(store, csv, platform.post, { sku: "SKU2" });
    expect([problems(result), platform.devices]).toEqual([
      [],
      [`${first?.imei} ${other?.iccid}`, `${second?.imei} ${second?.iccid}`],
    ]);
  });

  test("with skipInvalid the others are sent", async () => {
    const { sent, problems: found } = await secondPush(csvOfPairs(1, 4), { sku: "SKU2", skipInvalid: true });
    expect([found.length, sent]).toEqual([1, pairTexts(2, 4)]);
  });
});

describe("pushes at once on one state directory", () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  test.each(seeds)("send each device exactly once in total (interleaving %i)", async (seed) => {
    const directory = temporaryDirectory();
    const turns = turnsFrom(seed);
    const pause = async () => {
      for (let left = turns(); left > 0; left--) await nextTurn();
    };
    const platform = createRecordingPlatform(pause);
    const pushes = [csvOfPairs(0, 9), csvOfPairs(0, 9), csvOfPairs(4, 12)].map(async (csv) => {
      await pause();
      const session = { token: async () => pause().then(() => "token"), renew: async () => "token" };
      return pushCsv(fileStore(directory), csv, platform.post, { session });
    });
    const results = await Promise.all(pushes);
    expect(results.map(({ error, stop }) => error ?? stop)).toEqual([undefined, undefined, undefined]);
    expect([...platform.devices].sort()).toEqual(pairTexts(0, 12).sort());
  });
});

/** Small numbers that depend on the seed alone. */
function turnsFrom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 16) % 12;
  };
}
