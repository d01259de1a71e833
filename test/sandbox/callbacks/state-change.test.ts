import { expect, test } from "vitest";
import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import {
  activationRequest,
  device,
  pairsRequest,
  postActivation,
  postUpload,
  requestIdOf,
  sampleRequest,
  withDeviceList,
} from "../requests.ts";
import { start } from "../running.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { withoutActivation } from "./uploads.ts";

interface World {
  readonly receiver: Receiver;
  readonly sandbox: Sandbox;
}

async function open(list = "", now?: () => number): Promise<World> {
  const receiver = await startReceiver();
  const callbacks = { url: receiver.url, ...parseCallbackBehaviour(`at-once:1,${list}`) };
  return { receiver, sandbox: await start({ callbacks, ...(now && { now }) }) };
}

/** What came since the last call, of activations: "IMEI's last two digits status fault's code". */
async function activate({ receiver, sandbox }: World, request: string): Promise<readonly string[]> {
  const before = receiver.posts.length;
  expect((await postActivation(sandbox.endpoint, request)).status).toBe(200);
  await sandbox.callbacks.idle();
  return receiver
    .callbacks()
    .slice(before)
    .map(
      ({ device: named, status, fault = "" }) =>
        `${/Imei \d*(\d\d)/.exec(named)?.[1]} ${status}${fault.replace(/.*FAILED\.(\w+):.*/, " $1")}`,
    );
}

/** Uploads and waits for the verdict. */
async function upload({ sandbox }: World, request: string): Promise<void> {
  expect((await postUpload(sandbox.endpoint, request)).status).toBe(200);
  await sandbox.callbacks.idle();
}

const twoUploads = withoutActivation(pairsRequest(2));
const three = pairsRequest(3, 0, activationRequest);

test("each device has one callback: activated, or not found where it was not uploaded", async () => {
  const world = await open();
  await upload(world, twoUploads);
  expect(await activate(world, three)).toEqual(["00 Success", "01 Success", "02 Failed DeviceNotFound"]);
});

test("a second activation says of each device that it is active", async () => {
  const world = await open();
  await upload(world, twoUploads);
  await activate(world, three);
  expect(await activate(world, three)).toEqual([
    "00 Failed DeviceAlreadyActive",
    "01 Failed DeviceAlreadyActive",
    "02 Failed DeviceNotFound",
  ]);
});

test("a device that is twice in a request is activated once", async () => {
  const world = await open();
  await upload(world, twoUploads);
  const one = device(["IMEI", "352000000000001"], ["ICCID", "89149010000000000001"]);
  expect(await activate(world, withDeviceList(one + one, activationRequest))).toEqual([
    "01 Success",
    "01 Failed DeviceAlreadyActive",
  ]);
});

test("what was activated with its upload is active", async () => {
  const world = await open();
  await upload(world, pairsRequest(1));
  expect(await activate(world, pairsRequest(1, 0, activationRequest))).toEqual([
    "00 Failed DeviceAlreadyActive",
  ]);
});

test("it need not wait for the upload's callbacks", async () => {
  const world = await open("delay:50");
  await postUpload(world.sandbox.endpoint, twoUploads);
  const [first] = await activate(world, pairsRequest(1, 0, activationRequest)).then((all) => all.slice(-1));
  expect(first).toBe("00 Success");
});

test("a device whose upload failed, or failed with its request, is not found", async () => {
  const failed = device(["IMEI", "358755099999914"], ["ICCID", "89148000000000000014"]);
  const world = await open();
  await upload(world, withDeviceList(failed));
  expect(await activate(world, withDeviceList(failed, activationRequest))).toEqual([
    "14 Failed DeviceNotFound",
  ]);
  const refusing = await open("package-fault");
  await upload(refusing, twoUploads);
  expect(await activate(refusing, pairsRequest(1, 0, activationRequest))).toEqual([
    "00 Failed DeviceNotFound",
  ]);
});

test("upload-takes: before its time, the devices are not found", async () => {
  let now = 1000;
  const world = await open("upload-takes:300000", () => now);
  await upload(world, twoUploads);
  const one = pairsRequest(1, 0, activationRequest);
  now += 299_999;
  expect(await activate(world, one)).toEqual(["00 Failed DeviceNotFound"]);
  now += 1;
  expect(await activate(world, one)).toEqual(["00 Success"]);
});

test("knows-all: devices that were uploaded elsewhere are activated, once", async () => {
  const world = await open("knows-all");
  expect(await activate(world, pairsRequest(1, 0, activationRequest))).toEqual(["00 Success"]);
  expect(await activate(world, pairsRequest(1, 0, activationRequest))).toEqual([
    "00 Failed DeviceAlreadyActive",
  ]);
});

test("activate-fail and mark 50 fail, mark 51 is never told, and none of them is active then", async () => {
  const marked = ["50", "51", "99"].map((end) =>
    device(["IMEI", `3587550999999${end}`], ["ICCID", `891480000000000000${end}`]),
  );
  const request = withDeviceList(marked.join(""), activationRequest);
  const world = await open("knows-all");
  expect(await activate(world, request)).toEqual(["50 Failed UnexpectedError", "99 Success"]);
  expect(await activate(world, request)).toEqual([
    "50 Failed UnexpectedError",
    "99 Failed DeviceAlreadyActive",
  ]);
  const failing = await open("knows-all,activate-fail:1");
  const failure = ["00 Failed UnexpectedError"];
  expect(await activate(failing, pairsRequest(1, 0, activationRequest))).toEqual(failure);
  expect(await activate(failing, pairsRequest(1, 0, activationRequest))).toEqual(failure);
});

test("the callbacks have the answer's RequestId, the account, and the registered credentials", async () => {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start({
    callbacks: { url: receiver.url, username: "me", password: "secret", knowsAll: true },
  });
  const requestId = requestIdOf(await postActivation(endpoint));
  await callbacks.idle();
  expect(receiver.callbacks()).toMatchObject([
    {
      requestId,
      username: "me",
      password: "secret",
      members: ["CarrierService", "Status", "CallbackCount", "MaxCallbackThreshold"],
    },
    { requestId, username: "me", password: "secret", status: "Success" },
  ]);
});

test("activate-delay, early: the answer waits for the callbacks", async () => {
  const world = await open("knows-all,early,delay:0,activate-delay:0");
  await postActivation(world.sandbox.endpoint);
  expect(world.receiver.posts).toHaveLength(2);
  const late = await open("knows-all,activate-delay:9999999");
  await postActivation(late.sandbox.endpoint);
  expect(late.sandbox.callbacks.summary().uploadsUnderWay).toBe(1);
  await late.sandbox.close();
  expect(late.receiver.posts).toHaveLength(0);
});

test("duplicate and shuffle are for activations, too", async () => {
  const world = await open("knows-all,duplicate,shuffle");
  const seen = await activate(world, pairsRequest(20, 0, activationRequest));
  expect([...seen].sort()).toEqual(
    Array.from({ length: 40 }, (_, at) => `${String(Math.floor(at / 2)).padStart(2, "0")} Success`),
  );
  expect(seen).not.toEqual([...seen].sort());
});

test("an upload's own activation is told as before", async () => {
  const world = await open();
  await upload(world, sampleRequest);
  expect(world.receiver.callbacks().map(({ status }) => status)).toEqual([undefined, "Success", "Success"]);
});
