import { expect, test } from "vitest";
import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import { postUpload, requestIdOf } from "../requests.ts";
import { start } from "../running.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { pairs, pairsUpload } from "./uploads.ts";

/** Uploads `count` pairs and waits for all callbacks. */
async function callbacksOf(count: number, list: string, seed = 1): Promise<Receiver> {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start({
    seed,
    callbacks: { url: receiver.url, ...parseCallbackBehaviour(list) },
  });
  await postUpload(endpoint, pairsUpload(count));
  await callbacks.idle();
  return receiver;
}

/** Which devices a callback speaks of, by number, and its counters: Total, Pending, Success, Failed. */
function told({ callbacks }: Receiver): readonly string[] {
  return callbacks().map(({ lines, counters }) => {
    const numbers = lines.map((line) => pairs.findIndex(({ imei }) => line.includes(imei)));
    return `${numbers.join(" ")} of ${counters.join("/")}`;
  });
}

const uploaded = "Line has been uploaded successfully";
const submitted = "Device upload request submitted";

test("one callback with all lines, in the request's order", async () => {
  const receiver = await callbacksOf(3, "");
  expect(told(receiver)).toEqual(["0 1 2 of 3/0/3/0"]);
  const [callback] = receiver.callbacks();
  expect(callback).toMatchObject({
    username: "",
    password: "",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    accountName: "1223334444-00001",
    sku: "VZW120000440008",
    members: ["DeviceService", "CallbackCount", "MaxCallbackThreshold"],
    fault: undefined,
    status: undefined,
    attempt: "1 of 4",
  });
  expect(callback?.lines[0]).toBe(`Iccid ${pairs[0]?.iccid},Imei ${pairs[0]?.imei}: ${uploaded}`);
});

test("its RequestId is that of the upload's answer", async () => {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start({ callbacks: { url: receiver.url } });
  const requestId = requestIdOf(await postUpload(endpoint, pairsUpload(1)));
  await callbacks.idle();
  expect(receiver.callbacks().map((callback) => callback.requestId)).toEqual([requestId]);
});

test("split:2: the counters say how far it has come; a final callback has no lines and the totals", async () => {
  const receiver = await callbacksOf(5, "split:2,at-once:1");
  expect(told(receiver)).toEqual(["0 1 of 5/3/2/0", "2 3 of 5/1/4/0", "4 of 5/0/5/0", " of 5/0/5/0"]);
});

test("split: the final callback comes last, however many are under way", async () => {
  const receiver = await callbacksOf(7, "split:1");
  expect(told(receiver).at(-1)).toBe(" of 7/0/7/0");
});

test("per-device: one callback for each, none without lines", async () => {
  const receiver = await callbacksOf(3, "per-device,at-once:1");
  expect(told(receiver)).toEqual(["0 of 3/2/1/0", "1 of 3/1/2/0", "2 of 3/0/3/0"]);
});

test("shuffle: an order of the seed's, of lines and of callbacks", async () => {
  const list = "shuffle,split:2,at-once:1";
  const first = told(await callbacksOf(9, list));
  expect(told(await callbacksOf(9, list))).toEqual(first);
  const other = told(await callbacksOf(9, list, 2));
  const inOrder = told(await callbacksOf(9, "split:2,at-once:1"));
  expect(new Set([first, other, inOrder].map(String)).size).toBe(3);
  const numbers = first.flatMap((text) => text.split(" of ")[0]?.split(" ") ?? []);
  expect(numbers.sort()).toEqual(["", "0", "1", "2", "3", "4", "5", "6", "7", "8"]);
});

test("duplicate: each callback as often, all the same", async () => {
  const receiver = await callbacksOf(2, "per-device,duplicate:3,at-once:1");
  const [a, , , b] = receiver.posts.map(({ body }) => body.toString());
  expect(receiver.posts.map(({ body }) => body.toString())).toEqual([a, a, a, b, b, b]);
  expect(a).not.toBe(b);
});

test("pending-first: all lines are submitted, then uploaded", async () => {
  const receiver = await callbacksOf(2, "pending-first,per-device,at-once:1");
  expect(told(receiver)).toEqual(["0 1 of 2/2/0/0", "0 of 2/1/1/0", "1 of 2/0/2/0"]);
  expect(statuses(receiver)).toEqual([submitted, submitted, uploaded, uploaded]);
});

test("pending-only: nothing but that is ever said", async () => {
  const receiver = await callbacksOf(3, "pending-only,split:2,at-once:1");
  expect(told(receiver)).toEqual(["0 1 of 3/3/0/0", "2 of 3/3/0/0", " of 3/3/0/0"]);
  expect(statuses(receiver)).toEqual([submitted, submitted, submitted]);
});

test("package-fault: the upload is accepted, and fails as a whole", async () => {
  const receiver = await callbacksOf(3, "package-fault:Device SKU is not Certified");
  expect(receiver.callbacks()).toMatchObject([
    {
      lines: [],
      counters: [undefined, undefined, undefined, undefined],
      members: ["Fault", "Status", "CallbackCount", "MaxCallbackThreshold"],
      fault: "UnifiedWebService.REQUEST_FAILED.UploadDevices: Device SKU is not Certified",
      status: "Failed",
    },
  ]);
});

test.each([
  ["+1", ["3", "0", "4", "0"]],
  ["-1", ["3", "0", "2", "0"]],
  ["none", [undefined, undefined, undefined, undefined]],
])("counters:%s", async (kind, counters) => {
  const receiver = await callbacksOf(3, `counters:${kind}`);
  expect(receiver.callbacks()).toMatchObject([{ counters, accountName: "1223334444-00001" }]);
});

test("fail: lines fail by the seed, with errors of the page that fit the upload type", async () => {
  const receiver = await callbacksOf(300, "fail:0.3");
  const texts = statuses(receiver);
  expect(statuses(await callbacksOf(300, "fail:0.3"))).toEqual(texts);
  expect(statuses(await callbacksOf(300, "fail:0.3", 2))).not.toEqual(texts);
  const kinds = new Set(texts.map((text) => text.replace(/\(\d+\)/, "()")));
  expect([...kinds].sort()).toEqual([
    "Duplicate Device ICCID () found in the request",
    "Duplicate Device ID () found in the request",
    "IMEI () is invalid",
    "IMEI () not provided",
    uploaded,
    "SIM Id () is invalid",
    "SIM Id () not provided",
  ]);
  const failed = texts.filter((text) => text !== uploaded).length;
  expect(receiver.callbacks()[0]?.counters).toEqual(["300", "0", String(300 - failed), String(failed)]);
});

function statuses({ callbacks }: Receiver): readonly string[] {
  return callbacks().flatMap(({ lines }) => lines.map((line) => line.slice(line.indexOf(": ") + 2)));
}

test("a full batch in one callback, and all of it", async () => {
  const receiver = await callbacksOf(10_000, "");
  const [callback] = receiver.callbacks();
  expect(callback?.counters).toEqual(["10000", "0", "10000", "0"]);
  expect(new Set(callback?.lines).size).toBe(10_000);
});
