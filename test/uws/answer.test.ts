import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLogInAnswer, readRequestAnswer } from "../../src/uws/answer.ts";
import { operations } from "../../src/uws/operations.ts";

const sample = readFileSync(
  new URL("../../fixtures/uws/upload-devices-response.xml", import.meta.url),
  "utf8",
);
const id = "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3";

test("the platform's sample answer is accepted, with its RequestId", () => {
  expect(upload(sample)).toEqual({ kind: "accepted", requestId: id });
});

test.each([
  ["other prefixes and namespaces", sample.replaceAll("a:RequestId", "zz:RequestId").replaceAll("s:", "q:")],
  ["blanks around the value", sample.replace(id, ` \n${id} `)],
  ["CDATA and a comment", sample.replace(id, `<![CDATA[${id}]]><!-- x -->`)],
  ["a byte order mark", `\uFEFF${sample}`],
  ["an XML declaration", `<?xml version="1.0" encoding="utf-8"?>${sample}`],
  ["the same RequestId twice", sample.replace("</Output>", `<RequestId>${id}</RequestId></Output>`)],
  ["an empty Fault beside it", sample.replace("</Output>", `<Fault i:nil="true" /></Output>`)],
])("accepted with %s", (_what, body) => {
  expect(upload(body)).toEqual({ kind: "accepted", requestId: id });
});

test("UTF-16 with a byte order mark is read", () => {
  const body = Buffer.from(`\uFEFF${sample}`, "utf16le");
  expect(readRequestAnswer(body, operations.uploadDevices)).toEqual({ kind: "accepted", requestId: id });
});

test.each([
  ["", "the answer is empty"],
  [" \r\n ", "the answer is empty"],
  ["<a/>", "the answer holds no RequestId"],
  [sample.replaceAll("UploadDevicesResponse", "Other"), "the answer holds no RequestId"],
  [sample.replace(id, ""), "the answer holds no RequestId"],
  [
    sample.replace("</Output>", "<RequestId>other</RequestId></Output>"),
    "the answer holds several RequestIds",
  ],
  [sample.replace(id, "two words"), "the answer's identifier is not one"],
  [sample.replace(id, "a\u009bb"), "the answer's identifier is not one"],
  [`<!DOCTYPE a [<!ENTITY x "y">]>${sample}`, "the answer declares a DOCTYPE, which no SOAP message does"],
  [
    "<html><head><title> Sign in\n to &Wifi </title></head>",
    'the answer is an HTML page titled "Sign in to &Wifi"',
  ],
  ["<!doctype html><body><h1>Bad</h1> gateway", 'the answer is an HTML page that begins "Bad gateway"'],
  ["<!DOCTYPE html>", "the answer is an HTML page"],
  [`<r>${"<RequestId>1</RequestId>".repeat(101)}</r>`, "the answer repeats itself"],
  [
    sample.replace("</Output>", "</Output><Fault><faultcode>x</faultcode></Fault>"),
    "the answer holds both a fault and what only a success holds",
  ],
])("unreadable, case %#", (body, reason) => {
  expect(upload(body)).toEqual({ kind: "unreadable", reason });
});

test("an answer cut anywhere is never accepted", () => {
  const whole = sample.trimEnd();
  for (let length = 0; length < whole.length; length++) {
    expect(upload(whole.slice(0, length)).kind).toBe("unreadable");
  }
});

test.each([
  ["Service Unavailable", 'the answer is no XML: "Service Unavailable"'],
  ["\uFEFF no\r\n\u001b[2Jsuch\u202e", 'the answer is no XML: "no \\u{1b}[2Jsuch\\u{202e}"'],
  ["x".repeat(300), `the answer is no XML: "${"x".repeat(200)}…"`],
  ["<a>&", "the answer is not well-formed XML, or cut short: 1:4: unclosed tag: a"],
])("what is no XML is quoted, case %#", (body, reason) => {
  expect(upload(body)).toEqual({ kind: "unreadable", reason });
});

test.each([
  [sample.replace(id, "ab<x/>cd"), "the answer holds elements within its RequestId"],
  [sample.replace(id, `<x/>${id}`), "the answer holds elements within its RequestId"],
  [sample.replace(id, `${id}<RequestId/>`), "the answer holds elements within its RequestId"],
  [
    "<Fault><faultcode>INPUT_INVALID.X<a/></faultcode></Fault>",
    "the answer holds elements within its faultcode",
  ],
])("an element with children is no leaf, case %#", (body, reason) => {
  expect(upload(body)).toEqual({ kind: "unreadable", reason });
});

test("a body over 4 MiB is unreadable", () => {
  expect(readRequestAnswer(Buffer.alloc(4 * 1024 * 1024 + 1, 0x20), operations.uploadDevices)).toEqual({
    kind: "unreadable",
    reason: "the answer is longer than 4 MiB",
  });
});

test("a fault is read by local name, trimmed", () => {
  const body =
    '<x:Envelope xmlns:x="http://schemas.xmlsoap.org/soap/envelope/"><x:Body><x:Fault><faultcode>\n a:DeviceService.X </faultcode>' +
    '<faultstring xml:lang="en-US"> Because &amp; so </faultstring><detail/></x:Fault></x:Body></x:Envelope>';
  expect(upload(body)).toEqual({ kind: "fault", fault: { code: "a:DeviceService.X", text: "Because & so" } });
});

test.each([
  [
    "<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang='en'> No </s:Text></s:Reason>",
    { code: "s:Sender", text: "No" },
  ],
  [
    "<Code><Value>s:Sender</Value><Subcode><Value>a:DeserializationFailed</Value></Subcode></Code><Reason><Text>No</Text></Reason>",
    { code: "a:DeserializationFailed", text: "No" },
  ],
  [
    "<Code><Value>1</Value><Subcode><Value>2</Value><Subcode><Value>3</Value></Subcode></Subcode></Code>",
    { code: "3", text: "" },
  ],
  ["<Reason><Text>No</Text></Reason><Detail><Value><x/></Value></Detail>", { code: "", text: "No" }],
])("a fault of SOAP 1.2 is read, case %#", (content, fault) => {
  const body = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault>${content}</s:Fault></s:Body></s:Envelope>`;
  expect(upload(body)).toEqual({ kind: "fault", fault });
});

test.each([
  ["the header", '<E><Header><token xmlns="v2">t-1 </token></Header><Body/></E>'],
  ["the Output", "<E><Body><R><Output><a:SessionToken>t-1</a:SessionToken></Output></R></Body></E>"],
  ["both", "<E><Header><token>t-1</token></Header><Output><SessionToken>t-1</SessionToken></Output></E>"],
])("a log-in's token is read from %s", (_where, body) => {
  expect(readLogInAnswer(Buffer.from(body))).toEqual({ kind: "token", token: "t-1" });
});

test("a log-in's answer without a token, or with two, is unreadable", () => {
  const read = (body: string) => readLogInAnswer(Buffer.from(body));
  expect(read("<E/>")).toEqual({ kind: "unreadable", reason: "the answer holds no session token" });
  expect(
    read("<E><Header><token>1</token></Header><Output><SessionToken>2</SessionToken></Output></E>"),
  ).toEqual({
    kind: "unreadable",
    reason: "the answer holds several session tokens",
  });
});

function upload(body: string) {
  return readRequestAnswer(Buffer.from(body), operations.uploadDevices);
}
