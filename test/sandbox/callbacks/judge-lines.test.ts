import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lineTexts } from "../../../src/sandbox/callbacks/line-texts.ts";
import { marks } from "../../../src/sandbox/callbacks/marked-devices.ts";
import { device, postUpload, withDeviceList, withField } from "../requests.ts";
import { start } from "../running.ts";
import type { ReadCallback } from "./read-callback.ts";
import { startReceiver } from "./receiver.ts";
import { withoutActivation } from "./uploads.ts";

/** Uploads a request and reads its one callback. */
async function callbackOf(request: string): Promise<ReadCallback> {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start({ callbacks: { url: receiver.url } });
  await postUpload(endpoint, request);
  await callbacks.idle();
  const [callback, second] = receiver.callbacks();
  if (callback === undefined || second !== undefined) throw new Error("not one callback");
  return callback;
}

function statuses({ lines }: ReadCallback): readonly string[] {
  return lines.map((line) => line.slice(line.indexOf(": ") + 2));
}

type Pair = readonly [imei: string, iccid: string];

function upload(...devices: readonly Pair[]): string {
  const list = devices.map(([imei, iccid]) => device(["IMEI", imei], ["ICCID", iccid]));
  return withoutActivation(withDeviceList(list.join("")));
}

const [imei, iccid] = ["358755000000011", "89148000000000000018"];
const uploaded = "Line has been uploaded successfully";

/** Each digits: what is said of an IMEI that ends in them, "" for no LineStatus text. */
const marked: readonly (readonly [digits: string, statuses: readonly string[], counters: string])[] = [
  ["01", ["Device upload successful"], "0/1/0"],
  ["02", [uploaded], "0/1/0"],
  ["10", ["Device upload request submitted"], "1/0/0"],
  ["11", ["Duplicate Device ID (358755099999911) found in the request"], "0/0/1"],
  ["12", ["Duplicate EID () found in the request"], "0/0/1"],
  ["13", [`Duplicate Device ICCID (${iccid}) found in the request`], "0/0/1"],
  ["14", ["IMEI (358755099999914) is invalid"], "0/0/1"],
  ["15", ["IMEI (358755099999915) not provided"], "0/0/1"],
  ["16", ["EID () is invalid"], "0/0/1"],
  ["17", ["EID () not provided"], "0/0/1"],
  ["18", [`SIM Id (${iccid}) is invalid`], "0/0/1"],
  ["19", [`SIM Id (${iccid}) not provided`], "0/0/1"],
  ["20", ["Service Plan Missing"], "0/0/1"],
  ["21", ["Service Plan Not Found"], "0/0/1"],
  ["22", ["Mdn Zip Code Missing"], "0/0/1"],
  ["30", ["Line is held for manual review"], "0/0/1"],
  ["31", [""], "0/0/1"],
  ["40", [], "1/0/0"],
  ["41", [uploaded, "IMEI (358755099999941) is invalid"], "0/1/1"],
  ["42", ["Device upload request submitted", uploaded], "0/1/0"],
  ["50", [uploaded], "0/1/0"],
  ["51", [uploaded], "0/1/0"],
  ["99", [uploaded], "0/1/0"],
];

test.each(marked)("an IMEI that ends in 999999%s", async (digits, texts, counters) => {
  const callback = await callbackOf(upload([`3587550999999${digits}`, iccid]));
  expect(statuses(callback)).toEqual(texts);
  expect(callback.counters.slice(1).join("/")).toBe(counters);
});

test("all marks are tested above, and every text has one", () => {
  expect(Object.keys(marks).sort()).toEqual(marked.map(([digits]) => digits).slice(0, -1));
  const names = new Set(Object.values(marks).flatMap(({ lines }) => lines));
  expect([...names].sort()).toEqual(Object.keys(lineTexts).sort());
});

test("docs/sandbox.md has a row for each mark, and for no other", () => {
  const text = readFileSync(new URL("../../../docs/sandbox.md", import.meta.url), "utf8");
  const documented = [...text.matchAll(/^\| `999999(\d\d)`/gm)].map(([, digits]) => digits);
  expect(documented).toEqual(Object.keys(marks).sort());
});

