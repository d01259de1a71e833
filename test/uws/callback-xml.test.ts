import { expect, test } from "vitest";
import { callbackOf, fateOf, lineOf, messageOf, refusalOf, sample, uploadOf } from "./callback-messages.ts";

const statusOf = (inside: string) =>
  callbackOf(lineOf(`<LineStatus>${inside}</LineStatus>`)).lines[0]?.status;

test.each([
  ["CDATA", "<![CDATA[a<b>&amp;]]>", "a<b>&amp;"],
  ["CDATA within text", "a<![CDATA[ b ]]>c", "a b c"],
  ["several CDATA", "<![CDATA[a]]><![CDATA[]]><![CDATA[]]]><![CDATA[]>b]]>", "a]]>b"],
  ["a comment within", "a<!-- x -->b", "ab"],
  ["an instruction within", "a<?x <y> ?>b", "ab"],
  ["entities", "&lt;&gt;&amp;&apos;&quot;", "<>&'\""],
  ["references", "&#65;&#x42;&#x1F600;&#x1f600;", "AB😀😀"],
  ["a reference to a blank within", "a&#32;&#10;b", "a \nb"],
  ["references to blanks around", "&#32;a&#9;", "a"],
  ["line ends of all kinds", "a\r\nb\rc\nd", "a\nb\nc\nd"],
  ["a line end by reference", "a&#13;b", "a\rb"],
  ["letters of all planes", "é漢😀\u{10ffff}", "é漢😀\u{10ffff}"],
  ["a name of Object's", "__proto__", "__proto__"],
])("a text with %s", (_what, inside, text) => {
  expect(statusOf(inside)).toBe(text);
});

test("comments, instructions and CDATA are no elements", () => {
  const hidden = "<UploadDevicesInfo><LineStatus>s</LineStatus></UploadDevicesInfo>";
  const inside = `<!-- ${hidden} --><?x ${hidden}?><![CDATA[${hidden}]]>`;
  expect(callbackOf(uploadOf(inside)).lines).toEqual([]);
});

test("text in elements that hold elements is passed over", () => {
  const message = sample.replaceAll("><", "> <").replaceAll("> <", ">text<");
  const { lines, counters } = callbackOf(sample);
  // The nil ones have a content then: they stay empty.
  const noisy = message.replace(/(xsi:nil="true"[^>]*>)text/g, "$1");
  expect(noisy).toContain("<CallbackRequest>text<Username");
  expect(callbackOf(noisy)).toMatchObject({ lines, counters });
});

test.each([
  ["Username", "<Username><b>u</b></Username>"],
  ["Password", "<Password><b/></Password>"],
  ["RequestId", "<RequestId>r<b/></RequestId>"],
])("elements within %s: refused", (name, inside) => {
  expect(refusalOf(messageOf("", inside))).toEqual({
    reason: "elementsInText",
    status: 422,
    message: `The callback has elements within its ${name}.`,
  });
});

test.each([
  ["a text", '<Fault xsi:nil="true">x</Fault>'],
  ["an element", '<Fault xsi:nil="true"><faultcode>x</faultcode></Fault>'],
  ["an empty element", '<DeviceService xsi:nil="true"><a/></DeviceService>'],
  ["CDATA", '<Status xsi:nil="1"><![CDATA[x]]></Status>'],
  ["lines", '<DeviceService xsi:nil="1"><UploadDevices><UploadDevicesInfo/></UploadDevices></DeviceService>'],
])("nil with %s: refused, for one of the two is wrong", (_what, inside) => {
  expect(refusalOf(messageOf(inside))).toEqual({
    reason: "contentInNil",
    status: 422,
    message: "The callback has an element that is nil and has content.",
  });
});

test("nil with blanks and comments is nil", () => {
  const message = messageOf('<Fault xsi:nil="true"> <!-- x --><?y?><![CDATA[ ]]></Fault><Status>s</Status>');
  expect(callbackOf(message)).toMatchObject({ fault: undefined, status: "s" });
});

