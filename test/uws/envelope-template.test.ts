import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sliceDevices } from "../../src/devices/device-slices.ts";
import { type UploadType, uploadTypeNames, uploadTypes } from "../../src/devices/upload-types.ts";
import { type ActivationRequest, buildActivation } from "../../src/uws/activation-message.ts";
import { createActivationTemplate, createEnvelopeTemplate } from "../../src/uws/envelope-template.ts";
import { createStamper } from "../../src/uws/stamp-envelope.ts";
import { buildEnvelope, type UploadRequest } from "../../src/uws/upload-message.ts";
import { canonical } from "../support/canonical.ts";

const sampleActivate = { carrierIpPoolName: "NPFARMTHREE", servicePlan: "SBG4G", mdnZipCode: "12345" };

const sampleRequest: UploadRequest = {
  accountName: "1223334444-00001",
  uploadType: "IMEI ICCID Pair",
  deviceSku: "VZW120000440008",
  emailAddress: "me@mycompany.com",
  activate: sampleActivate,
};

const sampleDevices = [
  ["111111000000001", "89149032103008812345"],
  ["111111000000002", "89149032103008854321"],
];

test("the envelope is the platform's sample request, canonicalised, blanks dropped, token masked", () => {
  const sample = readFileSync(
    new URL("../../fixtures/uws/upload-devices-request.xml", import.meta.url),
    "utf8",
  );
  const template = createEnvelopeTemplate(sampleRequest);
  const stamped = createStamper().stamp(template, "masked", sliceDevices(sampleDevices));
  expect(canonical(stamped.toString())).toBe(canonical(sample));
  expect(canonical(sample)).toContain(">masked</token>");
});

test("an activation is the golden ChangeDeviceState request, canonicalised", () => {
  const golden = readFileSync(
    new URL("../../fixtures/uws/change-device-state-request.xml", import.meta.url),
    "utf8",
  );
  const template = createActivationTemplate({ ...sampleRequest, activate: sampleActivate });
  const stamped = createStamper().stamp(template, "masked", sliceDevices(sampleDevices));
  expect(canonical(stamped.toString())).toBe(canonical(golden));
});

const field = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).map((text) => `${text}&">é漢😀`);
const legal = field.map((text) => text.replace(/['<\\\p{C}\u2028\u2029\uFFFE\uFFFF]/gu, "x"));
const identifier = fc
  .array(fc.constantFrom(..."0123456789ABCDEF"), { minLength: 1, maxLength: 32 })
  .map((characters) => characters.join(""));
const activate = fc.record({
  carrierIpPoolName: fc.option(legal, { nil: undefined }),
  servicePlan: legal,
  mdnZipCode: legal,
});

/** A request, a token, and devices of its type. */
function caseOf<T extends { readonly uploadType: UploadType }>(request: fc.Arbitrary<T>) {
  return request.chain((made) => {
    const count = uploadTypes[made.uploadType].identifiers.length;
    const device = fc.array(identifier, { minLength: count, maxLength: count });
    return fc.tuple(fc.constant(made), legal, fc.array(device, { minLength: 1, maxLength: 8 }));
  });
}

test("stamped = built, for any legal request, token and devices", () => {
  const request = fc.record(
    {
      accountName: fc.option(legal, { nil: undefined }),
      uploadType: fc.constantFrom(...uploadTypeNames),
      deviceSku: legal,
      emailAddress: legal,
      activate: fc.option(activate, { nil: undefined }),
    },
    { requiredKeys: ["uploadType", "deviceSku", "emailAddress"] },
  );
  // One for all: its buffer is larger than most messages need.
  const stamper = createStamper();
  fc.assert(
    fc.property(
      caseOf(request),
      fc.option(legal, { nil: undefined }),
      ([made, token, devices], activateNamespace) => {
        const options = { activateNamespace };
        const template = createEnvelopeTemplate(made, options);
        const stamped = stamper.stamp(template, token, sliceDevices(devices));
        expect(stamped.toString("utf8")).toBe(buildEnvelope(made, token, devices, options));
      },
    ),
    { numRuns: 200 },
  );
});

test("stamped = built, for any legal activation, token and devices", () => {
  const request: fc.Arbitrary<ActivationRequest> = fc.record({
    accountName: fc.option(legal, { nil: undefined }),
    uploadType: fc.constantFrom(...uploadTypeNames),
    activate,
  });
  const stamper = createStamper();
  fc.assert(
    fc.property(
      caseOf(request),
      fc.option(legal, { nil: undefined }),
      ([made, token, devices], activateNamespace) => {
        const options = { activateNamespace };
        const stamped = stamper.stamp(createActivationTemplate(made, options), token, sliceDevices(devices));
        expect(stamped.toString("utf8")).toBe(buildActivation(made, token, devices, options));
      },
    ),
    { numRuns: 200 },
  );
});

test("only what is in Activate is in the overridden namespace", () => {
  const request = { uploadType: "MEID", activate: { servicePlan: "P", mdnZipCode: "12345" } } as const;
  const built = buildActivation(request, "t", [["A0000000000001"]], { activateNamespace: "urn:other" });
  const carrierService =
    "http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.CarrierService";
  expect(built).toContain(`xmlns:nph="${carrierService}"`);
  expect(built).toContain('xmlns:nph2="urn:other"');
  expect(built).toContain(
    "</nph:DeviceList><nph:Activate><nph2:ServicePlan>P</nph2:ServicePlan><nph2:MdnZipCode>12345</nph2:MdnZipCode></nph:Activate>",
  );
});

test("what a request leaves out is not in the envelope", () => {
  const bare = buildEnvelope({ uploadType: "MEID", deviceSku: "S", emailAddress: "e" }, "t", [
    ["A0000000000001"],
  ]);
  expect(bare.slice(bare.indexOf("<soapenv:Header>"))).toBe(
    '<soapenv:Header><token xmlns="http://nphase.com/unifiedwebservice/v2">t</token></soapenv:Header><soapenv:Body>' +
      "<v2:UploadDevices><v2:Input><nph:DeviceList><nph1:DeviceIdentifierCollection><nph1:DeviceIdentifiers>" +
      "<nph1:DeviceIdentifier><nph1:Kind>MEID</nph1:Kind><nph1:Identifier>A0000000000001</nph1:Identifier></nph1:DeviceIdentifier>" +
      "</nph1:DeviceIdentifiers></nph1:DeviceIdentifierCollection></nph:DeviceList><nph:UploadType>MEID</nph:UploadType>" +
      "<nph:DeviceSku>S</nph:DeviceSku><nph:EmailAddress>e</nph:EmailAddress></v2:Input></v2:UploadDevices>" +
      "</soapenv:Body></soapenv:Envelope>",
  );
});

test("an unchecked identifier or a half device is never stamped", () => {
  const template = createEnvelopeTemplate(sampleRequest);
  const stamp = (device: readonly string[]) => () =>
    createStamper().stamp(template, "t", sliceDevices([device]));
  expect(stamp(["1<2", "89"])).toThrow("An identifier to be stamped is not of [0-9A-F].");
  expect(stamp(["", "89"])).toThrow("An identifier to be stamped is empty.");
  expect(stamp(["12\n", "89"])).toThrow("An identifier to be stamped is not of [0-9A-F].");
  expect(stamp(["12"])).toThrow("A device has 1 identifiers, not 2.");
  expect(stamp(["12", "34", "56"])).toThrow("A device has 3 identifiers, not 2.");
});
