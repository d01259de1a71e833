import { expect, test } from "vitest";
import { parseFault } from "../../../src/sandbox/faults.ts";
import {
  callbackRegistrationNamespace,
  contractNamespace,
  soapEnvelopeNamespace,
} from "../../../src/uws/namespaces.ts";
import { operations } from "../../../src/uws/operations.ts";
import {
  faultOf,
  post,
  postActivation,
  postLogIn,
  postUpload,
  type Reply,
  sampleToken,
  tokenOf,
  withField,
} from "../requests.ts";
import { start } from "../running.ts";
import { startReceiver } from "./receiver.ts";
import { pairsUpload, withoutActivation } from "./uploads.ts";

type OperationName = "registerCallback" | "unregisterCallback" | "getCallbackRegistrations";
type Fields = readonly (readonly [name: string, text: string])[];

/** Calls an operation of CallbackRegistrationService with these elements as its Input. */
function call(endpoint: string, key: OperationName, fields: Fields, token = sampleToken): Promise<Reply> {
  const operation = operations[key];
  const input = fields.map(([name, text]) => `<n:${name}>${text}</n:${name}>`).join("");
  const body =
    `<s:Envelope xmlns:s="${soapEnvelopeNamespace}" xmlns:v2="${contractNamespace}" xmlns:n="${callbackRegistrationNamespace}">` +
    `<s:Header><v2:token>${token}</v2:token></s:Header>` +
    `<s:Body><v2:${operation.name}><v2:Input>${input}</v2:Input></v2:${operation.name}></s:Body></s:Envelope>`;
  return post(endpoint, operation, { body });
}

const account = "1223334444-00001";

function register(endpoint: string, url: string, changes: Readonly<Record<string, string>> = {}) {
  const fields = { AccountName: account, ServiceName: "DeviceService", Url: url, Username: "", Password: "" };
  return call(endpoint, "registerCallback", Object.entries({ ...fields, ...changes }));
}

function unregister(endpoint: string, service = "DeviceService", name = account): Promise<Reply> {
  return call(endpoint, "unregisterCallback", [
    ["AccountName", name],
    ["ServiceName", service],
  ]);
}

/** The registrations of an account as "account service url". */
async function listed(endpoint: string, name = account): Promise<readonly string[]> {
  const { text } = await call(endpoint, "getCallbackRegistrations", [["AccountName", name]]);
  return [...text.matchAll(/<a:CallbackRegistration>(.*?)<\/a:CallbackRegistration>/g)].map(
    ([, inner = ""]) => inner.replace(/<\/a:\w+>(?=<)/g, " ").replace(/<[^>]*>/g, ""),
  );
}

const url = "http://127.0.0.1:4711/a";
const answerHead =
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
  '<%Response xmlns="http://nphase.com/unifiedwebservice/v2">' +
  `<Output xmlns:a="${callbackRegistrationNamespace}">`;
const answerTail = "</Output></%Response></s:Body></s:Envelope>";

test("the answers", async () => {
  const { endpoint } = await start();
  const answer = (name: string, inner: string) => `${answerHead}${inner}${answerTail}`.replaceAll("%", name);
  const names = `<a:AccountName>${account}</a:AccountName><a:ServiceName>DeviceService</a:ServiceName>`;
  expect((await register(endpoint, url)).text).toBe(answer("RegisterCallback", names));
  const list = await call(endpoint, "getCallbackRegistrations", [["AccountName", account]]);
  const one = `<a:CallbackRegistration>${names}<a:Url>${url}</a:Url></a:CallbackRegistration>`;
  expect(list.text).toBe(
    answer("GetCallbackRegistrations", `<a:CallbackRegistrations>${one}</a:CallbackRegistrations>`),
  );
  expect((await unregister(endpoint)).text).toBe(answer("UnregisterCallback", names));
});

test("one for each account and service: a new one displaces the old", async () => {
  const { endpoint } = await start();
  await register(endpoint, url);
  await register(endpoint, `${url}b`);
  await register(endpoint, url, { ServiceName: "CarrierService" });
  await register(endpoint, url, { AccountName: "2" });
  expect(await listed(endpoint)).toEqual([
    `${account} CarrierService ${url}`,
    `${account} DeviceService ${url}b`,
  ]);
  expect(await listed(endpoint, "2")).toEqual([`2 DeviceService ${url}`]);
  await unregister(endpoint);
  expect(await listed(endpoint)).toEqual([`${account} CarrierService ${url}`]);
});

