import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createTransport } from "../../src/uws/undici-transport.ts";
import { postUpload, type UploadOutcome } from "../../src/uws/upload-devices.ts";
import { serveHttp } from "./serve.ts";

const accepted = readFileSync(
  new URL("../../fixtures/uws/upload-devices-response.xml", import.meta.url),
  "utf8",
);
const requestId = "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3";

interface Row {
  readonly name: string;
  readonly answer: (response: ServerResponse) => void;
  readonly outcome: UploadOutcome;
}

const rows: readonly Row[] = [
  { name: "200 and a RequestId", answer: send(200, accepted), outcome: { kind: "accepted", requestId } },
  { name: "500 and a RequestId", answer: send(500, accepted), outcome: { kind: "accepted", requestId } },
  {
    name: "500 and a fault that proves refusal",
    answer: send(500, fault("DeviceService.INPUT_INVALID.RequestUndefined", "Request is undefined")),
    outcome: {
      kind: "refused",
      fault: { code: "DeviceService.INPUT_INVALID.RequestUndefined", text: "Request is undefined" },
      hint: "The message was not understood: check --endpoint, then report this.",
    },
  },
  {
    name: "200 and a package error",
    answer: send(200, fault("DeviceService.REQUEST_FAILED", "Device SKU is not present in ODI")),
    outcome: {
      kind: "refused",
      fault: { code: "DeviceService.REQUEST_FAILED", text: "Device SKU is not present in ODI" },
      hint: "Check --sku (letters are upper case); the device must be registered and certified at Verizon.",
    },
  },
  {
    name: "an expired session",
    answer: send(500, fault("DeviceService.REQUEST_FAILED.SessionToken.Expired", "Expired")),
    outcome: {
      kind: "session",
      fault: { code: "DeviceService.REQUEST_FAILED.SessionToken.Expired", text: "Expired" },
    },
  },
  {
    name: "another fault",
    answer: send(500, fault("DeviceService.REQUEST_FAILED.UnexpectedError", "Oops")),
    outcome: {
      kind: "doubtful",
      reason: "HTTP 500 with the fault DeviceService.REQUEST_FAILED.UnexpectedError: Oops",
    },
  },
  {
    name: "429 and a doubtful fault",
    answer: send(429, fault("X", "Y")),
    outcome: { kind: "doubtful", reason: "HTTP 429 with the fault X: Y" },
  },
  { name: "429", answer: send(429, "slow down"), outcome: { kind: "throttled" } },
  {
    name: "429 with Retry-After",
    answer: (response) => response.writeHead(429, { "retry-after": "12" }).end(),
    outcome: { kind: "throttled", retryAfterMs: 12_000 },
  },
  {
    name: "429 and two RequestIds",
    answer: send(429, accepted.replace("</Output>", "<REQUESTID/><RequestId>other</RequestId></Output>")),
    outcome: { kind: "doubtful", reason: "HTTP 429, and the answer holds several RequestIds" },
  },
  {
    name: "429, a RequestId and a fault",
    answer: send(429, accepted.replace("</Output>", "</Output><s:Fault><faultcode>X</faultcode></s:Fault>")),
    outcome: {
      kind: "doubtful",
      reason: "HTTP 429, and the answer holds both a fault and what only a success holds",
    },
  },
  {
    name: "429 and an invalid RequestId",
    answer: send(429, accepted.replace(requestId, "two words")),
    outcome: { kind: "doubtful", reason: "HTTP 429, and the answer's identifier is not one" },
  },
  {
    name: "429 and a page that speaks of a request id",
    answer: send(429, "slow down; your REQUEST ID is 7"),
    outcome: {
      kind: "doubtful",
      reason: 'HTTP 429, and the answer is no XML: "slow down; your REQUEST ID is 7"',
    },
  },
  {
    name: "429 and a RequestId in UTF-16 that is cut off",
    answer: (response) =>
      void response.writeHead(429).end(Buffer.from(`\uFEFF<a><RequestId>${requestId}`, "utf16le")),
    outcome: {
      kind: "doubtful",
      reason: "HTTP 429, and the answer is not well-formed XML, or cut short: 1:50: unclosed tag: RequestId",
    },
  },
  {
    name: "503 in plain text",
    answer: send(503, "Service Unavailable\r\n"),
    outcome: { kind: "doubtful", reason: 'HTTP 503, and the answer is no XML: "Service Unavailable"' },
  },
  {
    name: "503",
    answer: send(503, ""),
    outcome: { kind: "doubtful", reason: "HTTP 503, and the answer is empty" },
  },
  {
    name: "302",
    answer: (response) => response.writeHead(302, { location: "http://x/" }).end(),
    outcome: { kind: "doubtful", reason: "HTTP 302, and the answer is empty" },
  },
  {
    name: "404",
    answer: send(404, "no\r\n\u001b[2Jsuch"),
    outcome: {
      kind: "doubtful",
      reason: 'HTTP 404, and the answer is no XML: "no \\u{1b}[2Jsuch"',
    },
  },
  {
    name: "a captive portal",
    answer: send(200, "<html><title>Sign in</title></html>"),
    outcome: {
      kind: "doubtful",
      reason: 'HTTP 200, and the answer is an HTML page titled "Sign in"',
    },
  },
  {
    name: "no RequestId",
    answer: send(200, "<UploadDevicesResponse/>"),
    outcome: {
      kind: "doubtful",
      reason: "HTTP 200, and the answer holds no RequestId",
    },
  },
];

test.each(rows)("$name: $outcome.kind", async ({ answer, outcome }) => {
  expect((await upload(answer)).outcome).toEqual(outcome);
});

test("a cut answer, and a lost one, are doubtful", async () => {
  const cut = await upload(send(200, accepted.slice(0, 300)));
  expect(cut.outcome).toMatchObject({ kind: "doubtful" });
  const lost = await upload((response) => response.destroy());
  expect(lost.outcome).toEqual({
    kind: "doubtful",
    reason: `POST ${lost.url}: the connection was closed before the answer was complete (UND_ERR_SOCKET)`,
  });
});

test("an endpoint that is not there: not sent", async () => {
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const baseUrl = "https://no-such-host.invalid/api/v2/";
  const outcome = await postUpload(transport, { baseUrl, body: Buffer.from("x"), timeoutMs: 5000 });
  expect(outcome).toEqual({
    kind: "notSent",
    reason: "POST https://no-such-host.invalid/api/v2/DeviceService.svc: host not found (ENOTFOUND)",
    hint: "Check --endpoint, the network and HTTPS_PROXY.",
    code: "ENOTFOUND",
  });
});

async function upload(answer: Row["answer"]) {
  const port = await serveHttp(
    (request, response) => void request.resume().on("end", () => answer(response)),
  );
  const baseUrl = `http://127.0.0.1:${port}/api/v2`;
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const outcome = await postUpload(transport, { baseUrl, body: Buffer.from("<x/>"), timeoutMs: 5000 });
  return { outcome, url: `${baseUrl}/DeviceService.svc` };
}

function send(status: number, body: string): Row["answer"] {
  return (response) => void response.writeHead(status).end(body);
}

function fault(code: string, text: string): string {
  return `<s:Envelope xmlns:s="s"><s:Body><s:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring></s:Fault></s:Body></s:Envelope>`;
}
