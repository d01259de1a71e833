import { expect, test } from "vitest";
import { classifyActivationFault, classifyLogInFault, classifyUploadFault } from "../../src/uws/faults.ts";

test.each([
  ["SessionToken.Expired", "REQUEST_FAILED.SessionToken.Expired", "session"],
  ["SessionToken.Format", "DeviceService.REQUEST_FAILED.SessionToken.Format", "session"],
  ["SessionToken.Invalid", "a:DeviceService.INPUT_INVALID.SessionToken.Invalid", "session"],
  ["an invalid character", "DeviceService.INPUT_INVALID.Request.InvalidCharacter", "refused"],
  ["any INPUT_INVALID", "DeviceService.INPUT_INVALID.Something.New", "refused"],
  ["deserialisation", "a:DeserializationFailed", "refused"],
  ["an unknown action", "a:ActionNotSupported", "refused"],
  ["the account's name", "REQUEST_FAILED.AccountName", "refused"],
  ["an unknown account", "REQUEST_FAILED.AccountNotFound", "refused"],
  ["no account", "REQUEST_FAILED.NoAccounts", "refused"],
  ["several accounts", "REQUEST_FAILED.MultipleAccounts", "refused"],
  ["an unexpected error", "DeviceService.REQUEST_FAILED.UnexpectedError", "doubt"],
  ["an unknown code", "s:Server", "doubt"],
  ["no code", "", "doubt"],
])("the code of %s: %s is %s", (_what, code, kind) => {
  expect(classifyUploadFault({ code, text: "whatever" }).kind).toBe(kind);
});

test.each([
  ["Device SKU is not present in ODI", "refused"],
  ["Device SKU is not present in DMD", "refused"],
  ["device sku is not certified.", "refused"],
  ["Device SKU is CDMA Type and only exception request is supported", "refused"],
  ["Device SKU is missing status in DMD", "refused"],
  ["Device SKU is certified but not present in DMD", "refused"],
  ["No Profile found for email address (odiPortalEmailAddress)", "refused"],
  ["No Profile found for email address me@mycompany.com", "refused"],
  ["No Profile found for email address (me@mycompany.com)", "refused"],
  ["There are no active/approved devices", "refused"],
  ["Device SKU (VZW1) not provided", "refused"],
  ["Device SKU  not provided", "refused"],
  ["Upload Type not provided", "refused"],
  ["Upload Type (MAC) is invalid", "refused"],
  [
    "Upload Type (MAC) is invalid. (Must be one of ESN HEX, MEID, IMEI, IMEI ICCID Pair, IMEI ICCID Embedded SIM Pair or IMEI EID Pair)",
    "refused",
  ],
  ["Email Address () not provided", "refused"],
  ["Email Address (me@x) is invalid", "refused"],
  ["Number of upload lines exceeds threshold of 10,000", "refused"],
  ["Processing failed due to an unknown error", "doubt"],
  ["Device SKU is not present in ODI, or perhaps it is", "doubt"],
  ["After the upload: Device SKU is not present in ODI", "doubt"],
])("the text %j is %s, under the platform's general code", (text, kind) => {
  expect(classifyUploadFault({ code: "DeviceService.REQUEST_FAILED.UnexpectedError", text }).kind).toBe(kind);
});

test("an unknown error is a doubt, whatever its code", () => {
  const text = "Processing failed due to an unknown error";
  expect(classifyUploadFault({ code: "INPUT_INVALID.X", text })).toEqual({ kind: "doubt" });
});

test("a refusal says what to do", () => {
  expect(classifyUploadFault({ code: "", text: "Device SKU is not present in ODI" })).toEqual({
    kind: "refused",
    hint: "Check --sku (letters are upper case); the device must be registered and certified at Verizon.",
  });
});

test.each([
  ["CarrierService.REQUEST_FAILED.SessionToken.Expired", "session", "session"],
  ["CarrierService.INPUT_INVALID.Device.Kind.Invalid", "refused", "refused"],
  ["CarrierService.REQUEST_FAILED.AccountNotFound", "refused", "refused"],
  ["CarrierService.REQUEST_FAILED.DefaultIpPoolNotDefined", "refused", "refused"],
  ["CarrierService.REQUEST_FAILED.DeviceNotFound", "refused", "doubt"],
  ["UnifiedWebService.REQUEST_FAILED.DeviceAlreadyActive", "refused", "doubt"],
  ["CarrierService.REQUEST_FAILED.UnexpectedError", "doubt", "doubt"],
  ["", "doubt", "doubt"],
])("an activation's fault %s: %s of one device, %s of two", (code, ofOne, ofTwo) => {
  // The text is one that refuses an upload: of an activation it proves nothing.
  const fault = { code, text: "Device SKU is not present in ODI" };
  expect(classifyActivationFault(fault, 1).kind).toBe(ofOne);
  expect(classifyActivationFault(fault, 2).kind).toBe(ofTwo);
});

test.each([
  [
    "REQUEST_FAILED.DefaultIpPoolNotDefined",
    "The account has no default IP pool: name a pool with --ip-pool.",
  ],
  [
    "REQUEST_FAILED.DeviceNotFound",
    "The platform does not have the device: check --type and --account, and that its upload was at least five minutes ago.",
  ],
  ["REQUEST_FAILED.DeviceAlreadyActive", "The device is active: there is nothing to be done."],
])("an activation refused with %s says what to do; an upload's is a doubt", (code, hint) => {
  expect(classifyActivationFault({ code, text: "" }, 1)).toEqual({ kind: "refused", hint });
  expect(classifyUploadFault({ code, text: "" })).toEqual({ kind: "doubt" });
});

test.each([
  ["SessionService.REQUEST_FAILED.LogIn", "Invalid user name or password", "rejected"],
  ["SessionService.REQUEST_FAILED.UnexpectedError", "The password is wrong", "rejected"],
  ["SessionService.REQUEST_FAILED.UnexpectedError", "Try later", "failed"],
  ["SessionService.REQUEST_FAILED.UnexpectedError", "Unknown user", "rejected"],
  ["SessionService.REQUEST_FAILED.UnexpectedError", "The log-in failed", "rejected"],
  ["a:InternalServiceFault", "Unauthorised", "rejected"],
  ["a:InternalServiceFault", "Access denied", "rejected"],
  ["a:DeserializationFailed", "An invalid value", "rejected"],
  ["a:InternalServiceFault", "The credentials do not match", "rejected"],
  ["s:Server", "Try later", "rejected"],
  ["a:InternalServiceFault", "The server was unable to process the request", "failed"],
  ["a:DeserializationFailed", "", "failed"],
  ["SessionService.REQUEST_FAILED.Something", "", "rejected"],
  ["", "", "rejected"],
  ["SessionService.REQUEST_FAILED.AccountLocked", "", "locked"],
  ["SessionService.REQUEST_FAILED.X", "The account is locked out", "locked"],
  ["SessionService.REQUEST_FAILED.X", "Request blocked", "rejected"],
])("a log-in's fault %j %j: %s", (code, text, kind) => {
  expect(classifyLogInFault({ code, text })).toBe(kind);
});