test("credentials are not given back", async () => {
  const { endpoint } = await start();
  await register(endpoint, url, { Username: "somebody", Password: "something" });
  const { text } = await call(endpoint, "getCallbackRegistrations", [["AccountName", account]]);
  expect(text).toContain(url);
  expect(text).not.toMatch(/somebody|something|Username|Password/);
});

test("callbacks go to who is registered for the account and the service, with its credentials", async () => {
  const [mine, other, carrier] = [await startReceiver(), await startReceiver(), await startReceiver()];
  const { endpoint, callbacks } = await start();
  await register(endpoint, other.url);
  await register(endpoint, mine.url, { Username: "me", Password: "a&amp;b" });
  await register(endpoint, other.url, { AccountName: "2" });
  await register(endpoint, carrier.url, { ServiceName: "CarrierService", Username: "c" });
  await postUpload(endpoint);
  await callbacks.idle();
  expect(mine.callbacks()).toMatchObject([{ username: "me", password: "a&b", accountName: account }]);
  expect(other.posts).toEqual([]);
  expect(carrier.callbacks()).toMatchObject([
    { username: "c", password: "", status: "Success" },
    { username: "c", password: "", status: "Success" },
  ]);
  expect(mine.posts[0]?.path).toBe("/callbacks");
});

test("an activation's callbacks go to who is registered for CarrierService, else to the default URL", async () => {
  const [fallback, device, carrier] = [await startReceiver(), await startReceiver(), await startReceiver()];
  const { endpoint, callbacks } = await start({ callbacks: { url: fallback.url, knowsAll: true } });
  await register(endpoint, device.url);
  await postActivation(endpoint);
  await callbacks.idle();
  expect([fallback.posts.length, device.posts.length]).toEqual([2, 0]);
  await register(endpoint, carrier.url, { ServiceName: "CarrierService", Username: "c", Password: "d" });
  await postActivation(endpoint);
  await callbacks.idle();
  expect([fallback.posts.length, device.posts.length]).toEqual([2, 0]);
  expect(carrier.callbacks()).toMatchObject([
    { username: "c", password: "d", status: "Failed" },
    { username: "c", password: "d", status: "Failed" },
  ]);
});

test("a registration goes before the URL that the sandbox was started with", async () => {
  const [fallback, registered] = [await startReceiver(), await startReceiver()];
  const { endpoint, callbacks } = await start({ callbacks: { url: fallback.url } });
  await register(endpoint, registered.url);
  await postUpload(endpoint, pairsUpload(1));
  await callbacks.idle();
  expect([fallback.posts.length, registered.posts.length]).toEqual([0, 1]);
  expect(await listed(endpoint)).toHaveLength(1);
  await unregister(endpoint);
  await postUpload(endpoint, pairsUpload(1));
  await callbacks.idle();
  expect([fallback.posts.length, registered.posts.length]).toEqual([1, 1]);
});

test("an upload and a registration that name no account are for the user's only one", async () => {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start();
  await register(endpoint, receiver.url, { AccountName: "" });
  expect(await listed(endpoint, "0000000000-00001")).toEqual(await listed(endpoint, ""));
  await postUpload(endpoint, withoutActivation(withField("AccountName", "")));
  await callbacks.idle();
  expect(receiver.callbacks()).toMatchObject([{ accountName: "0000000000-00001" }]);
});

test("who registers between a send and the next is sent the next", async () => {
  const late = await startReceiver();
  const receiver = await startReceiver(async () => {
    await register(endpoint, late.url);
    return 500;
  });
  const { endpoint, callbacks } = await start({ callbacks: { url: receiver.url, redeliverMs: 0 } });
  await postUpload(endpoint, pairsUpload(1));
  await callbacks.idle();
  expect(receiver.callbacks()).toMatchObject([{ attempt: "1 of 4" }]);
  expect(late.callbacks()).toMatchObject([{ attempt: "2 of 4" }]);
});

const names =
  "AlertService, CarrierService, DevicePRLInformation, DeviceService, DeviceSuspensionStatus, DeviceUsage, EnhancedConnectivityService, ExternalProvisioningChanges, PromoChange, ResumeTrackingNotification, SMSDeliveryConfirmation";
const badUrl = "INPUT_INVALID.CallbackRegistration.Url: The URL";
const badPort = (text: string): string =>
  `INPUT_INVALID.CallbackRegistration.Url: The port of the URL (${text}) is not one of 80, 443, 9001-9006, 28200-28220 and 50551-50559.`;

