import { describe, expect, test } from "vitest";
import { callbackOf, fateOf, identifierOf, messageOf, uploadOf } from "./callback-messages.ts";

const fault = "<Fault><faultcode>DeviceService.X</faultcode><faultstring> Why. </faultstring></Fault>";

describe("the service", () => {
  const nil = (name: string) => `<${name} xsi:nil="true"/>`;
  test.each([
    ["nothing", "", "none"],
    ["nils alone", nil("DeviceService") + nil("CarrierService") + nil("PromoChange"), "none"],
    ["a fault alone", fault, "none"],
    ["a status and counts alone", "<Status>Failed</Status><CallbackCount>1</CallbackCount>", "none"],
    ["a comment and a summary", "<Comment>c</Comment><Summary>s</Summary>", "none"],
    ["DeviceService", "<DeviceService><a>x</a></DeviceService>", "DeviceService"],
    ["an empty DeviceService", "<DeviceService/>", "DeviceService"],
    ["CarrierService", "<CarrierService><a>x</a></CarrierService>", "CarrierService"],
    ["an empty CarrierService", "<CarrierService> </CarrierService>", "CarrierService"],
    ["another", "<PromoChange><a>x</a></PromoChange>", "other"],
    ["another, empty", "<PromoChange/>", "none"],
    ["an unknown one", "<New>x</New>", "other"],
    ["two empty", "<DeviceService/><CarrierService><a/></CarrierService>", "none"],
    [
      "one that tells, one that does not",
      "<DeviceService/><CarrierService>x</CarrierService>",
      "CarrierService",
    ],
    ["ours and another", "<DeviceService>x</DeviceService><PromoChange>x</PromoChange>", "DeviceService"],
  ])("%s: %s", (_what, inside, service) => {
    expect(callbackOf(messageOf(inside)).service).toBe(service);
  });

  test("two that tell are refused", () => {
    const both = "<DeviceService>x</DeviceService><CarrierService>x</CarrierService>";
    expect(fateOf(messageOf(both))).toBe("severalServices");
  });
});

describe("an activation's callback", () => {
  const device = (inside: string) =>
    callbackOf(messageOf("<CarrierService><a>x</a></CarrierService>", `<RequestId>r</RequestId>${inside}`))
      .device;
  const imei = { kind: "IMEI", value: "1" };
  const mdn = { kind: "MDN", value: "2" };

  test.each([
    ["no Device", "", []],
    ["a nil Device", '<Device xsi:nil="true"/>', []],
    ["an empty Device", "<Device/>", []],
    [
      "its identifiers bare",
      `<Device>${identifierOf("imei", "1 ")}${identifierOf("mdn", "2")}</Device>`,
      [imei, mdn],
    ],
    [
      "in DeviceIdentifiers",
      `<Device><DeviceIdentifiers>${identifierOf("IMEI", "1")}${identifierOf("MDN", "2")}</DeviceIdentifiers></Device>`,
      [imei, mdn],
    ],
    [
      "one Device each",
      `<Device>${identifierOf("IMEI", "1")}</Device><Device>${identifierOf("MDN", "2")}</Device>`,
      [imei, mdn],
    ],
    [
      "pairs in the Device",
      "<Device><Kind>IMEI</Kind><Identifier>1</Identifier><Kind>MDN</Kind><Identifier>2</Identifier></Device>",
      [imei, mdn],
    ],
    [
      "a Device in a Device",
      `<Device><Device>${identifierOf("IMEI", "1")}</Device>${identifierOf("MDN", "2")}</Device>`,
      [imei, mdn],
    ],
  ])("%s", (_what, inside, identifiers) => {
    expect(device(inside)).toEqual(identifiers);
  });

  test("it has no lines", () => {
    const carrier = `<CarrierService>${identifierOf("IMEI", "1")}<LineStatus>s</LineStatus></CarrierService>`;
    expect(callbackOf(messageOf(carrier))).toMatchObject({
      lines: [],
      device: [],
      service: "CarrierService",
    });
  });
});

describe("fault and status", () => {
  const faultOf = (inside: string) => callbackOf(messageOf(inside)).fault;
  test.each([
    ["none", "", undefined],
    ["nil", '<Fault xsi:nil="true"/>', undefined],
    ["empty", "<Fault/>", undefined],
    ["of empty elements", "<Fault><faultcode/><faultstring> </faultstring></Fault>", undefined],
    ["of SOAP 1.1", fault, { code: "DeviceService.X", text: "Why." }],
    ["with a code alone", "<Fault><faultcode>X</faultcode></Fault>", { code: "X", text: "" }],
    [
      "with a text alone",
      "<Fault><faultcode xsi:nil='1'/><faultstring>Why</faultstring></Fault>",
      { code: "", text: "Why" },
    ],
    ["with a text of its own", "<Fault>Why</Fault>", { code: "", text: "" }],
    [
      "with a detail",
      "<Fault><detail><a>x</a></detail><faultcode>X</faultcode></Fault>",
      { code: "X", text: "" },
    ],
    [
      "of SOAP 1.2",
      '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>X</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">Why</s:Text></s:Reason></s:Fault>',
      { code: "X", text: "Why" },
    ],
    [
      "of SOAP 1.2 without a subcode",
      "<Fault><Code><Value>s:Sender</Value></Code></Fault>",
      { code: "s:Sender", text: "" },
    ],
    ["beside a nil one", `<Fault xsi:nil="true"/>${fault}`, { code: "DeviceService.X", text: "Why." }],
  ])("a fault %s", (_what, inside, expected) => {
    expect(faultOf(inside)).toEqual(expected);
  });

  test("two faults that differ are refused", () => {
    expect(fateOf(messageOf(fault + fault))).toBe("callback");
    expect(fateOf(messageOf(`${fault}<Fault><faultcode>Y</faultcode></Fault>`))).toBe("severalValues");
  });

  test("a fault elsewhere is not the callback's", () => {
    expect(callbackOf(uploadOf(fault)).fault).toBeUndefined();
    expect(callbackOf(messageOf("", `<RequestId>r</RequestId>${fault}`)).fault).toBeUndefined();
  });

  test.each([
    ["missing", "", undefined],
    ["nil", '<Status xsi:nil="true"/>', undefined],
    ["empty", "<Status/>", ""],
    ["given", "<Status> Failed </Status>", "Failed"],
    ["of something else", "<DeviceService><Status>x</Status></DeviceService>", undefined],
  ])("a status %s", (_what, inside, status) => {
    expect(callbackOf(messageOf(inside)).status).toBe(status);
  });
});
