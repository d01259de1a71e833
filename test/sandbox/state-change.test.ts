import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import {
  activationRequest,
  device,
  faultOf,
  pairsRequest,
  postActivation,
  postLogIn,
  postUpload,
  requestIdOf,
  sampleToken,
  tokenOf,
  withDeviceList,
  withField,
} from "./requests.ts";
import { start } from "./running.ts";

const withActivationField = (name: string, text: string) => withField(name, text, activationRequest);

test("the client's request is accepted, and answered as an upload is", async () => {
  const { endpoint, stateChanges, received } = await start({ keepDevices: true });
  const reply = await postActivation(endpoint);
  expect(reply.status).toBe(200);
  const requestId = requestIdOf(reply);
  expect(reply.text).toBe(
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
      '<ChangeDeviceStateResponse xmlns="http://nphase.com/unifiedwebservice/v2">' +
      '<Output xmlns:a="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.CarrierService">' +
      `<a:RequestId>${requestId}</a:RequestId></Output></ChangeDeviceStateResponse></s:Body></s:Envelope>`,
  );
  expect(received).toEqual([]);
  expect(stateChanges).toEqual([
    {
      sequence: 1,
      operation: "ChangeDeviceState",
      outcome: "accepted",
      fault: undefined,
      refusal: undefined,
      requestId,
      account: "1223334444-00001",
      devices: 2,
      activate: { carrierIpPoolName: "NPFARMTHREE", servicePlan: "SBG4G", mdnZipCode: "12345" },
      deviceKeys: ["111111000000001,89149032103008812345", "111111000000002,89149032103008854321"],
    },
  ]);
});

const carrierService =
  "http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.CarrierService";
const list = /<nph:DeviceList>.*<\/nph:DeviceList> /s;
const state = /<nph:Activate>.*<\/nph:Activate>/s;

test.each([
  [
    "the state before the devices",
    activationRequest
      .replace(list, "")
      .replace("</nph:Activate>", `</nph:Activate>${list.exec(activationRequest)?.[0]}`),
    `In 'Input', element 'AccountName' from namespace '${carrierService}' is not expected: 'DeviceList' from namespace '${carrierService}' is.`,
  ],
  [
    "no state",
    activationRequest.replace(state, ""),
    `In 'Input', 'Activate' from namespace '${carrierService}' is missing.`,
  ],
  [
    "two states",
    activationRequest.replace(state, "$&$&"),
    `In 'Input', element 'Activate' from namespace '${carrierService}' is not expected: nothing more is.`,
  ],
  [
    "an upload's SKU",
    activationRequest.replace("<nph:Activate>", "<nph:DeviceSku>X</nph:DeviceSku><nph:Activate>"),
    `In 'Input', element 'DeviceSku' from namespace '${carrierService}' is not expected: 'Activate' from namespace '${carrierService}' is.`,
  ],
])("cannot be deserialized: %s", async (_, body, problem) => {
  const { endpoint, stateChanges } = await start();
  const reply = await postActivation(endpoint, body);
  expect(faultOf(reply)).toBe(
    `CarrierService.DeserializationFailed: The message cannot be deserialized. ${problem}`,
  );
  expect(stateChanges).toMatchObject([{ outcome: "refused" }]);
});

test("an upload's namespace cannot be deserialized", async () => {
  const { endpoint } = await start();
  const other = activationRequest.replaceAll(carrierService, carrierService.replace("Carrier", "Device"));
  expect(faultOf(await postActivation(endpoint, other))).toContain("element 'DeviceList' from namespace");
});

const kindError =
  "CarrierService.INPUT_INVALID.Device.Kind.Invalid: The identifier kinds (%) are not the same for each device, or not one of ESN; MEID; IMEI; IMEI,ICCID; IMEI,EID.";

test.each([
  [
    "no plan",
    withActivationField("ServicePlan", ""),
    "INPUT_INVALID.ServicePlan.Invalid: Activate has no ServicePlan.",
  ],
  [
    "an unknown plan",
    withActivationField("ServicePlan", "NOTFOUND"),
    "INPUT_INVALID.ServicePlan.Invalid: The plan NOTFOUND was not found.",
  ],
  [
    "no ZIP code",
    withActivationField("MdnZipCode", ""),
    "INPUT_INVALID.MdnZipCode.Invalid: Activate has no MdnZipCode.",
  ],
  [
    "a ZIP code of four digits",
    withActivationField("MdnZipCode", "1234"),
    "INPUT_INVALID.MdnZipCode.Invalid: The MdnZipCode (1234) is not one of five digits.",
  ],
  [
    "children of Activate in another namespace, which WCF leaves out",
    activationRequest.replaceAll("nph2:", "nph1:"),
    "INPUT_INVALID.ServicePlan.Invalid: Activate has no ServicePlan.",
  ],
  [
    "an account without a default pool, and no pool",
    withField("AccountName", "NOPOOL-1", activationRequest).replace(/<nph2:CarrierIpPoolName>.*?\/.*?>/, ""),
    "REQUEST_FAILED.DefaultIpPoolNotDefined: The account NOPOOL-1 has no default IP pool: CarrierIpPoolName is required.",
  ],
  [
    "an unknown account",
    withActivationField("AccountName", "NOTFOUND"),
    "REQUEST_FAILED.AccountNotFound: The account NOTFOUND was not found.",
  ],
  [
    "a backslash",
    withActivationField("ServicePlan", "\\"),
    "INPUT_INVALID.Request.InvalidCharacter: The field ServicePlan contains a character that is not allowed: ' < \\",
  ],
  [
    "no devices",
    withDeviceList("", activationRequest),
    "INPUT_INVALID.DeviceList.Invalid: The request has no devices.",
  ],
  [
    "10,001 devices",
    pairsRequest(10_001, 0, activationRequest),
    "INPUT_INVALID.DeviceList.Invalid: The request has more than 10000 devices.",
  ],
  [
    "ICCID before IMEI",
    withDeviceList(device(["ICCID", "1"], ["IMEI", "2"]), activationRequest),
    kindError.replace("CarrierService.", "").replace("%", "ICCID,IMEI"),
  ],
  [
    "devices of two kinds",
    withDeviceList(device(["MEID", "1"]) + device(["IMEI", "2"]), activationRequest),
    kindError.replace("CarrierService.", "").replace("%", "MEID; IMEI"),
  ],
])("refused: %s", async (_, body, fault) => {
  const { endpoint, stateChanges, activated } = await start();
  const reply = await postActivation(endpoint, body);
  expect(reply.status).toBe(500);
  expect(faultOf(reply)).toBe(`CarrierService.${fault}`);
  expect(stateChanges).toMatchObject([{ outcome: "refused", requestId: undefined }]);
  expect(activated.distinct).toBe(0);
});

