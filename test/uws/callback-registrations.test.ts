import { expect, onTestFinished, test } from "vitest";
import {
  getCallbackRegistrations,
  registerCallback,
  unregisterCallback,
} from "../../src/uws/callback-registrations.ts";
import { buildRegistrationCall } from "../../src/uws/registration-envelopes.ts";
import { createTransport } from "../../src/uws/undici-transport.ts";
import { sampleToken } from "../sandbox/requests.ts";
import { start } from "../sandbox/running.ts";
import { serveHttp } from "./serve.ts";

const key = { account: "1223334444-00001", service: "DeviceService" };
const url = "https://me.example:9001/cb";
const none = { username: "", password: "" };

test("the message has the form of the platform's sample", () => {
  const fields = { AccountName: "account_name", ServiceName: "DeviceUsage" };
  expect(buildRegistrationCall("UnregisterCallback", "t-1", fields)).toBe(
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
      'xmlns:v2="http://nphase.com/unifiedwebservice/v2" ' +
      'xmlns:nph="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.CallbackRegistrationService">' +
      '<soapenv:Header><token xmlns="http://nphase.com/unifiedwebservice/v2">t-1</token></soapenv:Header>' +
      "<soapenv:Body><v2:UnregisterCallback><v2:Input><nph:AccountName>account_name</nph:AccountName>" +
      "<nph:ServiceName>DeviceUsage</nph:ServiceName></v2:Input></v2:UnregisterCallback></soapenv:Body></soapenv:Envelope>",
  );
});

test("empty credentials are sent as empty elements", () => {
  const message = buildRegistrationCall("RegisterCallback", "t", {
    AccountName: "a",
    Url: url,
    Username: "",
  });
  expect(message).toContain("<nph:Username></nph:Username>");
  expect(message).not.toContain("Password");
});

test("a registration is made, told, displaced and taken back", async () => {
  const { transport, call, sandbox } = await connected();
  const list = () => getCallbackRegistrations(transport, { ...call, account: key.account });
  expect(await list()).toEqual({ kind: "registrations", registrations: [] });
  const first = { ...call, ...key, url, username: "me&you", password: "s<3" };
  expect(await registerCallback(transport, { ...first, password: "s&3" })).toEqual({ kind: "done" });
  expect(sandbox.registrations.target(key.account, key.service)).toEqual({
    url,
    username: "me&you",
    password: "s&3",
  });
  const second = "https://other.example/";
  expect(await registerCallback(transport, { ...call, ...key, ...none, url: second })).toEqual({
    kind: "done",
  });
  expect(await list()).toEqual({
    kind: "registrations",
    registrations: [{ accountName: key.account, serviceName: key.service, url: second }],
  });
  expect(await unregisterCallback(transport, { ...call, ...key })).toEqual({ kind: "done" });
  expect(await list()).toEqual({ kind: "registrations", registrations: [] });
});

test("the platform's refusals are told with what to do", async () => {
  const { transport, call } = await connected();
  const port = "https://me.example:8080/";
  expect(await registerCallback(transport, { ...call, ...key, ...none, url: port })).toMatchObject({
    kind: "refused",
    hint: "Correct what the platform names, then try again.",
  });
  expect(await unregisterCallback(transport, { ...call, ...key })).toMatchObject({ kind: "refused" });
  const other = { ...call, account: "NOTFOUND" };
  expect(await getCallbackRegistrations(transport, other)).toMatchObject({
    kind: "refused",
    hint: "Check --account: the platform does not know this billing account.",
  });
  const token = "00000000-0000-4000-8000-000000000000";
  expect(await getCallbackRegistrations(transport, { ...call, token, account: key.account })).toMatchObject({
    kind: "session",
  });
});

const again = "Repeat the command: asking and registering again do no harm.";

test.each([
  [
    "another answer",
    200,
    "<E><LogOutResponse/></E>",
    "HTTP 200, and the answer holds no RegisterCallbackResponse",
  ],
  [
    "a page",
    200,
    "<html><title>Sign in</title></html>",
    'HTTP 200, and the answer is an HTML page titled "Sign in"',
  ],
  [
    "an odd status",
    500,
    "<E><RegisterCallbackResponse/></E>",
    "HTTP 500, and the answer is a RegisterCallbackResponse",
  ],
  [
    "the server's own trouble",
    500,
    "<Fault><faultcode>x.REQUEST_FAILED.UnexpectedError</faultcode><faultstring>Oops</faultstring></Fault>",
    "HTTP 500, and the answer is the fault x.REQUEST_FAILED.UnexpectedError: Oops",
  ],
] as const)("%s leaves it unclear", async (_, status, body, reason) => {
  const port = await serveHttp((_request, response) => response.writeHead(status).end(body));
  const { transport, call } = reaching(`http://127.0.0.1:${port}`);
  const outcome = await registerCallback(transport, { ...call, ...key, ...none, url });
  expect(outcome).toEqual({ kind: "unclear", reason, hint: again });
});

test("a list of another account is none of the account that was asked for", async () => {
  const entry = "<AccountName>OTHER</AccountName><ServiceName>DeviceService</ServiceName><Url/>";
  const body = `<E><GetCallbackRegistrationsResponse><R>${entry}</R></GetCallbackRegistrationsResponse></E>`;
  const port = await serveHttp((_request, response) => response.end(body));
  const { transport, call } = reaching(`http://127.0.0.1:${port}`);
  expect(await getCallbackRegistrations(transport, { ...call, account: key.account })).toEqual({
    kind: "unclear",
    reason: "HTTP 200, and the answer is about account OTHER",
    hint: again,
  });
});

test("where there is no such service the endpoint is to be checked", async () => {
  const port = await serveHttp((_request, response) => response.writeHead(404).end("no"));
  const { transport, call } = reaching(`http://127.0.0.1:${port}`);
  expect(await getCallbackRegistrations(transport, { ...call, account: "a" })).toMatchObject({
    hint: "There is no such service at this address: check --endpoint.",
  });
});

test("a connection that breaks leaves it unclear, one that is refused sends nothing", async () => {
  const port = await serveHttp((request) => request.socket.destroy());
  const { transport, call } = reaching(`http://127.0.0.1:${port}`);
  expect(await unregisterCallback(transport, { ...call, ...key })).toMatchObject({
    kind: "unclear",
    hint: again,
  });
  const nobody = reaching("http://127.0.0.1:1");
  expect(await unregisterCallback(nobody.transport, { ...nobody.call, ...key })).toMatchObject({
    kind: "notSent",
  });
});

async function connected() {
  const sandbox = await start();
  return { sandbox, ...reaching(sandbox.endpoint) };
}

function reaching(baseUrl: string) {
  const transport = createTransport({});
  onTestFinished(() => transport.close());
  return { transport, call: { baseUrl, token: sampleToken, timeoutMs: 10_000 } };
}
