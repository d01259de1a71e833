import { describe, expect, test, vi } from "vitest";
import type { ProblemKind } from "../../src/devices/problem-texts.ts";
import { createSettledStore } from "../../src/evidence/settled-store.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { PushResult } from "../../src/upload/push-devices.ts";
import { noTerms } from "../../src/upload/read-types.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { ageLedgers } from "../support/age-ledgers.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { activationCallbackXml, receive, type SaidOf, uploadCallbackXml } from "./callback-messages.ts";
import {
  createRecordingPlatform,
  csvOfPairs,
  type MorePushOptions,
  pushCsv,
  pushOptionsFor,
} from "./push-rows.ts";
import { answering, doubtful, noConnection, resumed } from "./resume-world.ts";

const success = "Device upload successful";
const service = { servicePlan: "SBG4G", mdnZipCode: "12345" };
const pairTexts = (...indexes: readonly number[]) =>
  indexes.map((index) => {
    const { imei, iccid } = makePairs(index + 1)[index] ?? { imei: "", iccid: "" };
    return `${imei} ${iccid}`;
  });

/** Four devices, accepted ten minutes ago in batches of two as "id-1" and "id-2", of which the platform said this. */
async function station(said: SaidOf, more: MorePushOptions = {}, minutes = 10): Promise<Store> {
  const store = createFileStore(temporaryDirectory(), process.pid);
  await pushCsv(store, csvOfPairs(0, 4), createRecordingPlatform().post, more);
  await tell(store, said);
  ageLedgers(store.location, minutes * 60_000);
  return store;
}

async function tell(store: Store, said: SaidOf, credentials?: "checked" | "unchecked"): Promise<void> {
  for (const [id, own] of [
    ["id-1", said.filter(([index]) => index < 2)],
    ["id-2", said.filter(([index]) => index >= 2)],
  ] as const) {
    if (own.length > 0) await receive(store, id, [uploadCallbackXml(id, own)], credentials);
  }
}

const allUploaded: SaidOf = [0, 1, 2, 3].map((index) => [index, success] as const);

interface Activated {
  readonly sent: readonly string[];
  /** "2 upload-awaited" */
  readonly refused: readonly string[];
  readonly result: PushResult;
}

/** Activates the devices of the pairs, as of the newest upload's job unless `uploadedBy` says otherwise. */
async function activate(
  store: Store,
  more: MorePushOptions = {},
  csv = csvOfPairs(0, 4),
  prefix = "act",
): Promise<Activated> {
  const platform = createRecordingPlatform(undefined, (request) => ({
    kind: "accepted",
    requestId: `${prefix}-${request}`,
  }));
  const uploadedBy = (await store.listJobs())[0];
  const result = await pushCsv(store, csv, platform.post, { ...activation(store, csv, uploadedBy), ...more });
  return { sent: platform.devices, refused: refusedOf(result), result };
}

function activation(store: Store, csv: string, uploadedBy: string | undefined): MorePushOptions {
  const { reading } = pushOptionsFor(store, csv, createRecordingPlatform().post);
  return {
    operation: "ChangeDeviceState",
    activates: true,
    activate: service,
    emailAddress: undefined,
    uploadedBy,
    skipInvalid: true,
    reading: { ...reading, terms: noTerms },
  };
}

/** A reading whose rows are to be activated with another plan. */
function ofPlan(plan: string) {
  const { reading } = pushOptionsFor(
    createFileStore(temporaryDirectory(), process.pid),
    csvOfPairs(0, 4),
    async () => {
      throw new Error("nothing is sent");
    },
  );
  return { ...reading, terms: { ...noTerms, defaults: { ...noTerms.defaults, plan, zip: "12345" } } };
}

function refusedOf({ inspection }: PushResult): readonly string[] {
  const kinds = inspection?.input.problems.counts() ?? [];
  return kinds.map(
    ({ kind, count }: { readonly kind: ProblemKind; readonly count: number }) => `${count} ${kind}`,
  );
}