test.each([
  ["10,000 devices", pairsRequest(10_000, 0, activationRequest)],
  ["no account", activationRequest.replace(/<nph:AccountName>.*<\/nph:AccountName>/, "")],
  ["an account without a default pool, and a pool", withActivationField("AccountName", "NOPOOL-1")],
  ["MEIDs", withDeviceList(device(["MEID", "A0000000000001"]), activationRequest)],
])("accepted: %s", async (_, body) => {
  const { endpoint } = await start();
  expect(faultOf(await postActivation(endpoint, body))).toBeUndefined();
});

test("it needs a session, and a user of an account", async () => {
  const { endpoint } = await start();
  const as = (token: string) => activationRequest.replace(sampleToken, token);
  expect(faultOf(await postActivation(endpoint, as("f4e2e0ed-fac9-479b-b1d4-000000000000")))).toBe(
    "CarrierService.INPUT_INVALID.SessionToken.Invalid: The session token is not valid.",
  );
  const token = tokenOf(await postLogIn(endpoint, "manyaccounts"));
  const accountless = as(token).replace(/<nph:AccountName>.*<\/nph:AccountName>/, "");
  expect(faultOf(await postActivation(endpoint, accountless))).toContain("REQUEST_FAILED.MultipleAccounts");
});

test("more than a hundred a minute are refused", async () => {
  let now = 0;
  const { endpoint } = await start({ now: () => now });
  const one = pairsRequest(1, 0, activationRequest);
  for (let call = 0; call < 100; call++) expect((await postActivation(endpoint, one)).status).toBe(200);
  const refused = "CarrierService.INPUT_INVALID.MaxRequestsExceeded: More than 100 requests a minute.";
  expect(faultOf(await postActivation(endpoint, one))).toBe(refused);
  now = 49_999;
  expect(faultOf(await postActivation(endpoint, one))).toBe(refused);
  now = 50_000;
  expect((await postActivation(endpoint, one)).status).toBe(200);
});

test("a device that is activated twice is seen, by an upload or by itself", async () => {
  const { endpoint, activated, devices } = await start();
  await postUpload(endpoint, pairsRequest(2));
  await postActivation(endpoint, pairsRequest(2, 1, activationRequest));
  await postActivation(endpoint, pairsRequest(1, 2, activationRequest));
  expect(devices.distinct).toBe(2);
  expect([...devices.repeated]).toEqual([]);
  expect(activated.distinct).toBe(3);
  expect([...activated.repeated]).toEqual([
    ["352000000000001", 2],
    ["352000000000002", 2],
  ]);
});

test("the status has activations beside uploads", async () => {
  const { endpoint } = await start();
  const requestId = requestIdOf(await postActivation(endpoint));
  await postActivation(endpoint, withActivationField("ServicePlan", ""));
  const account = "1223334444-00001";
  expect(await (await fetch(`${endpoint}/`)).json()).toMatchObject({
    uploads: { accepted: 0, refused: 0, dropped: 0 },
    activations: { accepted: 1, refused: 1, dropped: 0 },
    devices: { accepted: 0, acceptedMoreThanOnce: 0, activated: 2, activatedMoreThanOnce: 0 },
    received: [],
    receivedActivations: [
      { sequence: 1, outcome: "accepted", requestId, account, devices: 2 },
      { sequence: 2, outcome: "refused", code: "INPUT_INVALID.ServicePlan.Invalid", account, devices: 2 },
    ],
  });
});

test("activations are recorded beside uploads", async () => {
  const recordDir = temporaryDirectory();
  const { endpoint } = await start({ recordDir });
  await postActivation(endpoint);
  await postUpload(endpoint);
  expect((await readdir(recordDir)).sort()).toEqual(["0001-accepted.xml", "activate-0001-accepted.xml"]);
});
