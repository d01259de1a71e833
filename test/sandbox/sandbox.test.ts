import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import type { SandboxEvent } from "../../src/sandbox/platform.ts";
import { type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { operations } from "../../src/uws/operations.ts";
import {
  pairsRequest,
  postLogIn,
  postUpload,
  requestIdOf,
  sampleRequest,
  sampleToken,
  tokenOf,
  withField,
} from "./requests.ts";
import { start, startWatched } from "./running.ts";

const folders: string[] = [];

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "vzupload-sandbox-"));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function run(options: SandboxOptions): Promise<readonly string[]> {
  const { endpoint } = await start(options);
  const token = tokenOf(await postLogIn(endpoint, "me"));
  const ids = [await postUpload(endpoint), await postUpload(endpoint)].map(
    (reply) => requestIdOf(reply) ?? "none",
  );
  return [token, ...ids];
}

test("the same seed gives the same tokens and RequestIds, another seed others", async () => {
  const first = await run({ seed: 7 });
  expect(new Set(first).size).toBe(3);
  expect(await run({ seed: 7 })).toEqual(first);
  const other = await run({ seed: 8 });
  expect(other.filter((value) => first.includes(value))).toEqual([]);
});

test("a run with random switches can be repeated", async () => {
  const outcomes = async (): Promise<readonly unknown[]> => {
    const { endpoint, received } = await start({ seed: 3, faults: [parseFault("random:0.5")] });
    for (let call = 0; call < 12; call++)
      await postUpload(endpoint, pairsRequest(1, call)).catch(() => undefined);
    return received.map(({ outcome, fault, requestId }) => ({ outcome, fault, requestId }));
  };
  const first = await outcomes();
  expect(first).toHaveLength(12);
  expect(await outcomes()).toEqual(first);
});

test("the status page counts, and names no device, e-mail or token", async () => {
  const { endpoint, callbacks } = await start({ faults: [parseFault("http-500@3")] });
  await postLogIn(endpoint, "me");
  await postUpload(endpoint);
  await postUpload(endpoint, withField("DeviceSku", "VZWCDMA"));
  await postUpload(endpoint);
  await postUpload(endpoint);
  await callbacks.idle();
  const response = await fetch(`${endpoint}/`);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const text = await response.text();
  expect(text).not.toMatch(/111111000000001|89149032103008812345|me@mycompany|f4e2e0ed/);
  const facts = {
    sku: "VZW120000440008",
    account: "1223334444-00001",
    uploadType: "IMEI ICCID Pair",
    devices: 2,
  };
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(text)).toEqual({
    schema: "vzupload.sandbox-status/1",
    logIns: 1,
    logOuts: 0,
    uploads: { accepted: 2, refused: 1, dropped: 1 },
    activations: { accepted: 0, refused: 0, dropped: 0 },
    devices: { accepted: 2, acceptedMoreThanOnce: 2, activated: 2, activatedMoreThanOnce: 2 },
    callbacks: { uploadsUnderWay: 0, sent: 0, acknowledged: 0, givenUp: 0, withoutUrl: 6, statuses: {} },
    received: [
      { sequence: 1, outcome: "accepted", requestId, activate: true, ...facts },
      {
        sequence: 2,
        outcome: "refused",
        code: "REQUEST_FAILED.UploadDevices",
        activate: true,
        ...facts,
        sku: "VZWCDMA",
      },
      { sequence: 3, outcome: "dropped", fault: "http-500", activate: true, ...facts },
      { sequence: 4, outcome: "accepted", requestId, activate: true, ...facts },
    ],
    receivedActivations: [],
  });
});

test("each request is told as one event", async () => {
  const events: SandboxEvent[] = [];
  const { endpoint } = await start({
    now: () => 1000,
    faults: [parseFault("reset-after@3")],
    onEvent: (event) => events.push(event),
  });
  await postLogIn(endpoint, "me", "secret");
  await postLogIn(endpoint, "me");
  const requestId = requestIdOf(await postUpload(endpoint));
  await postUpload(endpoint, withField("UploadType", ""));
  await postUpload(endpoint).catch(() => undefined);
  await fetch(`${endpoint}/`);
  await fetch(`${endpoint}/DeviceService.svc`);
  const at = 1000;
  expect(events).toEqual([
    {
      at,
      operation: "LogIn",
      outcome: "refused",
      detail: "REQUEST_FAILED.LogIn.Rejected: The user name or the password is not right.",
    },
    { at, operation: "LogIn", outcome: "accepted", detail: "user me" },
    { at, operation: "UploadDevices", outcome: "accepted", detail: `RequestId ${requestId}, devices: 2` },
    {
      at,
      operation: "UploadDevices",
      outcome: "refused",
      detail: "REQUEST_FAILED.UploadDevices: Upload Type () not provided",
    },
    { at, operation: "UploadDevices", outcome: "dropped", detail: "nothing applied (switch reset-after)" },
    { at, operation: "GET /api/v2/", outcome: "accepted", detail: "status" },
    {
      at,
      operation: "GET /api/v2/DeviceService.svc",
      outcome: "refused",
      detail: "405 GET is not allowed: use POST.",
    },
  ]);
});

