import { expect, test } from "vitest";
import { device, faultOf, pairsRequest, postUpload, withDeviceList, withField } from "./requests.ts";
import { start } from "./running.ts";

const page = "DeviceService.REQUEST_FAILED.UploadDevices: ";
const types = "ESN HEX, MEID, IMEI, IMEI ICCID Pair, IMEI ICCID Embedded SIM Pair or IMEI EID Pair";
const badCharacter = (field: string): string =>
  `DeviceService.INPUT_INVALID.Request.InvalidCharacter: The field ${field} contains a character that is not allowed: ' < \\`;

const refused: readonly (readonly [name: string, body: string, fault: string])[] = [
  ["SKU not in ODI", withField("DeviceSku", "VZWNOTINODI"), `${page}Device SKU is not present in ODI`],
  ["SKU in lower case", withField("DeviceSku", "vzw120000440008"), `${page}Device SKU is not present in ODI`],
  ["SKU not in DMD", withField("DeviceSku", "VZWNOTINDMD"), `${page}Device SKU is not present in DMD`],
  ["SKU not certified", withField("DeviceSku", "VZWNOTCERTIFIED"), `${page}Device SKU is not Certified`],
  [
    "SKU of CDMA",
    withField("DeviceSku", "VZWCDMA"),
    `${page}Device SKU is CDMA Type and only exception request is supported`,
  ],
  ["SKU without status", withField("DeviceSku", "VZWNOSTATUS"), `${page}Device SKU is missing status in DMD`],
  [
    "SKU certified, not in DMD",
    withField("DeviceSku", "VZWCERTIFIEDNOTINDMD"),
    `${page}Device SKU is certified but not present in DMD`,
  ],
  [
    "SKU of the unknown error",
    withField("DeviceSku", "VZWUNKNOWNERROR"),
    `${page}Processing failed due to an unknown error`,
  ],
  ["no SKU", withField("DeviceSku", ""), `${page}Device SKU () not provided`],
  ["no upload type", withField("UploadType", ""), `${page}Upload Type () not provided`],
  [
    "another upload type",
    withField("UploadType", "IMEI ICCID"),
    `${page}Upload Type (IMEI ICCID) is invalid. (Must be one of ${types})`,
  ],
  [
    "an upload type of JavaScript",
    withField("UploadType", "toString"),
    `${page}Upload Type (toString) is invalid. (Must be one of ${types})`,
  ],
  ["no e-mail", withField("EmailAddress", ""), `${page}Email Address () not provided`],
  ["no e-mail address", withField("EmailAddress", "me"), `${page}Email Address (me) is invalid`],
  [
    "an unknown e-mail address",
    withField("EmailAddress", "unknown@a.com"),
    `${page}No Profile found for email address (unknown@a.com)`,
  ],
  [
    "an e-mail of an unknown domain",
    withField("EmailAddress", "me@unknown.com"),
    `${page}No Profile found for email address (me@unknown.com)`,
  ],
  ["no devices", withDeviceList(""), `${page}There are no active/approved devices`],
  ["10,001 devices", pairsRequest(10_001), `${page}Number of upload lines exceeds threshold of 10,000`],
  [
    "kinds in the wrong order",
    withDeviceList(device(["ICCID", "1"], ["IMEI", "2"])),
    "DeviceService.INPUT_INVALID.Device.Kind.Invalid: The identifier kinds (ICCID,IMEI) of a device are not those of upload type IMEI ICCID Pair (IMEI,ICCID).",
  ],
  [
    "a kind missing",
    withDeviceList(device(["IMEI", "1"], ["ICCID", "2"]) + device(["IMEI", "2"])),
    "DeviceService.INPUT_INVALID.Device.Kind.Invalid: The identifier kinds (IMEI) of a device are not those of upload type IMEI ICCID Pair (IMEI,ICCID).",
  ],
  [
    "an account not found",
    withField("AccountName", "NOTFOUND-1"),
    "DeviceService.REQUEST_FAILED.AccountNotFound: The account NOTFOUND-1 was not found.",
  ],
  [
    "an account not defined",
    withField("AccountName", "NOTDEFINED"),
    "DeviceService.INPUT_INVALID.Account.NotDefined: The account NOTDEFINED is not defined.",
  ],
  ["an apostrophe", withField("DeviceSku", "A'B"), badCharacter("DeviceSku")],
  ["an escaped less-than sign", withField("EmailAddress", "a&lt;b@c.de"), badCharacter("EmailAddress")],
  [
    "a less-than sign in CDATA",
    withField("EmailAddress", "<![CDATA[a<b@c.de]]>"),
    badCharacter("EmailAddress"),
  ],
  [
    "a backslash in a device",
    withDeviceList(device(["IMEI", "1\\2"], ["ICCID", "2"])),
    badCharacter("Identifier"),
  ],
];

test.each(refused)("refused: %s", async (_, body, fault) => {
  const sandbox = await start();
  const reply = await postUpload(sandbox.endpoint, body);
  expect(reply.status).toBe(500);
  expect(faultOf(reply)).toBe(fault);
  expect(sandbox.received).toMatchObject([{ outcome: "refused", requestId: undefined }]);
  expect(sandbox.devices.distinct).toBe(0);
});
