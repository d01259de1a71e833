import { expect, test } from "vitest";
import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import { readCallback } from "../../../src/uws/callback-reader.ts";
import { postUpload, sampleRequest } from "../requests.ts";
import { start } from "../running.ts";
import { startReceiver } from "./receiver.ts";

const devices = [
  { IMEI: "111111000000001", ICCID: "89149032103008812345" },
  { IMEI: "111111000000002", ICCID: "89149032103008854321" },
];

/** Whatever the dress, the program's own reader understands what the sandbox says. */
test.each([
  "form:page",
  "form:soap",
  "form:prefixed",
  "form:page,encoding:utf-16",
  "form:soap,encoding:utf-16",
  "form:prefixed,encoding:utf-16",
])("%s is read by the program", async (list) => {
  const receiver = await startReceiver();
  const behaviour = parseCallbackBehaviour(`at-once:1,activate-fail:1,${list}`);
  const credentials = { username: "me", password: "a&b" };
  const { endpoint, callbacks, received } = await start({
    callbacks: { url: receiver.url, ...credentials, ...behaviour },
  });
  await postUpload(endpoint, sampleRequest);
  await callbacks.idle();
  const [upload, ...activations] = receiver.posts.map(({ body }) => readCallback(body));
  const requestId = received[0]?.requestId;
  const common = { ...credentials, requestId, attempt: 1 };
  expect(upload).toMatchObject({
    kind: "callback",
    callback: {
      ...common,
      service: "DeviceService",
      accountName: "1223334444-00001",
      sku: "VZW120000440008",
      counters: { total: 2, pending: 0, success: 2, failed: 0 },
      device: [],
      fault: undefined,
      status: undefined,
    },
  });
  if (upload?.kind !== "callback") throw new Error("refused");
  const lines = upload.callback.lines.map(({ identifiers, status }) => ({
    ...asRecord(identifiers),
    status,
  }));
  expect(lines).toEqual(
    devices.map((device) => ({ ...device, status: "Line has been uploaded successfully" })),
  );
  expect(activations).toMatchObject(
    devices.map(() => ({
      kind: "callback",
      callback: {
        ...common,
        service: "CarrierService",
        lines: [],
        fault: { code: "UnifiedWebService.REQUEST_FAILED.UnexpectedError" },
        status: "Failed",
      },
    })),
  );
  const activated = activations.map(
    (result) => result.kind === "callback" && asRecord(result.callback.device),
  );
  expect(activated).toEqual(devices);
});

test.each(["form:page", "form:soap", "form:prefixed"])("%s: a package fault is read", async (list) => {
  const receiver = await startReceiver();
  const behaviour = parseCallbackBehaviour(`package-fault,${list}`);
  const { endpoint, callbacks } = await start({ callbacks: { url: receiver.url, ...behaviour } });
  await postUpload(endpoint);
  await callbacks.idle();
  expect(receiver.posts.map(({ body }) => readCallback(body))).toMatchObject([
    {
      kind: "callback",
      callback: {
        service: "none",
        lines: [],
        fault: { text: "Processing failed due to an unknown error" },
        status: "Failed",
      },
    },
  ]);
});

function asRecord(identifiers: readonly { readonly kind: string; readonly value: string }[]) {
  return Object.fromEntries(identifiers.map(({ kind, value }) => [kind, value]));
}