test("uploads are recorded as they came, with the token masked", async () => {
  const recordDir = join(await makeFolder(), "requests");
  const { endpoint } = await start({ recordDir, faults: [parseFault("reset-after@3")] });
  await postUpload(endpoint);
  await postUpload(endpoint, withField("DeviceSku", "é"));
  await postUpload(endpoint).catch(() => undefined);
  const prefixed = sampleRequest.replace(/<token xmlns="[^"]*">(.*)<\/token>/, "<v2:token>$1</v2:token>");
  await postUpload(endpoint, prefixed);
  await postUpload(endpoint, sampleRequest.slice(0, sampleRequest.indexOf(sampleToken) + 20));
  const names = [
    "0001-accepted.xml",
    "0002-refused.xml",
    "0003-dropped.xml",
    "0004-accepted.xml",
    "0005-refused.xml",
  ];
  expect((await readdir(recordDir)).sort()).toEqual(names);
  const masked = (text: string): string => text.replace(sampleToken, "***");
  const [sample, changed, dropped, other, cut] = await Promise.all(
    names.map((name) => readFile(join(recordDir, name), "utf8")),
  );
  expect(sample).toBe(masked(sampleRequest));
  expect(changed).toBe(masked(withField("DeviceSku", "é")));
  expect(dropped).toBe(masked(sampleRequest));
  expect(other).toBe(masked(prefixed));
  expect(cut).toBe(`${sampleRequest.slice(0, sampleRequest.indexOf(sampleToken))}***`);
});

test("a folder for records that cannot be made is an error", async () => {
  const file = join(await makeFolder(), "file");
  await writeFile(file, "");
  await expect(startSandbox({ recordDir: file })).rejects.toEqual(
    new VzuploadError("store", `The folder ${file} cannot be made: EEXIST.`, {
      hint: "Name a folder for the recorded requests that can be written to.",
    }),
  );
});

test("a taken port is an error", async () => {
  const { endpoint } = await start();
  const port = Number(new URL(endpoint).port);
  await expect(startSandbox({ port })).rejects.toEqual(
    new VzuploadError("usage", `The sandbox cannot listen on 127.0.0.1:${port}: EADDRINUSE.`, {
      hint: "Choose another --port, or 0 for any free one.",
    }),
  );
});

test("an upload that breaks off is known and not applied", async () => {
  const { sandbox, firstEvent } = await startWatched();
  const socket = createConnection(Number(new URL(sandbox.endpoint).port), "127.0.0.1");
  const head = [
    "POST /api/v2/DeviceService.svc HTTP/1.1",
    "Host: localhost",
    "Content-Type: text/xml; charset=utf-8",
    `SOAPAction: "${operations.uploadDevices.soapAction}"`,
    "Content-Length: 5000",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${sampleRequest}`, () => socket.destroy());
  expect(await firstEvent).toMatchObject({ outcome: "dropped", detail: "the request broke off" });
  expect(sandbox.received).toMatchObject([{ outcome: "dropped", devices: 0 }]);
});

test("with a key and a certificate it speaks HTTPS, resets too", async () => {
  const pem = (name: string): Promise<string> =>
    readFile(new URL(`tls/${name}.pem`, import.meta.url), "utf8");
  const tls = { key: await pem("key"), cert: await pem("cert") };
  const { endpoint, received } = await start({ tls, faults: [parseFault("accept-then-reset@2")] });
  expect(endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/api\/v2$/);
  expect(await postSecurely(endpoint, tls.cert)).toBe(200);
  await expect(postSecurely(endpoint, tls.cert)).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(received).toMatchObject([
    { outcome: "accepted" },
    { outcome: "accepted", fault: "accept-then-reset" },
  ]);
});

function postSecurely(endpoint: string, ca: string): Promise<number | undefined> {
  const { path, soapAction } = operations.uploadDevices;
  const headers = { "content-type": "text/xml; charset=utf-8", soapaction: `"${soapAction}"` };
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}/${path}`, { method: "POST", ca, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end(sampleRequest);
  });
}

test("a full batch, sent again and again, is read whole each time", async () => {
  const { endpoint, devices, received } = await start();
  const body = Buffer.from(pairsRequest(10_000));
  for (let call = 0; call < 3; call++) await postUpload(endpoint, body);
  expect(received.map((upload) => upload.devices)).toEqual([10_000, 10_000, 10_000]);
  expect([devices.distinct, devices.repeated.size]).toEqual([10_000, 10_000]);
});

test.each([
  [true, 2000],
  [false, undefined],
])(
  "devices of many batches are counted; with keepDevices %s each upload names %s",
  async (keepDevices, named) => {
    const { endpoint, devices, received } = await start({ keepDevices });
    for (let call = 0; call < 5; call++) await postUpload(endpoint, pairsRequest(2000, call * 2000));
    expect(devices).toMatchObject({ distinct: 10_000, repeated: new Map() });
    expect(received.map(({ deviceKeys }) => deviceKeys?.length)).toEqual(Array(5).fill(named));
  },
);
