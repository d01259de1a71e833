import { expect, test } from "vitest";
import { readRegistrationList } from "../../src/uws/registration-list.ts";

const device = { serviceName: "DeviceService", url: "https://a.example/x" };
const carrier = { serviceName: "CarrierService", url: "https://b.example/y" };

test.each([
  ["an empty list", answer("<List/>"), []],
  ["an empty list that names the account", answer("<AccountName>1-1</AccountName><List/>"), []],
  [
    "two registrations in a list",
    answer(`<List><R>${one("1-1", device)}</R><R>${one("1-1", carrier)}</R></List>`),
    [
      { accountName: "1-1", ...device },
      { accountName: "1-1", ...carrier },
    ],
  ],
  [
    "registrations right in the Output, in another order, with other members",
    answer(
      "<R><Url>https://a.example/x</Url><Username>me</Username><ServiceName>DeviceService</ServiceName></R>",
    ),
    [device],
  ],
  ["a registration that is the Output itself", answer(one(undefined, device)), [device]],
  [
    "prefixes, namespaces and deeper wrappers",
    '<s:E xmlns:s="s"><s:B><a:GetCallbackRegistrationsResponse xmlns:a="a"><a:O><x><y><z:R xmlns:z="z">' +
      "<z:ServiceName> DeviceService </z:ServiceName><z:Url>https://a.example/x </z:Url>" +
      "</z:R></y></x></a:O></a:GetCallbackRegistrationsResponse></s:B></s:E>",
    [device],
  ],
  [
    "a service without a URL, which is not registered",
    answer(`<R><ServiceName>SMS</ServiceName><Url/></R><R>${one(undefined, device)}</R>`),
    [device],
  ],
  [
    "names of services in other letter case and with blanks",
    answer("<R><ServiceName>device service</ServiceName><Url>https://a.example/x</Url></R>"),
    [device],
  ],
  [
    "a service that vzupload does not register",
    answer("<R><ServiceName>DeviceUsage</ServiceName><Url>https://a.example/x</Url></R>"),
    [{ serviceName: "DeviceUsage", url: "https://a.example/x" }],
  ],
  [
    "attributes of XML Schema instance",
    answer(
      '<R xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ServiceName i:type="a:s">SMS</ServiceName><Url i:nil="true"/></R>',
    ),
    [],
  ],
  ["the same twice", answer(`<R>${one(undefined, device)}</R><R>${one(undefined, device)}</R>`), [device]],
] as const)("%s", (_, body, registrations) => {
  expect(readRegistrationList(Buffer.from(body), "1-1")).toEqual({ kind: "registrations", registrations });
});

test.each([
  [
    "another operation's answer",
    "<E><RegisterCallbackResponse/></E>",
    "holds no GetCallbackRegistrationsResponse",
  ],
  [
    "names that are not known",
    answer("<R><Name>DeviceService</Name><Target>https://a.example/x</Target></R>"),
    "holds no ServiceName and Url, but the element name",
  ],
  [
    "a service whose URL has another name",
    answer("<R><ServiceName>SMS</ServiceName></R>"),
    "holds no Url of SMS",
  ],
  [
    "a URL of no service",
    answer("<R><Url>https://a.example/</Url></R>"),
    "holds a Url without its ServiceName",
  ],
  [
    "two of one service",
    answer(`<R>${one("1-1", device)}</R><R>${one("1-1", { ...device, url: "https://c.example/" })}</R>`),
    "holds several registrations of DeviceService",
  ],
  [
    "two URLs in one",
    answer(`<R>${one(undefined, device)}<Url>https://c.example/</Url></R>`),
    "holds two different Url side by side",
  ],
  ["a DOCTYPE", "<!DOCTYPE x><E/>", "declares a DOCTYPE, which no SOAP message does"],
  ["nothing", "", "is empty"],
  [
    "a registration in attributes",
    answer('<R ServiceName="DeviceService" Url="https://a.example/x"/>'),
    "holds the attribute ServiceName, which may tell of a registration",
  ],
  [
    "a prefix that stands for something else by then",
    answer(
      '<R xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><R xmlns:i="urn:x" i:Url="https://a.example/"/></R>',
    ),
    "holds the attribute i:Url, which may tell of a registration",
  ],
  [
    "a registration outside of the response",
    `<E><GetCallbackRegistrationsResponse/><multiRef>${one(undefined, device)}</multiRef></E>`,
    "holds ServiceName outside of its GetCallbackRegistrationsResponse",
  ],
  [
    "an empty Url beside another element",
    answer(
      "<R><ServiceName>DeviceService</ServiceName><Url/><CallbackUrl>https://a.example/</CallbackUrl></R>",
    ),
    "holds no Url of DeviceService, but the element callbackurl",
  ],
  ["text before an element", answer("<R>https://a.example/<x/></R>"), "holds text beside elements in R"],
  ["text behind an element", answer("<R><x/>DeviceService</R>"), "holds text beside elements in R"],
  [
    "a name that only resembles a service's",
    answer("<R><ServiceName>IDeviceService</ServiceName><Url>https://a.example/x</Url></R>"),
    "holds the service IDeviceService, which is not known",
  ],
  [
    "a part of a service's name",
    answer("<R><ServiceName>Carrier</ServiceName><Url>https://a.example/x</Url></R>"),
    "holds the service Carrier, which is not known",
  ],
  ["another account's list", answer(`<R>${one("2-2", device)}</R>`), "is about account 2-2"],
] as const)("%s is no list", (_, body, reason) => {
  expect(readRegistrationList(Buffer.from(body), "1-1")).toEqual({
    kind: "unreadable",
    reason: `the answer ${reason}`,
  });
});

function answer(output: string): string {
  return `<E><B><GetCallbackRegistrationsResponse><Output>${output}</Output></GetCallbackRegistrationsResponse></B></E>`;
}

function one(account: string | undefined, { serviceName, url }: typeof device): string {
  const named = account === undefined ? "" : `<AccountName>${account}</AccountName>`;
  return `${named}<ServiceName>${serviceName}</ServiceName><Url>${url}</Url>`;
}
