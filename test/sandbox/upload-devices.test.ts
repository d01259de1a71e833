import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  device,
  faultOf,
  pairsRequest,
  postUpload,
  requestIdOf,
  sampleRequest,
  withDeviceList,
} from "./requests.ts";
import { start } from "./running.ts";

const sampleResponse = readFileSync(
  new URL("../../fixtures/uws/upload-devices-response.xml", import.meta.url),
  "utf8",
);

test("the platform's sample request is accepted, byte for byte", async () => {
  const sandbox = await start({ keepDevices: true });
  const reply = await postUpload(sandbox.endpoint);
  expect(reply.status).toBe(200);
  expect(reply.headers.get("content-type")).toBe("text/xml; charset=utf-8");
  const requestId = requestIdOf(reply);
  expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(sandbox.received).toEqual([
    {
      sequence: 1,
      operation: "UploadDevices",
      outcome: "accepted",
      requestId,
      sku: "VZW120000440008",
      account: "1223334444-00001",
      uploadType: "IMEI ICCID Pair",
      email: "me@mycompany.com",
      devices: 2,
      activate: { carrierIpPoolName: "NPFARMTHREE", servicePlan: "SBG4G", mdnZipCode: "12345" },
      deviceKeys: ["111111000000001,89149032103008812345", "111111000000002,89149032103008854321"],
    },
  ]);
});

test("the answer has the form of the platform's sample", async () => {
  const sandbox = await start();
  const { text } = await postUpload(sandbox.endpoint);
  const anyId = (xml: string): string => xml.replace(/(<a:RequestId>)[^<]*/, "$1…").replace(/> </g, "><");
  const expected = anyId(sampleResponse.trim()).replace(
    ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"',
    "",
  );
  expect(anyId(text)).toBe(expected);
});

const accepted: readonly (readonly [name: string, body: string])[] = [
  [
    "a prefixed token",
    sampleRequest.replace(/<token xmlns="[^"]*">(.*)<\/token>/, "<v2:token>$1</v2:token>"),
  ],
  [
    "other prefixes",
    sampleRequest.replaceAll("nph1:", "x:").replace("xmlns:nph1=", "xmlns:x=").replaceAll("soapenv", "S"),
  ],
  ["no AccountName", sampleRequest.replace(/<nph:AccountName>.*<\/nph:AccountName>/, "")],
  ["no Activate", sampleRequest.replace(/<nph:Activate>.*<\/nph:Activate>/, "")],
  ["no service plan", sampleRequest.replace(/<nph2:ServicePlan>.*<\/nph2:ServicePlan>/, "")],
  [
    "another header beside the token",
    sampleRequest.replace("<soapenv:Header>", "<soapenv:Header><x><y>1</y></x>"),
  ],
  ["an XML declaration and a BOM", `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n${sampleRequest}`],
  ["a comment", sampleRequest.replace("<v2:Input>", "<v2:Input><!-- two pairs -->")],
  ["10,000 devices", pairsRequest(10_000)],
];

test.each(accepted)("accepted: %s", async (_, body) => {
  const sandbox = await start();
  const reply = await postUpload(sandbox.endpoint, body);
  expect(faultOf(reply)).toBeUndefined();
  expect(sandbox.received).toMatchObject([{ outcome: "accepted", requestId: requestIdOf(reply) }]);
});

test("an identifier that is empty keeps its place", async () => {
  const sandbox = await start({ keepDevices: true });
  const iccid = "89149032103008812345";
  await postUpload(sandbox.endpoint, withDeviceList(device(["IMEI", ""], ["ICCID", iccid])));
  expect(sandbox.received).toMatchObject([{ outcome: "accepted", deviceKeys: [`,${iccid}`] }]);
});

test("an activation in the wrong namespace is dropped in silence, as WCF does", async () => {
  const sandbox = await start();
  const reply = await postUpload(sandbox.endpoint, sampleRequest.replaceAll("nph2:", "nph:"));
  expect(reply.status).toBe(200);
  expect(sandbox.received).toMatchObject([{ outcome: "accepted", devices: 2, activate: undefined }]);
});

describe("devices accepted more than once", () => {
  test("none, when each came once", async () => {
    const sandbox = await start();
    await postUpload(sandbox.endpoint, pairsRequest(3, 0));
    await postUpload(sandbox.endpoint, pairsRequest(3, 3));
    expect(sandbox.devices).toMatchObject({ distinct: 6, repeated: new Map() });
    expect(sandbox.devices.times("352000000000005")).toBe(1);
    expect(sandbox.devices.times("352000000000006")).toBe(0);
  });

  test("named with their number", async () => {
    const sandbox = await start();
    await postUpload(sandbox.endpoint, pairsRequest(3, 0));
    await postUpload(sandbox.endpoint, pairsRequest(3, 2));
    await postUpload(sandbox.endpoint, pairsRequest(1, 2));
    expect(sandbox.devices).toMatchObject({ distinct: 5, repeated: new Map([["352000000000002", 3]]) });
    expect(sandbox.devices.times("352000000000002")).toBe(3);
  });
});