test("a MEID and an ESN are marked by their end, too", async () => {
  const meid = withDeviceList(device(["MEID", "A0000099999914"])).replace("IMEI ICCID Pair", "MEID");
  expect(statuses(await callbackOf(withoutActivation(meid)))).toEqual(["IMEI (A0000099999914) is invalid"]);
  const esn = withDeviceList(device(["ESN", "99999911"])).replace("IMEI ICCID Pair", "ESN HEX");
  const callback = await callbackOf(withoutActivation(esn));
  expect(callback.lines).toEqual(["Esn 99999911: Duplicate Device ID (99999911) found in the request"]);
});

const judged: readonly (readonly [name: string, devices: readonly Pair[], statuses: readonly string[]])[] = [
  ["a good pair", [[imei, iccid]], [uploaded]],
  ["an IMEISV", [["3587550000000101", iccid]], [uploaded]],
  ["wrong check digits", [["358755000000012", "89148000000000000019"]], [uploaded]],
  ["an ICCID of 18 digits", [[imei, "891480000000000000"]], [uploaded]],
  ["an IMEI too short", [["35875500000001", iccid]], ["IMEI (35875500000001) is invalid"]],
  ["a letter in an IMEI", [["35875500000001X", iccid]], ["IMEI (35875500000001X) is invalid"]],
  ["no IMEI", [["", iccid]], ["IMEI () not provided"]],
  ["an ICCID too long", [[imei, `${iccid}0`]], [`SIM Id (${iccid}0) is invalid`]],
  ["no ICCID", [[imei, " "]], ["SIM Id ( ) not provided"]],
  [
    "the same IMEI twice: the first is good",
    [
      [imei, iccid],
      [imei, "89148000000000000026"],
    ],
    [uploaded, `Duplicate Device ID (${imei}) found in the request`],
  ],
  [
    "the same ICCID twice: the first is good",
    [
      [imei, iccid],
      ["358755000000029", iccid],
    ],
    [uploaded, `Duplicate Device ICCID (${iccid}) found in the request`],
  ],
];

test.each(judged)("%s", async (_, devices, texts) => {
  expect(statuses(await callbackOf(upload(...devices)))).toEqual(texts);
});

test("EIDs are judged as ICCIDs are", async () => {
  const eids = ["89049032000000000000000000000012", "1", "", "89049032000000000000000000000012"];
  const list = eids.map((eid, at) => device(["IMEI", `35875500000001${at}`], ["EID", eid]));
  const request = withDeviceList(list.join("")).replace("IMEI ICCID Pair", "IMEI EID Pair");
  expect((await callbackOf(withoutActivation(request))).lines).toEqual([
    `Eid ${eids[0]},Imei 358755000000010: ${uploaded}`,
    "Eid 1,Imei 358755000000011: EID (1) is invalid",
    "Eid ,Imei 358755000000012: EID () not provided",
    `Eid ${eids[0]},Imei 358755000000013: Duplicate EID (${eids[0]}) found in the request`,
  ]);
});

test.each([
  ["no service plan", "ServicePlan", "", "Service Plan Missing"],
  ["an unknown service plan", "ServicePlan", "PLANNOTFOUND", "Service Plan Not Found"],
  ["no ZIP code", "MdnZipCode", "", "Mdn Zip Code Missing"],
])("an activation with %s: no line succeeds, and nothing is activated", async (_, field, value, text) => {
  expect(statuses(await callbackOf(withField(field, value)))).toEqual([text, text]);
});

test("an account that is not named is the user's only one", async () => {
  expect((await callbackOf(withoutActivation(withField("AccountName", "")))).accountName).toBe(
    "0000000000-00001",
  );
  const none = withoutActivation().replace(/<nph:AccountName>.*<\/nph:AccountName>/, "");
  expect((await callbackOf(none)).accountName).toBe("0000000000-00001");
});

test("devices that were accepted before are judged as if they were new", async () => {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start({ callbacks: { url: receiver.url } });
  await postUpload(endpoint, upload([imei, iccid]));
  await postUpload(endpoint, upload([imei, iccid]));
  await callbacks.idle();
  expect(receiver.callbacks().flatMap(statuses)).toEqual([uploaded, uploaded]);
});

test("a SKU with LATER in it fails by callback as it else would at once", async () => {
  const request = withoutActivation(withField("DeviceSku", "VZWLATERCERTIFIEDNOTINDMD"));
  expect(await callbackOf(request)).toMatchObject({
    lines: [],
    fault: "UnifiedWebService.REQUEST_FAILED.UploadDevices: Device SKU is certified but not present in DMD",
    status: "Failed",
  });
  expect(await callbackOf(withoutActivation(withField("DeviceSku", "VZWLATER")))).toMatchObject({
    fault: undefined,
  });
});
