import { describe, expect, test } from "vitest";
import {
  callbackOf,
  fateOf,
  identifierOf,
  lineOf,
  messageOf,
  sample,
  uploadOf,
} from "./callback-messages.ts";

const imei = { kind: "IMEI", value: "1" };
const iccid = { kind: "ICCID", value: "2" };
const line = `${identifierOf("IMEI", "1")}<LineStatus>s</LineStatus>`;
const oneLine = [{ identifiers: [imei], status: "s" }];

describe("wrappers and prefixes", () => {
  const whole = callbackOf(sample);
  const inner = sample.replace(/^<CallbackRequest1[^>]*>/, "").replace(/<\/CallbackRequest1>$/, "");
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  const soap = (body: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ${xsi}><s:Header/><s:Body>${body}</s:Body></s:Envelope>`;

  test.each([
    ["a SOAP envelope", soap(inner)],
    ["a SOAP envelope around the sample's root", soap(sample)],
    ["one Data instead of two", sample.replace(/<Data [^>]*>\s*<Data /, "<Data ").replace("</Data>", "")],
    ["three Data", sample.replace("<Data ", "<Data><Data ").replace("</Data>", "</Data></Data>")],
    ["its type's name in place of Data", sample.replace(/<(\/?)Data\b/g, "<$1CallbackData")],
    ['xmlns="" mixed in', sample.replace(/<(Kind|LineStatus|DeviceService|Fault)\b/g, '<$1 xmlns=""')],
    ["no namespaces", sample.replace(/ xmlns="[^"]*"/g, "")],
    ["other namespaces", sample.replaceAll("http://nphase.com/unifiedwebservice/v2", "urn:v3")],
    ["a deep wrapper", `${"<a>".repeat(50)}${sample}${"</a>".repeat(50)}`],
    ["a comment first", `<!-- -->\n${sample}\n<!-- -->`],
    ["an instruction first", `<?xml version="1.0" encoding="utf-8"?>\n<?x y?>${sample}<?x y?>`],
    ["XML 1.1", `<?xml version="1.1"?>${sample}`],
    ["blanks between all elements", sample.replaceAll("><", ">\r\n\t <").replaceAll("> <", ">\n<")],
  ])("%s: the same callback", (_what, message) => {
    expect(message).not.toBe(sample);
    expect(callbackOf(message)).toEqual(whole);
  });

  test("a prefix on every element", () => {
    const prefixed = sample
      .replace(/<(\/?)([A-Z])/g, "<$1p.q-r:$2")
      .replace(/<p\.q-r:CallbackRequest1/, '$& xmlns:p.q-r="urn:x"');
    expect(callbackOf(prefixed)).toEqual(whole);
  });

  test("Data alone under an envelope is a callback, too", () => {
    expect(callbackOf(soap("<RequestId>r</RequestId><Data/>"))).toMatchObject({
      requestId: "r",
      service: "none",
    });
  });
});

describe("the devices of an upload", () => {
  const item = (name: string) => `<${name}>${line}</${name}>`;
  test.each([
    ["as in the sample", item("UploadDevicesInfo")],
    ["as in the page's table", `<Devices>${item("UploadDevices")}</Devices>`],
    ["in both at once", `<Devices>${item("UploadDevicesInfo")}</Devices>`],
    ["in wrappers", `<a><b>${item("UploadDevicesInfo")}</b></a>`],
    ["in a wrapper of Devices", `<Devices><a>${item("UploadDevices")}</a></Devices>`],
    ["in an UploadDevices in UploadDevices", `<UploadDevices>${item("UploadDevicesInfo")}</UploadDevices>`],
  ])("%s", (_what, inside) => {
    expect(callbackOf(uploadOf(inside)).lines).toEqual(oneLine);
  });

  test.each([
    ["bare", `${identifierOf("IMEI", "1")}${identifierOf("ICCID", "2")}`],
    [
      "in DeviceIdentifiers",
      `<DeviceIdentifiers>${identifierOf("IMEI", "1")}${identifierOf("ICCID", "2")}</DeviceIdentifiers>`,
    ],
    [
      "in DeviceIdentifiers each",
      `<DeviceIdentifiers>${identifierOf("IMEI", "1")}</DeviceIdentifiers><DeviceIdentifiers>${identifierOf("ICCID", "2")}</DeviceIdentifiers>`,
    ],
    [
      "in DeviceIdentifiers without DeviceIdentifier",
      "<DeviceIdentifiers><Kind>IMEI</Kind><Identifier>1</Identifier></DeviceIdentifiers><DeviceIdentifiers><Identifier>2</Identifier><Kind>ICCID</Kind></DeviceIdentifiers>",
    ],
    [
      "in the line itself",
      "<Kind>IMEI</Kind><Identifier>1</Identifier><Kind>ICCID</Kind><Identifier>2</Identifier>",
    ],
    ["as the page's table misspells them", identifiersAs("DeviceIndentifiers")],
    ["in any wrapper", identifiersAs("x:y")],
    ["any case", `${identifierOf("imei", "1")}${identifierOf(" iCCid ", " 2\n")}`],
    ["the value first", `<a><Identifier>1</Identifier><Kind>Imei</Kind></a>${identifierOf("Iccid", "2")}`],
    [
      "before and behind the status",
      `${identifierOf("IMEI", "1")}<LineStatus/>${identifierOf("ICCID", "2")}`,
    ],
    [
      "an empty one among them",
      `${identifierOf("IMEI", "1")}${identifierOf("EID", "")}${identifierOf("ICCID", "2")}`,
    ],
    [
      "a nil one among them",
      `${identifierOf("IMEI", "1")}<DeviceIdentifier><Kind>EID</Kind><Identifier xsi:nil="true"/></DeviceIdentifier>${identifierOf("ICCID", "2")}`,
    ],
  ])("identifiers %s", (_what, inside) => {
    expect(callbackOf(lineOf(inside)).lines).toEqual([{ identifiers: [imei, iccid], status: "" }]);
  });

  test("the order of identifiers is the message's", () => {
    const inside = `${identifierOf("ICCID", "2")}${identifierOf("IMEI", "1")}`;
    expect(callbackOf(lineOf(inside)).lines[0]?.identifiers).toEqual([iccid, imei]);
  });

  test("a kind without a value is none, and does not go to the next device", () => {
    const first = "<UploadDevicesInfo><Kind>EID</Kind></UploadDevicesInfo>";
    const second = "<UploadDevicesInfo><Identifier>1</Identifier></UploadDevicesInfo>";
    expect(callbackOf(uploadOf(first + second)).lines).toEqual([
      { identifiers: [{ kind: "", value: "1" }], status: "" },
    ]);
  });

  test.each([
    ["two kinds, one value", "<Kind>IMEI</Kind><Kind>ICCID</Kind><Identifier>1</Identifier>"],
    ["two values", "<Identifier>1</Identifier><Identifier>2</Identifier>"],
    ["value and kind on two levels", "<Kind>IMEI</Kind><a><Identifier>1</Identifier></a>"],
    ["a pair within a half", "<Kind>IMEI</Kind><a><Kind>ICCID</Kind><Identifier>1</Identifier></a>"],
  ])("%s: refused, not guessed", (_what, inside) => {
    expect(fateOf(lineOf(inside))).toBe("unpaired");
  });

  test("a line without a word, and one without identifiers", () => {
    const inside = `<UploadDevicesInfo/><UploadDevicesInfo>${identifierOf("IMEI", "1")}</UploadDevicesInfo><UploadDevicesInfo><LineStatus>s</LineStatus></UploadDevicesInfo><UploadDevicesInfo xsi:nil="1"/>`;
    expect(callbackOf(uploadOf(inside)).lines).toEqual([
      { identifiers: [imei], status: "" },
      { identifiers: [], status: "s" },
    ]);
  });

  test("a status verbatim, but for blanks around it", () => {
    const status = "\n  IMEI  (1)\tis <invalid> & so on. ";
    const escaped = status.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    expect(callbackOf(lineOf(`<LineStatus>${escaped}</LineStatus>`)).lines[0]?.status).toBe(status.trim());
  });

  test.each([
    ["a status of no line", `<LineStatus>s</LineStatus>`],
    ["a status of a list", `<Devices><LineStatus>s</LineStatus></Devices>`],
    ["a status of an unknown kind of line", `<Device>${line}</Device>`],
    [
      "a line in a line",
      `<UploadDevicesInfo>${line}<UploadDevicesInfo>${line}</UploadDevicesInfo></UploadDevicesInfo>`,
    ],
  ])("%s: refused, not passed over", (_what, inside) => {
    expect(fateOf(uploadOf(inside))).toBe("misplaced");
  });

  // It was read as one line with the identifiers of two devices.
  test("a list of lines within a line of the page's table is not one line", () => {
    const inside = `<Devices><UploadDevices><UploadDevices>${line}</UploadDevices><UploadDevices>${line}</UploadDevices></UploadDevices></Devices>`;
    expect(fateOf(uploadOf(inside))).toBe("misplaced");
  });

  // They were passed over, and the message was taken as one that says nothing.
  test.each([
    ["beside the RequestId", messageOf("", `<RequestId>r</RequestId>${item("UploadDevicesInfo")}`)],
    ["of a DeviceService beside Data", messageOf("", `<RequestId>r</RequestId><DeviceService/>`)],
    ["in Data", messageOf(item("UploadDevicesInfo"))],
    ["in another member of Data", messageOf(`<UploadDevices>${item("UploadDevicesInfo")}</UploadDevices>`)],
  ])("lines %s are not passed over", (_what, message) => {
    expect(fateOf(message)).toBe("misplaced");
  });

  test("two statuses of one line: equal ones are one, different ones are refused", () => {
    expect(callbackOf(lineOf(`${line}<LineStatus> s </LineStatus>`)).lines).toEqual(oneLine);
    expect(fateOf(lineOf(`${line}<LineStatus>t</LineStatus>`))).toBe("severalValues");
  });

  test("lines of several UploadDevices and several DeviceService are all read", () => {
    const upload = `<UploadDevices><UploadDevicesInfo>${line}</UploadDevicesInfo></UploadDevices>`;
    const message = messageOf(
      `<DeviceService>${upload}${upload}</DeviceService><DeviceService>${upload}</DeviceService>`,
    );
    expect(callbackOf(message).lines).toEqual([...oneLine, ...oneLine, ...oneLine]);
  });
});

function identifiersAs(name: string): string {
  return `<${name}>${identifierOf("IMEI", "1")}${identifierOf("ICCID", "2")}</${name}>`;
}