test.each([
  ["no URL", { Url: "" }, `${badUrl} () is not one of http or https.`],
  ["a URL of another scheme", { Url: "ftp://a/" }, `${badUrl} (ftp://a/) is not one of http or https.`],
  ["a host without a scheme", { Url: "a.com:80" }, `${badUrl} (a.com:80) is not one of http or https.`],
  ["port 8080", { Url: "http://a.com:8080/" }, badPort("http://a.com:8080/")],
  ["port 9007", { Url: "https://a.com:9007/" }, badPort("https://a.com:9007/")],
  [
    "a name that begins as loopback",
    { Url: "http://127.0.0.1.a.com:81/" },
    badPort("http://127.0.0.1.a.com:81/"),
  ],
  [
    "a service that does not exist",
    { ServiceName: "deviceservice" },
    `INPUT_INVALID.CallbackRegistration.ServiceName: The service name (deviceservice) is not one of ${names}.`,
  ],
  [
    "an account not found",
    { AccountName: "NOTFOUND" },
    "REQUEST_FAILED.AccountNotFound: The account NOTFOUND was not found.",
  ],
  [
    "a less-than sign in the password",
    { Password: "&lt;" },
    "INPUT_INVALID.Request.InvalidCharacter: The field Password contains a character that is not allowed: ' < \\",
  ],
])("refused: %s", async (_, changes, fault) => {
  const { endpoint } = await start();
  const reply = await register(endpoint, url, changes);
  expect(reply.status).toBe(500);
  expect(faultOf(reply)).toBe(`CallbackRegistrationService.${fault}`);
  expect(await listed(endpoint)).toEqual([]);
});

test.each([
  "http://a.com/",
  "https://a.com/",
  "http://a.com:443/",
  "https://a.com:80/",
  "http://a.com:9001/",
  "http://a.com:9006/",
  "http://a.com:28200/",
  "http://a.com:28220/",
  "http://a.com:50551/",
  "http://a.com:50559/",
  "http://localhost:1234/",
  "https://127.0.0.2:1234/",
  "http://[::1]:1234/",
])("taken: %s", async (text) => {
  const { endpoint } = await start();
  expect(faultOf(await register(endpoint, text))).toBeUndefined();
  expect(await listed(endpoint)).toEqual([`${account} DeviceService ${text}`]);
});

test("what is not registered cannot be unregistered", async () => {
  const { endpoint } = await start();
  expect(faultOf(await unregister(endpoint))).toBe(
    `CallbackRegistrationService.REQUEST_FAILED.CallbackRegistration.NotFound: The account ${account} has no registration for DeviceService.`,
  );
});

const all: readonly (readonly [OperationName, Fields])[] = [
  [
    "registerCallback",
    [
      ["AccountName", account],
      ["ServiceName", "DeviceService"],
      ["Url", url],
      ["Username", ""],
      ["Password", ""],
    ],
  ],
  [
    "unregisterCallback",
    [
      ["AccountName", account],
      ["ServiceName", "DeviceService"],
    ],
  ],
  ["getCallbackRegistrations", [["AccountName", account]]],
];

test.each(all)("%s needs a session, and every element in its place", async (key, fields) => {
  const { endpoint } = await start();
  const unknown = await call(endpoint, key, fields, "f4e2e0ed-fac9-479b-b1d4-000000000000");
  expect(faultOf(unknown)).toContain("INPUT_INVALID.SessionToken.Invalid");
  for (let at = 0; at < fields.length; at++) {
    const reply = await call(endpoint, key, fields.toSpliced(at, 1));
    expect(faultOf(reply)).toMatch(
      /DeserializationFailed: .* '(AccountName|ServiceName|Url|Username|Password)' from/,
    );
  }
  const more = await call(endpoint, key, [...fields, ["Colour", "red"]]);
  expect(faultOf(more)).toContain("element 'Colour'");
});

test("a user with many accounts must name one", async () => {
  const { endpoint } = await start();
  const token = tokenOf(await postLogIn(endpoint, "manyaccounts"));
  const reply = await call(endpoint, "getCallbackRegistrations", [["AccountName", ""]], token);
  expect(faultOf(reply)).toContain("CallbackRegistrationService.REQUEST_FAILED.MultipleAccounts");
});

test("a fault switch is for one call of one operation", async () => {
  const sandbox = await start({ faults: ["http-500@register:2", "fault@registrations:1"].map(parseFault) });
  expect((await register(sandbox.endpoint, url)).status).toBe(200);
  expect((await register(sandbox.endpoint, `${url}2`)).status).toBe(500);
  expect(sandbox.registrations.target(account, "DeviceService")?.url).toBe(url);
  expect(await listed(sandbox.endpoint)).toEqual([]);
  expect(await listed(sandbox.endpoint)).toEqual([`${account} DeviceService ${url}`]);
});
