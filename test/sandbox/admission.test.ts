import { expect, test } from "vitest";
import { operations } from "../../src/uws/operations.ts";
import { faultOf, pairsRequest, post, postUpload, sampleRequest } from "./requests.ts";
import { start } from "./running.ts";

const { uploadDevices, logIn } = operations;
const plainRefusals = [
  ["GET of a service", { method: "GET", body: "" }, 405, "GET is not allowed: use POST.\n"],
  [
    "no charset",
    { body: sampleRequest, headers: { "content-type": "text/xml" } },
    415,
    "The content type 'text/xml' is not 'text/xml; charset=utf-8'.\n",
  ],
  [
    "SOAP 1.2's content type",
    { body: sampleRequest, headers: { "content-type": "application/soap+xml; charset=utf-8" } },
    415,
    "The content type 'application/soap+xml; charset=utf-8' is not 'text/xml; charset=utf-8'.\n",
  ],
  [
    "a packed body",
    { body: sampleRequest, headers: { "content-encoding": "gzip" } },
    415,
    "The content encoding 'gzip' is not supported.\n",
  ],
] as const;

test.each(plainRefusals)("turned away: %s", async (_, request, status, text) => {
  const sandbox = await start();
  expect(await post(sandbox.endpoint, uploadDevices, request)).toMatchObject({ status, text });
  expect(sandbox.received).toEqual([]);
});

const wrongActions = [
  ["unquoted", uploadDevices.soapAction],
  ["another service's", `"${logIn.soapAction}"`],
  ["unknown", '"http://nphase.com/unifiedwebservice/v2/IDeviceService/Uploaddevices"'],
  ["empty", '""'],
] as const;

test.each(wrongActions)("SOAPAction not supported: %s", async (_, soapaction) => {
  const sandbox = await start();
  const reply = await post(sandbox.endpoint, uploadDevices, { body: sampleRequest, headers: { soapaction } });
  expect(reply.status).toBe(500);
  expect(faultOf(reply)).toBe(
    `DeviceService.ActionNotSupported: The SOAPAction ${soapaction} is not one of this service.`,
  );
  expect(sandbox.received).toEqual([]);
});

test("there is nothing at other paths", async () => {
  const sandbox = await start();
  const reply = await post(
    sandbox.endpoint,
    { ...uploadDevices, path: "Other.svc" },
    { body: sampleRequest },
  );
  expect(reply).toMatchObject({ status: 404, text: "There is no service at /api/v2/Other.svc.\n" });
});

test("a request beyond the size limit is answered with 413", async () => {
  const sandbox = await start({ maxBodyBytes: 100_000 });
  const reply = await postUpload(sandbox.endpoint, pairsRequest(1000));
  expect(reply).toMatchObject({ status: 413, text: "The request is larger than 100000 bytes.\n" });
  expect(sandbox.received).toMatchObject([{ outcome: "refused", devices: 0 }]);
});