test.each([
  ["nothing", "", 400, "empty"],
  ["a blank", " ", 400, "notXml"],
  ["JSON", '{"RequestId":"r"}', 400, "notXml"],
  ["a form", "RequestId=r&Data=", 400, "notXml"],
  ["HTML", "<!DOCTYPE html><html><body>502</body></html>", 400, "doctype"],
  ["HTML without DOCTYPE", "<html><body><p>502<br></body></html>", 400, "notXml"],
  ["XHTML", "<html><body><h1>502</h1></body></html>", 422, "notACallback"],
  ["a text behind", `${sample}x`, 400, "notXml"],
  ["a second root", `${sample}${sample}`, 400, "notXml"],
  ["another root", "<a><RequestId>r</RequestId></a>", 422, "notACallback"],
  [
    "an answer of the platform",
    "<s:Envelope><s:Body><UploadDevicesResponse><Output><RequestId>r</RequestId></Output></UploadDevicesResponse></s:Body></s:Envelope>",
    422,
    "notACallback",
  ],
  [
    "a fault",
    "<s:Envelope><s:Body><s:Fault><faultcode>x</faultcode></s:Fault></s:Body></s:Envelope>",
    422,
    "notACallback",
  ],
  ["names of another case", messageOf().toLowerCase(), 422, "notACallback"],
  ["a nil callback", '<CallbackRequest xsi:nil="true"/>', 422, "notACallback"],
  ["a callback without a request", "<CallbackRequest/>", 422, "noRequestId"],
  ["an unknown entity", lineOf("<LineStatus>&nbsp;</LineStatus>"), 400, "notXml"],
  ["an entity without end", lineOf("<LineStatus>&amp</LineStatus>"), 400, "notXml"],
  ["a reference beyond Unicode", lineOf("<LineStatus>&#x110000;</LineStatus>"), 400, "notXml"],
  ["a huge reference", lineOf(`<LineStatus>&#x${"f".repeat(4000)};</LineStatus>`), 400, "notXml"],
  ["a reference to NUL", lineOf("<LineStatus>&#0;</LineStatus>"), 400, "notXml"],
  ["a reference to half a pair", lineOf("<LineStatus>&#xd800;</LineStatus>"), 400, "notXml"],
  ["a control character", lineOf("<LineStatus>\u0001</LineStatus>"), 400, "notXml"],
  ["U+FFFF", lineOf("<LineStatus>\uffff</LineStatus>"), 400, "notXml"],
  ["an attribute twice", messageOf('<a b="1" b="1"/>'), 400, "notXml"],
  ["an attribute without quotes", messageOf("<a b=1/>"), 400, "notXml"],
  ["crossed tags", messageOf("<a><b></a></b>"), 400, "notXml"],
  ["two hyphens in a comment", messageOf("<!-- a -- b -->"), 400, "notXml"],
  ["a declaration that is not first", ` <?xml version="1.0"?>${messageOf()}`, 400, "notXml"],
])("%s is no callback", (_what, message, status, reason) => {
  expect(refusalOf(message)).toMatchObject({ status, reason });
});

test.each([
  ["an entity", '<!DOCTYPE a [<!ENTITY x "y">]>'],
  ["an external entity", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
  ["an external subset", '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">'],
  ["nothing", "<!DOCTYPE CallbackRequest>"],
])("a DOCTYPE with %s: refused", (_what, doctype) => {
  expect(refusalOf(doctype + messageOf())).toEqual({
    reason: "doctype",
    status: 400,
    message: "The message declares a DOCTYPE, which no SOAP message does.",
  });
});

test("billion laughs are not laughed", () => {
  const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`);
  const doctype = `<!DOCTYPE l [<!ENTITY l0 "lol">${entities.join("")}]>`;
  expect(fateOf(doctype + lineOf("<LineStatus>&l9;</LineStatus>"))).toBe("doctype");
});

test("a parser's sentence does not quote the message", () => {
  const secret = "hunter2hunter2";
  for (const broken of [
    messageOf("", `<Password>${secret}`),
    messageOf("", `<Password>&${secret};</Password>`),
    messageOf("", `<Password><${secret}></Password>`),
    messageOf("", `<Password>a</Password ${secret}>`),
    messageOf("", `<Password ${secret}="1" ${secret}="2">a</Password>`),
    messageOf("", `<Password></${secret}></Password>`),
    messageOf("", `<Password><1${secret}/></Password>`),
    messageOf("", `<Password:${secret}: />`),
    `<?xml version="${secret}"?>${messageOf()}`,
    `<?xml version="1.0" encoding="${secret}"?>${messageOf()}`,
    `<?xml ${secret}="1.0"?>${messageOf()}`,
  ])
    expect(JSON.stringify(refusalOf(broken)), broken).not.toContain(secret);
});

test("a parser's sentence says what and where", () => {
  expect(refusalOf("<a>\n <b>\n</a>").message).toBe(
    "The message is not well-formed XML: unexpected close tag (line 3, column 4).",
  );
});
