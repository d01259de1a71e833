import { describe, expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Inbox, Store } from "../../src/store/store.ts";
import type { PushResult } from "../../src/upload/push-devices.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { faultCallbackXml, receive, type SaidOf, uploadCallbackXml } from "./callback-messages.ts";
import { createRecordingPlatform, csvOfPairs, type MorePushOptions, pushCsv } from "./push-rows.ts";

const success = "Device upload successful";
const invalid = "IMEI (358755000000007) is invalid";
const pairTexts = (...indexes: readonly number[]) =>
  indexes.map((index) => {
    const { imei, iccid } = makePairs(index + 1)[index] ?? { imei: "", iccid: "" };
    return `${imei} ${iccid}`;
  });

/** Four devices, accepted in batches of two as "id-1" and "id-2". */
async function acceptedStation(): Promise<Store> {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const first = await pushCsv(store, csvOfPairs(0, 4), createRecordingPlatform().post);
  expect(first.batches.map(({ state }) => state)).toEqual(["accepted", "accepted"]);
  return store;
}

/** Pushes all four again; what was sent, and what earlier batches keep. */
async function repush(store: Store, more: MorePushOptions = {}, csv = csvOfPairs(0, 4)) {
  const platform = createRecordingPlatform(undefined, (request) => ({
    kind: "accepted",
    requestId: `again-${request}`,
  }));
  const result = await pushCsv(store, csv, platform.post, more);
  expect(result.error).toBeUndefined();
  return { sent: platform.devices, kept: kept(result), result };
}

function kept({ inspection }: PushResult): readonly string[] {
  return (inspection?.taken.groups() ?? []).map(({ holding, devices }) => {
    const reason = holding.state === "inDoubt" ? ` (${holding.reason})` : "";
    return `${devices} ${holding.state} by batch ${holding.block.batch}${reason}`;
  });
}

const said = (store: Store, requestId: string, lines: SaidOf) =>
  receive(store, requestId, [uploadCallbackXml(requestId, lines)]);

