import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { postActivation } from "../../src/uws/activate-devices.ts";
import { createTransport } from "../../src/uws/undici-transport.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { serveHttp } from "./serve.ts";

const requestId = "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3";

const uploadAnswer = readFileSync(
  new URL("../../fixtures/uws/upload-devices-response.xml", import.meta.url),
  "utf8",
);
const answer = uploadAnswer.replaceAll("UploadDevices", "ChangeDeviceState");

const notFound = "CarrierService.REQUEST_FAILED.DeviceNotFound";

test.each<[what: string, status: number, body: string, devices: number, outcome: UploadOutcome]>([
  ["a RequestId", 200, answer, 2, { kind: "accepted", requestId }],
  [
    "the answer to an upload",
    200,
    uploadAnswer,
    2,
    { kind: "doubtful", reason: "HTTP 200, and the answer holds no RequestId" },
  ],
  [
    "an unknown device, the only one",
    500,
    fault(notFound),
    1,
    {
      kind: "refused",
      fault: { code: notFound, text: "Text" },
      hint: "The platform does not have the device: check --type and --account, and that its upload was at least five minutes ago.",
    },
  ],
  [
    "an unknown device of two",
    500,
    fault(notFound),
    2,
    { kind: "doubtful", reason: `HTTP 500 with the fault ${notFound}: Text` },
  ],
  [
    "an expired session",
    500,
    fault("CarrierService.REQUEST_FAILED.SessionToken.Expired"),
    2,
    {
      kind: "session",
      fault: { code: "CarrierService.REQUEST_FAILED.SessionToken.Expired", text: "Text" },
    },
  ],
  ["429", 429, "slow down", 2, { kind: "throttled" }],
  [
    "429 and half an answer",
    429,
    "<ChangeDeviceStateResponse>",
    2,
    {
      kind: "doubtful",
      reason:
        "HTTP 429, and the answer is not well-formed XML, or cut short: 1:27: unclosed tag: ChangeDeviceStateResponse",
    },
  ],
])("%s, HTTP %i", async (_what, status, body, devices, outcome) => {
  expect((await activate(status, body, devices)).outcome).toEqual(outcome);
});

test("it goes to CarrierService, with the operation's own action", async () => {
  const { request } = await activate(200, answer, 1);
  expect(request?.url).toBe("/api/v2/CarrierService.svc");
  expect(request?.headers["soapaction"]).toBe(
    '"http://nphase.com/unifiedwebservice/v2/ICarrierService/ChangeDeviceState"',
  );
});

async function activate(status: number, body: string, devices: number) {
  let came: IncomingMessage | undefined;
  const port = await serveHttp((request, response) => {
    came = request;
    request.resume().on("end", () => response.writeHead(status).end(body));
  });
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const baseUrl = `http://127.0.0.1:${port}/api/v2`;
  const outcome = await postActivation(transport, {
    baseUrl,
    body: Buffer.from("<x/>"),
    timeoutMs: 5000,
    devices,
  });
  return { outcome, request: came };
}

function fault(code: string): string {
  return `<s:Envelope xmlns:s="s"><s:Body><s:Fault><faultcode>${code}</faultcode><faultstring>Text</faultstring></s:Fault></s:Body></s:Envelope>`;
}
