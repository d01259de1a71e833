import { expect, test } from "vitest";
import { faultOf, postUpload, sampleRequest, withField } from "./requests.ts";
import { start } from "./running.ts";

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