describe("a push after the platform's verdicts", () => {
  test("sends exactly the devices that failed, once", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [
      [0, success],
      [1, invalid],
    ]);
    await said(store, "id-2", [[2, "SIM Id () is invalid"]]);
    const { sent, kept: held, result } = await repush(store);
    expect(sent).toEqual(pairTexts(1, 2));
    expect(held).toEqual(["1 accepted by batch 1", "1 accepted by batch 2"]);
    expect(result.job).toMatchObject({
      rows: 4,
      taken: [
        { batch: 1, devices: 1 },
        { batch: 2, devices: 1 },
      ],
    });
    expect((await repush(store)).sent).toEqual([]);
  });

  test("sends what fails again, by the last request that had it", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [[1, invalid]]);
    expect((await repush(store)).sent).toEqual(pairTexts(1));
    await said(store, "again-1", [[1, invalid]]);
    expect((await repush(store)).sent).toEqual(pairTexts(1));
  });

  test("sends a batch that a callback refused as a whole", async () => {
    const store = await acceptedStation();
    await receive(store, "id-2", [faultCallbackXml("id-2", "Device SKU is not Certified")]);
    expect((await repush(store)).sent).toEqual(pairTexts(2, 3));
  });

  test("sends nothing that is pending, awaited or uploaded", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [[0, "Device upload request submitted"]]);
    await said(store, "id-2", [[2, success]]);
    expect((await repush(store)).kept).toEqual(["2 accepted by batch 1", "2 accepted by batch 2"]);
  });

  test("sends nothing of which the platform's word is not known or contradicts itself, and says so", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [
      [0, "Service Plan Missing"],
      [1, invalid],
      [1, success],
    ]);
    await receive(store, "id-2", [faultCallbackXml("id-2", "Processing failed due to an unknown error")]);
    const { sent, kept: held, result } = await repush(store);
    expect([sent, result.job]).toEqual([[], undefined]);
    expect(held).toEqual([
      "1 inDoubt by batch 1 (the platform's word on it is not known: Service Plan Missing)",
      `1 inDoubt by batch 1 (the platform contradicts itself: ${success}; ${invalid})`,
      "2 inDoubt by batch 2 (the platform's word on it is not known: Processing failed due to an unknown error)",
    ]);
  });

  test("groups devices whose words differ in their own identifiers alone", async () => {
    const store = await acceptedStation();
    const named = [0, 1].map((index) => [index, `odd ${makePairs(2)[index]?.imei}`] as const);
    await said(store, "id-1", named);
    expect((await repush(store)).kept).toEqual([
      "2 inDoubt by batch 1 (the platform's word on it is not known: odd …)",
      "2 accepted by batch 2",
    ]);
  });

  test("does not believe lines and counters that disagree", async () => {
    const store = await acceptedStation();
    const body = uploadCallbackXml("id-1", [
      [0, success],
      [1, invalid],
    ]).replace(
      "</UploadDevices>",
      "<TotalLineCount>2</TotalLineCount><FailedLineCount>2</FailedLineCount></UploadDevices>",
    );
    await receive(store, "id-1", [body]);
    const { sent, kept: held } = await repush(store);
    expect([sent, held.map((each) => each.split(" (")[0])]).toEqual([
      [],
      ["1 inDoubt by batch 1", "1 inDoubt by batch 1", "2 accepted by batch 2"],
    ]);
  });

  test("takes a failed device with another partner or under another SKU", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [
      [0, invalid],
      [1, success],
    ]);
    const [failed, uploaded, other] = makePairs(8);
    const csv = `IMEI,ICCID\n${failed?.imei},${makePairs(8)[7]?.iccid}\n`;
    const clash = `${uploaded?.imei},${makePairs(7)[6]?.iccid}\n`;
    const mended = await repush(store, { sku: "SKU2" }, csv);
    expect([mended.sent, other === undefined]).toEqual([
      [`${failed?.imei} ${makePairs(8)[7]?.iccid}`],
      false,
    ]);
    const { result } = await repush(store, {}, `IMEI,ICCID\n${clash}`);
    expect(result.inspection?.input.problems.errors[0]?.kind).toBe("sent-with-other-partner");
  });

  test("takes a corrected pair, of either identifier, once its batch was refused by a callback", async () => {
    const store = await acceptedStation();
    const [third, fourth, newIccid, newImei] = makePairs(10).filter((_, index) =>
      [2, 3, 8, 9].includes(index),
    );
    const corrected = `IMEI,ICCID\n${third?.imei},${newIccid?.iccid}\n${newImei?.imei},${fourth?.iccid}\n`;
    const before = await repush(store, {}, corrected);
    expect(before.result.inspection?.input.problems.count("sent-with-other-partner")).toBe(2);
    await receive(store, "id-2", [faultCallbackXml("id-2", "Device SKU is not Certified")]);
    expect((await repush(store, {}, corrected)).sent).toEqual([
      `${third?.imei} ${newIccid?.iccid}`,
      `${newImei?.imei} ${fourth?.iccid}`,
    ]);
  });

  test("knows an IMEI by its IMEISV: with its partner it is taken, with another one refused until it failed", async () => {
    const store = await acceptedStation();
    const [first] = makePairs(1);
    const imeisv = `${first?.imei.slice(0, 14)}01`;
    const samePair = await repush(store, {}, `IMEI,ICCID\n${imeisv},${first?.iccid}\n`);
    expect([samePair.sent, samePair.kept]).toEqual([[], ["1 accepted by batch 1"]]);
    const other = makePairs(8)[7]?.iccid;
    const wrong = await repush(store, {}, `IMEI,ICCID\n${imeisv},${other}\n`);
    expect(wrong.result.inspection?.input.problems.errors).toMatchObject([
      { kind: "sent-with-other-partner", line: 2, earlier: { batch: 1, sku: "SKU1" } },
    ]);
    await said(store, "id-1", [[0, invalid]]);
    expect((await repush(store, {}, `IMEI,ICCID\n${imeisv},${other}\n`)).sent).toEqual([
      `${imeisv} ${other}`,
    ]);
  });

  test("takes nothing that shares an identifier with a device that did not fail", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [
      [0, invalid],
      [1, success],
    ]);
    const [failed, uploaded] = makePairs(2);
    for (const row of [`${failed?.imei},${uploaded?.iccid}`, `${uploaded?.imei},${failed?.iccid}`]) {
      const { sent, result } = await repush(store, {}, `IMEI,ICCID\n${row}\n`);
      expect(sent).toEqual([]);
      expect(result.inspection?.input.problems.errors[0]?.kind).toBe("sent-with-other-partner");
    }
  });

  test("keeps in its record how many devices each earlier batch has, whatever was said of them", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [[0, "Service Plan Missing"]]);
    const { result } = await repush(store, {}, csvOfPairs(0, 5));
    expect(result.job?.taken.map(({ batch, devices }) => [batch, devices])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});

