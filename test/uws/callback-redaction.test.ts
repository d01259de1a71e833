import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapedAs, texts } from "./callback-arbitrary.ts";
import { callbackOf, copyOf, messageOf, sample, uploadOf } from "./callback-messages.ts";

const seed = 20_777;
const id = "<RequestId>r</RequestId>";

test.each([
  ["a text", "<Password>secret</Password>", "<Password>***</Password>"],
  [
    "a prefix and attributes",
    '<v2:Password a="b" >secret</v2:Password >',
    '<v2:Password a="b" >***</v2:Password >',
  ],
  ["line ends in its tags", "<Password\r\n>secret</Password\r\n>", "<Password\r\n>***</Password\r\n>"],
  ["CDATA", "<Password><![CDATA[</Password>]]></Password>", "<Password>***</Password>"],
  ["a comment", "<Password>sec<!-- </Password> -->ret</Password>", "<Password>***</Password>"],
  ["a comment alone", "<Password><!-- secret --></Password>", "<Password>***</Password>"],
  ["an instruction", "<Password><?secret </Password>?></Password>", "<Password>***</Password>"],
  ["references", "<Password>&#115;&amp;&#x65;</Password>", "<Password>***</Password>"],
  ["blanks, which are nothing", "<Password> </Password>", "<Password></Password>"],
  ["nothing", "<Password></Password>", "<Password></Password>"],
  ["no end tag", "<Password/>", "<Password/>"],
  ["nil", '<Password xsi:nil="true" />', '<Password xsi:nil="true" />'],
  ["nil with blanks", '<Password xsi:nil="1"> <!-- s --></Password>', '<Password xsi:nil="1"></Password>'],
  ["itself hidden", "<Password>***</Password>", "<Password>***</Password>"],
  [
    "twice",
    "<Password>a</Password><b/><Password>a</Password>",
    "<Password>***</Password><b/><Password>***</Password>",
  ],
])("a password with %s", (_what, element, hidden) => {
  expect(copyOf(messageOf("", element + id))).toBe(messageOf("", hidden + id));
});

test.each([
  ["in Data", (element: string) => messageOf(element)],
  ["in a member of Data", (element: string) => messageOf(`<InternalService>${element}</InternalService>`)],
  ["in an upload", uploadOf],
  ["in a line", (element: string) => uploadOf(`<UploadDevicesInfo>${element}</UploadDevicesInfo>`)],
  ["in a fault", (element: string) => messageOf(`<Fault><detail>${element}</detail></Fault>`)],
  ["in a SOAP header", (element: string) => `<E><Header><a>${element}</a></Header>${messageOf()}</E>`],
  ["in a Device", (element: string) => messageOf("", `${id}<Device>${element}</Device>`)],
  ["around a password", (element: string) => messageOf(`<a>${element}</a>`)],
])("a password of another kind %s is hidden, too, in any case", (_what, around) => {
  for (const name of ["Password", "password", "wsse:PASSWORD"]) {
    const element = (inside: string) => `<${name}>${inside}</${name}>`;
    const message = around(element(`<a>${element("sec")}</a>ret<b c="d"/>`));
    expect(copyOf(message)).toBe(around(element("***")));
    expect(callbackOf(message).password).toBeUndefined();
  }
});

test("names that only look like it stay", () => {
  const message = messageOf("<PasswordHint>a</PasswordHint><a><OldPassword>b</OldPassword></a>");
  expect(copyOf(message)).toBe(message);
});

test("a password longer than a block", () => {
  for (const long of ["x".repeat(65_000), "<!-- x -->".repeat(7000), "&amp;".repeat(14_000)]) {
    const around = (inside: string) =>
      messageOf("", `<a/>${" ".repeat(40_000)}<Password>${inside}</Password>${id}`);
    expect(copyOf(around(long)) === around("***")).toBe(true);
  }
});

test("many passwords", () => {
  const many = (inside: string) => messageOf(`<a><password>${inside}</password></a>`.repeat(20_000));
  expect(copyOf(many("secret")) === many("***")).toBe(true);
});

test("whatever the password: the copy has none of it, is XML, and is else the message", () => {
  const passwords = texts(20).filter((text) => text.length > 6 && !sample.includes(text));
  const noise = fc.constantFrom("", "<!-- x -->", "<?a b?>", "\r\n");
  fc.assert(
    fc.property(passwords, fc.nat(4), noise, (password, way, around) => {
      const written = around + escapedAs(way, password) + around;
      const message = withPassword(written);
      const copy = copyOf(message);
      expect(callbackOf(message).password).toBe(password);
      expect(copy).toBe(withPassword("***"));
      expect(copy).not.toContain(password);
      expect(callbackOf(copy)).toEqual({ ...callbackOf(message), password: "***" });
      expect(copyOf(copy)).toBe(copy);
      expect(passwordInDocument(copy)).toBe("***");
    }),
    { seed, numRuns: 200 },
  );
});

function withPassword(written: string): string {
  return sample.replace(/(<Password [^>]*>)test /, (_, tag: string) => tag + written);
}

/** By another parser; it throws where it is not well-formed. */
function passwordInDocument(xml: string): string | null | undefined {
  const onError = (level: string, message: string): never => {
    throw new Error(`${level}: ${message}`);
  };
  const document = new DOMParser({ onError }).parseFromString(xml, "text/xml");
  return document.getElementsByTagName("Password")[0]?.textContent;
}
