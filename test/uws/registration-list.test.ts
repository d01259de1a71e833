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
  ["the same twice", answer(`<R>${one(undefined, device)}</R><R>${one(undefined, device)}</R>`), [device]],
] as const)("%s", (_, body, registrations) => {
  expect(readRegistrationList(Buffer.from(body))).toEqual({ kind: "registrations", registrations });
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
    answer(`<R>${one("1", device)}</R><R>${one("2", { ...device, url: "https://c.example/" })}</R>`),
    "holds several registrations of DeviceService",
  ],
  [
    "two URLs in one",
    answer(`<R>${one(undefined, device)}<Url>https://c.example/</Url></R>`),
    "holds two different Url side by side",
  ],
  ["a DOCTYPE", "<!DOCTYPE x><E/>", "declares a DOCTYPE, which no SOAP message does"],
  ["nothing", "", "is empty"],
] as const)("%s is no list", (_, body, reason) => {
  expect(readRegistrationList(Buffer.from(body))).toEqual({
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