describe("an activation of what a push has uploaded", () => {
  test("asks for each uploaded device, once", async () => {
    const store = await station(allUploaded);
    const first = await activate(store);
    expect([first.sent, first.refused]).toEqual([pairTexts(0, 1, 2, 3), []]);
    const second = await activate(store);
    expect([second.sent, second.result.inspection?.taken.count]).toEqual([[], 4]);
  });

  test("leaves out what the platform did not take, and what it has not spoken of", async () => {
    const store = await station([
      [0, success],
      [1, "SIM Id () is invalid"],
      [2, "Device upload request submitted"],
    ]);
    const { sent, refused } = await activate(store);
    expect(sent).toEqual(pairTexts(0));
    expect(refused).toEqual(["1 upload-failed", "2 upload-awaited"]);
  });

  test("goes on with them when they are uploaded", async () => {
    const store = await station([[0, success]]);
    expect((await activate(store)).sent).toEqual(pairTexts(0));
    await tell(store, allUploaded);
    expect((await activate(store, {}, undefined, "more")).sent).toEqual(pairTexts(1, 2, 3));
  });

  test("believes no callback whose credentials were not checked", async () => {
    const store = await station([]);
    await tell(store, allUploaded, "unchecked");
    const { sent, refused } = await activate(store);
    expect([sent, refused]).toEqual([[], ["4 upload-awaited"]]);
  });

  test("refuses a batch in doubt, and one that was never sent", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const answers = answering("p", { kind: "accepted", requestId: "id-1" }, doubtful);
    await pushCsv(store, csvOfPairs(0, 4), createRecordingPlatform(undefined, answers).post);
    ageLedgers(store.location, 600_000);
    expect((await activate(store)).refused).toEqual(["2 upload-awaited", "2 upload-in-doubt"]);
    const other = createFileStore(temporaryDirectory(), process.pid);
    await pushCsv(other, csvOfPairs(0, 4), createRecordingPlatform(undefined, () => noConnection).post);
    expect((await activate(other)).refused).toEqual(["4 upload-not-sent"]);
  });

  test("of an unclear word it waits for somebody to ask", async () => {
    const store = await station([[0, "Something new"]]);
    expect((await activate(store)).refused).toEqual(["1 upload-unclear", "3 upload-awaited"]);
  });

  test("--again asks for all", async () => {
    const store = await station([[0, success]]);
    expect((await activate(store, { again: true })).sent).toEqual(pairTexts(0, 1, 2, 3));
  });

  test("a partner that was not uploaded is refused, also with --again", async () => {
    const store = await station(allUploaded);
    const [first, second] = makePairs(2);
    const csv = `IMEI,ICCID\n${first?.imei},${second?.iccid}\n`;
    for (const again of [false, true]) {
      const { sent, refused } = await activate(store, { again, uploadedBy: undefined }, csv);
      expect([sent, refused]).toEqual([[], ["1 sent-with-other-partner"]]);
    }
  });

  test("one identifier of the pair is enough to know the device", async () => {
    const store = await station(allUploaded);
    const csv = `IMEI\n${makePairs(1)[0]?.imei}\n`;
    const { sent, result } = await activate(store, { uploadedBy: undefined }, csv);
    expect(sent).toHaveLength(1);
    expect(result.inspection?.uploads?.strangers).toBe(0);
  });
});

describe("an activation of files", () => {
  test("lets through what no upload here has, and counts it", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const { sent, result } = await activate(store, { uploadedBy: undefined });
    expect(sent).toEqual(pairTexts(0, 1, 2, 3));
    expect(result.inspection?.uploads?.strangers).toBe(4);
  });

  test("passes over the uploads of another account", async () => {
    const store = await station([], { accountName: "1-1" });
    const { sent } = await activate(store, { uploadedBy: undefined, accountName: "2-2" });
    expect(sent).toEqual(pairTexts(0, 1, 2, 3));
  });
});

describe("devices whose upload asked for activation", () => {
  const uploadWith = { activates: true, activate: service } as const;

  test("are activated where that failed, and not where it was done or no word came", async () => {
    const store = await station(allUploaded, uploadWith);
    await receive(store, "id-1", [
      activationCallbackXml("id-1", 0, "Success"),
      activationCallbackXml("id-1", 1, "Failed"),
    ]);
    await receive(store, "id-2", [activationCallbackXml("id-2", 2, "Who knows")]);
    const { sent, refused, result } = await activate(store);
    expect(sent).toEqual(pairTexts(1));
    expect(refused).toEqual(["1 activation-unclear", "1 activation-awaited"]);
    expect(result.inspection?.taken.count).toBe(1);
  });

  test("are a problem where they are active with another plan", async () => {
    const store = await station(allUploaded, uploadWith);
    await receive(store, "id-1", [activationCallbackXml("id-1", 0, "Success")]);
    const { refused } = await activate(store, {
      activate: { ...service, servicePlan: "OTHER" },
      reading: ofPlan("OTHER"),
    });
    expect(refused).toEqual(["1 sent-with-other-plan", "3 activation-awaited"]);
  });
});