describe("callbacks that change nothing that is sent", () => {
  test("those whose credentials were not checked: it is only told", async () => {
    const store = await acceptedStation();
    await receive(store, "id-1", [uploadCallbackXml("id-1", [[0, invalid]])], "unchecked");
    await receive(store, "id-2", [faultCallbackXml("id-2", "Device SKU is not Certified")], "unchecked");
    const { sent, kept: held, result } = await repush(store);
    expect([sent, held]).toEqual([
      [],
      ["1 accepted by batch 1", "1 accepted by batch 1", "2 accepted by batch 2"],
    ]);
    const told = result.inspection?.taken.groups().map(({ holding }) => "hasUncheckedFailure" in holding);
    expect(told).toEqual([true, false, true]);
  });

  test("an unchecked failure of what was uploaded is not even told", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [[0, success]]);
    await receive(store, "id-1", [uploadCallbackXml("id-1", [[0, invalid]])], "unchecked");
    const { result } = await repush(store);
    const told = result.inspection?.taken.groups().map(({ holding }) => "hasUncheckedFailure" in holding);
    expect(told).toEqual([false, false]);
  });

  test("an unchecked success does not keep a checked failure", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [[0, invalid]]);
    await receive(store, "id-1", [uploadCallbackXml("id-1", [[0, success]])], "unchecked");
    expect((await repush(store)).sent).toEqual(pairTexts(0));
  });

  test("failures beside a checked message that can no longer be read", async () => {
    const store = await acceptedStation();
    await said(store, "id-1", [[0, invalid]]);
    await receive(store, "id-1", ["<CallbackRequest>"]);
    expect((await repush(store)).sent).toEqual([]);
  });

  test("those of other requests, which are not even read", async () => {
    const read: string[] = [];
    const store = await acceptedStation();
    await said(store, "id-1", [[0, invalid]]);
    await said(store, "other", [[1, invalid]]);
    const { sent } = await repush(observed(store, { body: (requestId) => read.push(requestId) }));
    expect([sent, read]).toEqual([pairTexts(0), ["id-1"]]);
  });
});

test("a push of devices that no job has, or with --again, does not look into the inbox", async () => {
  const store = await acceptedStation();
  await said(store, "id-1", [[0, invalid]]);
  let reads = 0;
  const watched = observed(store, { read: () => reads++ });
  expect((await repush(watched, {}, csvOfPairs(10, 12))).sent).toEqual(pairTexts(10, 11));
  const again = await repush(watched, { again: true });
  expect([again.sent, again.result.inspection?.sentBefore, reads]).toEqual([pairTexts(0, 1, 2, 3), 4, 0]);
});

test("a word that comes while the push logs in counts", async () => {
  const store = await acceptedStation();
  await said(store, "id-1", [
    [0, invalid],
    [1, invalid],
  ]);
  const session = {
    token: async () => {
      await said(store, "id-1", [[0, success]]);
      return "token";
    },
    renew: async () => "token",
  };
  const { sent, kept: held } = await repush(store, { session });
  expect(sent).toEqual(pairTexts(1));
  expect(held.map((each) => each.split(" (")[0])).toEqual(["2 accepted by batch 2", "1 inDoubt by batch 1"]);
});

/** The store, telling what is read of its inbox. */
function observed(
  store: Store,
  { read, body }: { readonly read?: () => void; readonly body?: (requestId: string) => void },
): Store {
  const inbox: Inbox = {
    ...store.inbox,
    read(from, visit) {
      read?.();
      return store.inbox.read(from, (message) =>
        visit({
          ...message,
          body() {
            body?.(message.requestId);
            return message.body();
          },
        }),
      );
    },
  };
  return { ...store, inbox };
}
