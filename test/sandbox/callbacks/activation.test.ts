import { expect, test } from "vitest";
import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import { device, pairsRequest, postUpload, sampleRequest, withDeviceList } from "../requests.ts";
import { start } from "../running.ts";
import type { ReadCallback } from "./read-callback.ts";
import { startReceiver } from "./receiver.ts";

/** Uploads a request and reads its activation callbacks, all of which come behind the upload's. */
async function activationsOf(request: string, list = "", seed = 1): Promise<readonly ReadCallback[]> {
  const receiver = await startReceiver();
  const behaviour = parseCallbackBehaviour(`at-once:1,${list}`);
  const { endpoint, callbacks } = await start({ seed, callbacks: { url: receiver.url, ...behaviour } });
  await postUpload(endpoint, request);
  await callbacks.idle();
  const all = receiver.callbacks();
  const first = all.findIndex(({ device }) => device !== "");
  const activations = first < 0 ? [] : all.slice(first);
  expect(activations.every(({ device }) => device !== "")).toBe(true);
  return activations;
}

test("each uploaded device has one callback, in a SOAP envelope", async () => {
  const activations = await activationsOf(sampleRequest);
  const [first] = activations;
  expect(activations.map(({ device }) => device)).toEqual([
    "Imei 111111000000001,Iccid 89149032103008812345",
    "Imei 111111000000002,Iccid 89149032103008854321",
  ]);
  expect(first).toMatchObject({
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    members: ["CarrierService", "Status", "CallbackCount", "MaxCallbackThreshold"],
    status: "Success",
    fault: undefined,
    attempt: "1 of 4",
  });
});

test("one with a fault is Failed", async () => {
  const [failed] = await activationsOf(sampleRequest, "activate-fail:1");
  expect(failed).toMatchObject({
    device: "Imei 111111000000001,Iccid 89149032103008812345",
    members: ["CarrierService", "Fault", "Status", "CallbackCount", "MaxCallbackThreshold"],
    fault: "UnifiedWebService.REQUEST_FAILED.UnexpectedError: REQUEST_FAILED. Unexpected error",
    status: "Failed",
  });
});

test("activate-fail: by the seed, whatever fails beside", async () => {
  const failed = async (list: string, seed?: number): Promise<string> => {
    const activations = await activationsOf(pairsRequest(100), list, seed);
    return activations.flatMap(({ device, status }) => (status === "Failed" ? [device] : [])).join();
  };
  const first = await failed("activate-fail:0.2");
  expect(first.split(",").length / 2).toBeGreaterThan(5);
  expect(first.split(",").length / 2).toBeLessThan(40);
  expect(await failed("activate-fail:0.2,shuffle")).not.toBe(first);
  expect(await failed("activate-fail:0.2,split:7")).toBe(first);
  expect(await failed("activate-fail:0.2", 2)).not.toBe(first);
});

test.each([
  ["no Activate", sampleRequest.replace(/<nph:Activate>.*<\/nph:Activate>/, "")],
  ["children of Activate in another namespace", sampleRequest.replaceAll("nph2:", "nph:")],
])("%s: uploaded, and no callback", async (_, request) => {
  expect(await activationsOf(request)).toEqual([]);
});

test("a device that was not uploaded is not activated; marks 50 and 51 say what becomes of others", async () => {
  const ends = ["01", "10", "14", "30", "31", "40", "41", "42", "50", "51", "99"];
  const list = ends.map((end) =>
    device(["IMEI", `3587550999999${end}`], ["ICCID", `891480000000000000${end}`]),
  );
  const activations = await activationsOf(withDeviceList(list.join("")));
  expect(activations.map(({ device, status }) => `${device.slice(18, 20)} ${status}`)).toEqual([
    "01 Success",
    "42 Success",
    "50 Failed",
    "99 Success",
  ]);
});

test.each(["fail:1", "package-fault", "pending-only"])("%s: nothing to activate", async (list) => {
  expect(await activationsOf(sampleRequest, list)).toEqual([]);
});

test("activate-delay: the upload's callbacks do not wait for it", async () => {
  const receiver = await startReceiver();
  const behaviour = parseCallbackBehaviour("activate-delay:9999999");
  const { endpoint, callbacks, close } = await start({ callbacks: { url: receiver.url, ...behaviour } });
  await postUpload(endpoint);
  while (receiver.posts.length === 0) await fetch(`${endpoint}/`);
  expect(callbacks.summary().uploadsUnderWay).toBe(1);
  await close();
  expect(receiver.callbacks().map(({ device }) => device)).toEqual([""]);
});

test("form, encoding, duplicate and credentials are for activations, too", async () => {
  const list = "form:prefixed,encoding:utf-16,duplicate,credentials:wrong";
  const activations = await activationsOf(pairsRequest(1), list);
  expect(activations).toHaveLength(2);
  expect(activations[0]).toMatchObject({
    device: "IMEI 352000000000000,ICCID 89149010000000000000",
    password: "wrong-",
  });
});