describe("an upload that asks for activation", () => {
  const uploadWith = { activates: true, activate: service } as const;

  test("does not ask for what an activation has asked for, whatever came of it, unless it failed", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    await activate(store, { uploadedBy: undefined, batchSize: 4 });
    await receive(store, "act-1", [
      activationCallbackXml("act-1", 0, "Success"),
      activationCallbackXml("act-1", 1, "Failed"),
    ]);
    const platform = createRecordingPlatform();
    const refused = await pushCsv(store, csvOfPairs(0, 4), platform.post, {
      ...uploadWith,
      skipInvalid: true,
    });
    expect([platform.devices, refusedOf(refused)]).toEqual([pairTexts(1), ["3 activated-before"]]);
    const alone = await pushCsv(store, csvOfPairs(0, 4), createRecordingPlatform().post);
    expect(refusedOf(alone)).toEqual([]);
  });

  test("and an activation are not planned at the same time", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const counts = { upload: createRecordingPlatform(), activation: createRecordingPlatform() };
    const csv = csvOfPairs(0, 4);
    await Promise.all([
      pushCsv(store, csv, counts.upload.post, uploadWith),
      pushCsv(store, csv, counts.activation.post, activation(store, csv, undefined)),
    ]);
    expect([...counts.upload.devices, ...counts.activation.devices].toSorted()).toEqual(
      pairTexts(0, 1, 2, 3).toSorted(),
    );
  });
});

describe("the wait behind an upload", () => {
  test("--no-wait stops before there is a job", async () => {
    const store = await station(allUploaded, {}, 2);
    const { sent, result } = await activate(store, { refusesToWait: true });
    expect(sent).toEqual([]);
    expect(result.error).toMatchObject({
      kind: "network",
      hint: expect.stringMatching(/^Repeat the command at /),
    });
    expect(await store.listJobs()).toHaveLength(1);
  });

  test("a batch waits for the youngest of its uploads, told once a second", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      const store = await station(allUploaded, {}, 2);
      const [held, sentAt]: [number[], number[]] = [[], []];
      const from = Date.now();
      const platform = createRecordingPlatform(async () => void sentAt.push(Date.now() - from));
      const uploadedBy = (await store.listJobs())[0];
      await pushCsv(store, csvOfPairs(0, 4), platform.post, {
        ...activation(store, csvOfPairs(0, 4), uploadedBy),
        batchSize: 4,
        sleep: async (ms) => void vi.advanceTimersByTime(ms),
        onEvent: (event) => {
          if (event.kind === "held") held.push(event.pause.ms);
        },
      });
      expect(held).toHaveLength(180);
      expect(sentAt[0]).toBeGreaterThanOrEqual(180_000);
      expect(platform.devices).toHaveLength(4);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a resume goes on with the wait, and with what was not sent", async () => {
    const store = await station(allUploaded);
    const answers = answering("act", { kind: "accepted", requestId: "act-1" }, noConnection);
    const platform = createRecordingPlatform(undefined, answers);
    const uploadedBy = (await store.listJobs())[0];
    const csv = csvOfPairs(0, 4);
    const { job } = await pushCsv(store, csv, platform.post, activation(store, csv, uploadedBy));
    const { sent, batches } = await resumed(store, job?.id ?? "");
    expect(sent).toEqual(pairTexts(2, 3));
    expect(batches).toEqual(["1 accepted", "2 accepted"]);
    expect((await activate(store)).sent).toEqual([]);
  });
});

test("an activation in doubt is settled by its devices' callbacks, and is never sent again", async () => {
  const store = await station(allUploaded);
  const csv = csvOfPairs(0, 4);
  const uploadedBy = (await store.listJobs())[0];
  const platform = createRecordingPlatform(undefined, () => doubtful);
  const { job } = await pushCsv(store, csv, platform.post, {
    ...activation(store, csv, uploadedBy),
    batchSize: 4,
  });
  expect((await activate(store)).sent).toEqual([]);
  for (const index of [2, 0, 3])
    await receive(store, "lost-1", [activationCallbackXml("lost-1", index, "Success")]);
  const { sent, batches } = await resumed(createSettledStore(store), job?.id ?? "");
  expect(sent).toEqual([]);
  expect(batches).toEqual(["1 accepted"]);
});

test("a device that is active already does not hold the others back, now or on a resume", async () => {
  const store = await station(allUploaded);
  const csv = csvOfPairs(0, 4);
  const uploadedBy = (await store.listJobs())[0];
  const active: UploadOutcome = {
    kind: "refused",
    fault: { code: "CarrierService.REQUEST_FAILED.DeviceAlreadyActive", text: "Device is already active" },
    hint: "",
  };
  const platform = createRecordingPlatform(
    undefined,
    answering("act", active, { kind: "accepted", requestId: "a" }, noConnection),
  );
  const { job } = await pushCsv(store, csv, platform.post, {
    ...activation(store, csv, uploadedBy),
    batchSize: 1,
  });
  expect(platform.devices).toEqual(pairTexts(0, 1, 2));
  const { sent, batches } = await resumed(store, job?.id ?? "");
  expect(sent).toEqual(pairTexts(2, 3));
  expect(batches).toEqual(["1 refused", "2 accepted", "3 accepted", "4 accepted"]);
});
