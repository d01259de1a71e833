import { expect, test } from "vitest";
import { operations } from "../../src/uws/operations.ts";
import {
  faultOf,
  post,
  postLogIn,
  postLogOut,
  postUpload,
  sampleRequest,
  sampleToken,
  tokenOf,
  withField,
} from "./requests.ts";
import { start } from "./running.ts";

const rejected = "SessionService.REQUEST_FAILED.LogIn.Rejected: The user name or the password is not right.";
const locked =
  "SessionService.REQUEST_FAILED.LogIn.AccountLocked: The account is locked after five rejected log-ins. Only support can unlock it.";
const expired = "DeviceService.REQUEST_FAILED.SessionToken.Expired: The session token has expired.";
const invalid = "DeviceService.INPUT_INVALID.SessionToken.Invalid: The session token is not valid.";
const misformed =
  "DeviceService.REQUEST_FAILED.SessionToken.Format: The session token is missing or has not the form of one.";
const minuteMs = 60_000;

function uploadWith(token: string): string {
  return sampleRequest.replace(sampleToken, token);
}

test("a log-in gives a token, in the header and in the body, that uploads", async () => {
  const { endpoint } = await start();
  const reply = await postLogIn(endpoint, "me");
  const token = tokenOf(reply);
  expect(reply.text).toBe(
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">' +
      `<s:Header><token xmlns="http://nphase.com/unifiedwebservice/v2">${token}</token></s:Header>` +
      '<s:Body><LogInResponse xmlns="http://nphase.com/unifiedwebservice/v2">' +
      '<Output xmlns:a="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.SessionService">' +
      `<a:SessionToken>${token}</a:SessionToken></Output></LogInResponse></s:Body></s:Envelope>`,
  );
  expect((await postUpload(endpoint, uploadWith(token))).status).toBe(200);
});

test("a token that was logged out is not valid", async () => {
  const { endpoint } = await start();
  const token = tokenOf(await postLogIn(endpoint, "me"));
  expect(tokenOf(await postLogOut(endpoint, token))).toBe(token);
  expect(faultOf(await postUpload(endpoint, uploadWith(token)))).toBe(invalid);
});

const badTokens = [
  ["absent", sampleRequest.replace(/<soapenv:Header>.*<\/soapenv:Header>/, ""), misformed],
  ["empty", uploadWith(""), misformed],
  ["no UUID", uploadWith("token"), misformed],
  [
    "in another namespace",
    sampleRequest.replace('<token xmlns="http://nphase.com/unifiedwebservice/v2">', "<token>"),
    misformed,
  ],
  ["unknown", uploadWith("f4e2e0ed-fac9-479b-b1d4-000000000000"), invalid],
] as const;

test.each(badTokens)("refused: a token %s", async (_, body, fault) => {
  const { endpoint, received } = await start();
  const reply = await postUpload(endpoint, body);
  expect(reply.status).toBe(500);
  expect(faultOf(reply)).toBe(fault);
  expect(received).toMatchObject([{ outcome: "refused" }]);
});

test("a token lives for 20 idle minutes, and each use prolongs it", async () => {
  let nowMs = 0;
  const { endpoint } = await start({ now: () => nowMs });
  nowMs += 20 * minuteMs;
  expect((await postUpload(endpoint)).status).toBe(200);
  nowMs += 20 * minuteMs;
  expect((await postUpload(endpoint)).status).toBe(200);
  nowMs += 20 * minuteMs + 1;
  expect(faultOf(await postUpload(endpoint))).toBe(expired);
});

test("five rejected log-ins in a row lock the account, the right password too", async () => {
  const { endpoint } = await start();
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect(faultOf(await postLogIn(endpoint, "me", "wrong"))).toBe(rejected);
  }
  expect(faultOf(await postLogIn(endpoint, "me"))).toBe(locked);
  expect((await postLogIn(endpoint, "you")).status).toBe(200);
});

test("a log-in in between starts the count again", async () => {
  const { endpoint } = await start();
  for (let attempt = 1; attempt <= 4; attempt++) await postLogIn(endpoint, "me", "wrong");
  expect((await postLogIn(endpoint, "me")).status).toBe(200);
  expect(faultOf(await postLogIn(endpoint, "me", "wrong"))).toBe(rejected);
  expect((await postLogIn(endpoint, "me")).status).toBe(200);
});

test("the user named locked is locked from the start", async () => {
  const { endpoint } = await start();
  expect(faultOf(await postLogIn(endpoint, "locked"))).toBe(locked);
});

test("the password can be chosen", async () => {
  const { endpoint } = await start({ password: "other" });
  expect(faultOf(await postLogIn(endpoint, "me"))).toBe(rejected);
  expect((await postLogIn(endpoint, "me", "other")).status).toBe(200);
});

test("a log-in in the wrong order cannot be deserialized", async () => {
  const { endpoint } = await start();
  const body = sampleRequest.replace(
    /<v2:UploadDevices>.*<\/v2:UploadDevices>/s,
    "<v2:LogIn><v2:Input/></v2:LogIn>",
  );
  const reply = await post(endpoint, operations.logIn, { body });
  expect(faultOf(reply)).toBe(
    "SessionService.DeserializationFailed: The message cannot be deserialized. In 'Input', 'Username' from namespace 'http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.SessionService' is missing.",
  );
});

test("a password with an apostrophe is refused, and no attempt", async () => {
  const { endpoint } = await start();
  expect(faultOf(await postLogIn(endpoint, "me", "it's"))).toBe(
    "SessionService.INPUT_INVALID.Request.InvalidCharacter: The field Password contains a character that is not allowed: ' < \\",
  );
});

const accountless = withField("AccountName", "");

test("a user with many accounts must name one", async () => {
  const { endpoint } = await start();
  const token = tokenOf(await postLogIn(endpoint, "manyaccounts"));
  expect(faultOf(await postUpload(endpoint, accountless.replace(sampleToken, token)))).toBe(
    "DeviceService.REQUEST_FAILED.MultipleAccounts: The user has more than one account: AccountName is required.",
  );
  expect((await postUpload(endpoint, uploadWith(token))).status).toBe(200);
});

test("a user without accounts cannot upload", async () => {
  const { endpoint } = await start();
  const token = tokenOf(await postLogIn(endpoint, "noaccounts"));
  expect(faultOf(await postUpload(endpoint, uploadWith(token)))).toBe(
    "DeviceService.REQUEST_FAILED.NoAccounts: The user has no accounts.",
  );
});
