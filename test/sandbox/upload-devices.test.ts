import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { operations } from "../../src/uws/operations.ts";
import {
  device,
  faultOf,
  pairsRequest,
  post,
  postUpload,
  requestIdOf,
  sampleRequest,
  withDeviceList,
  withField,
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

test("an activation in the wrong namespace is dropped in silence, as WCF does", async () => {
  const sandbox = await start();
  const reply = await postUpload(sandbox.endpoint, sampleRequest.replaceAll("nph2:", "nph:"));
  expect(reply.status).toBe(200);
  expect(sandbox.received).toMatchObject([{ outcome: "accepted", devices: 2, activate: undefined }]);
});

const dataContract = "http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract";
const misread = "DeviceService.DeserializationFailed: The message cannot be deserialized.";
const skuElement = /<nph:DeviceSku>.*<\/nph:DeviceSku> /;
const email = "<nph:EmailAddress>";

const undeserializable: readonly (readonly [name: string, body: string, problem: string])[] = [
  [
    "a missing element",
    sampleRequest.replace(skuElement, ""),
    `In 'Input', element 'EmailAddress' from namespace '${dataContract}.DeviceService' is not expected: 'DeviceSku' from namespace '${dataContract}.DeviceService' is.`,
  ],
  [
    "a misordered element",
    sampleRequest
      .replace(skuElement, "")
      .replace("<nph:UploadType>", "<nph:DeviceSku>X</nph:DeviceSku><nph:UploadType>"),
    `In 'Input', element 'DeviceSku' from namespace '${dataContract}.DeviceService' is not expected: 'UploadType' from namespace '${dataContract}.DeviceService' is.`,
  ],
  [
    "an unknown element",
    sampleRequest.replace("</nph:Activate>", "</nph:Activate><nph:Colour>red</nph:Colour>"),
    `In 'Input', element 'Colour' from namespace '${dataContract}.DeviceService' is not expected: nothing more is.`,
  ],
  [
    "a wrong namespace",
    sampleRequest.replaceAll("nph:UploadType", "nph1:UploadType"),
    `In 'Input', element 'UploadType' from namespace '${dataContract}.Common' is not expected: 'UploadType' from namespace '${dataContract}.DeviceService' is.`,
  ],
  [
    "the last element missing",
    sampleRequest.replace(/<nph:EmailAddress>.*<\/nph:Activate>/, ""),
    `In 'Input', 'EmailAddress' from namespace '${dataContract}.DeviceService' is missing.`,
  ],
  [
    "ICCID before its Kind",
    sampleRequest.replace(
      /(<nph1:Kind>ICCID<\/nph1:Kind>) (<nph1:Identifier>\d+<\/nph1:Identifier>)/,
      "$2$1",
    ),
    `In 'DeviceIdentifier', element 'Identifier' from namespace '${dataContract}.Common' is not expected: 'Kind' from namespace '${dataContract}.Common' is.`,
  ],
  [
    "a misordered activation",
    sampleRequest.replace("</nph:Activate>", "<nph2:ServicePlan>X</nph2:ServicePlan></nph:Activate>"),
    `In 'Activate', element 'ServicePlan' from namespace '${dataContract}.CarrierService' is not expected: nothing more is.`,
  ],
  [
    "SOAP 1.2",
    sampleRequest.replace(
      "http://schemas.xmlsoap.org/soap/envelope/",
      "http://www.w3.org/2003/05/soap-envelope",
    ),
    "In 'message', element 'Envelope' from namespace 'http://www.w3.org/2003/05/soap-envelope' is not expected: 'Envelope' from namespace 'http://schemas.xmlsoap.org/soap/envelope/' is.",
  ],
  [
    "text between elements",
    sampleRequest.replace(email, `and ${email}`),
    "In 'Input', text is not expected.",
  ],
  [
    "an element in a text",
    withField("DeviceSku", "<b/>"),
    "In 'DeviceSku', element 'b' from namespace '' is not expected: only text is.",
  ],
  ["a DOCTYPE", `<!DOCTYPE x [<!ENTITY e "1">]>${sampleRequest}`, "DTDs are not supported."],
  [
    "a processing instruction",
    sampleRequest.replace(email, `<?go?>${email}`),
    "Processing instructions are not supported.",
  ],
  [
    "another encoding",
    `<?xml version="1.0" encoding="utf-16"?>${sampleRequest}`,
    "The XML declaration says utf-16, not UTF-8.",
  ],
  [
    "an undeclared prefix",
    sampleRequest.replace(/xmlns:nph2="[^"]*"/, ""),
    'The message is not well-formed XML: 1:1557: unbound namespace prefix: "nph2".',
  ],
  [
    "a cut message",
    sampleRequest.slice(0, 900),
    "The message is not well-formed XML: 1:900: unclosed tag: nph1:Identifier.",
  ],
  ["nothing", "", "The message is not well-formed XML: 1:0: document must contain a root element."],
];

test.each(undeserializable)("cannot be deserialized: %s", async (_, body, problem) => {
  const sandbox = await start();
  const reply = await postUpload(sandbox.endpoint, body);
  expect(reply.status).toBe(500);
  expect(faultOf(reply)).toBe(`${misread} ${problem}`);
  expect(sandbox.received).toMatchObject([
    { outcome: "refused", refusal: { code: "DeserializationFailed" } },
  ]);
});

test("bytes that are not UTF-8 cannot be deserialized", async () => {
  const sandbox = await start();
  const reply = await postUpload(sandbox.endpoint, Buffer.from(withField("DeviceSku", "\xe9"), "latin1"));
  expect(faultOf(reply)).toBe(`${misread} The message is not UTF-8.`);
});

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
