import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CallbackBehaviour } from "../../../src/sandbox/callbacks/behaviour.ts";
import { defaultBehaviour } from "../../../src/sandbox/callbacks/behaviour.ts";
import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import { writeCallback } from "../../../src/sandbox/callbacks/write-callback.ts";
import { canonical } from "../../support/canonical.ts";
import { device, postUpload, withDeviceList, withField } from "../requests.ts";
import { start } from "../running.ts";
import { readCallback } from "./read-callback.ts";
import { startReceiver } from "./receiver.ts";
import { withoutActivation } from "./uploads.ts";

const sample = readFileSync(
  new URL("../../../fixtures/uws/upload-devices-callback.xml", import.meta.url),
  "utf8",
);

/** The page's two devices, as the sample callback has them. */
const sampleDevices = ["180720196786706,18072019672556477006", "180720196786707,18072019672556477007"];

function sampleSend(changes: Partial<CallbackBehaviour> = {}) {
  const request = {
    operation: "uploadDevices",
    requestId: "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
    account: "suvenduactiot",
    sku: "test",
    kinds: ["imei", "iccid"],
    deviceKeys: sampleDevices,
    activate: undefined,
    packageFault: undefined,
  } as const;
  const text = "Line has been uploaded successfully";
  const lines = sampleDevices.map((deviceKey) => ({ deviceKey, text, counts: "success" }) as const);
  return writeCallback(
    {
      message: { kind: "lines", from: 0, to: 2, success: 2, failed: 0 },
      source: { request, lines, counters: "right" },
      target: { url: "http://127.0.0.1/", username: "test", password: "test" },
      attempt: 1,
    },
    { ...defaultBehaviour, ...changes },
  );
}

test("of the sample's two devices it says what the platform's sample callback says, blanks included", () => {
  expect(canonical(sampleSend().body.toString())).toBe(canonical(sample));
});

test("form:page, over the wire: the sample but for the values", async () => {
  const receiver = await startReceiver();
  const { endpoint, callbacks } = await start({
    callbacks: { url: receiver.url, username: "u", password: "p" },
  });
  const list = sampleDevices.map((key) => key.split(","));
  const devices = list.map(([imei = "", iccid = ""]) => device(["IMEI", imei], ["ICCID", iccid])).join("");
  await postUpload(endpoint, withoutActivation(withDeviceList(devices)));
  await callbacks.idle();
  const [post] = receiver.posts;
  expect(post?.headers["content-type"]).toBe("text/xml; charset=utf-8");
  const values = /(<(?:Username|Password|RequestId|AccountName|DeviceSku)\b[^>]*>)[^<]*/g;
  const masked = (xml: string): string => canonical(xml.replace(values, "$1…"));
  expect(masked(post?.body.toString() ?? "")).toBe(masked(sample));
});

const variants = [
  ["form:page", "page"],
  ["form:soap", "soap"],
  ["form:prefixed", "prefixed"],
] as const;

test.each(variants)("%s says the same", (list, form) => {
  const { body, contentType } = sampleSend(parseCallbackBehaviour(list));
  const order = form === "page" ? (pair: string[]) => pair.reverse() : (pair: string[]) => pair;
  const [imei, iccid] = form === "prefixed" ? ["IMEI", "ICCID"] : ["Imei", "Iccid"];
  const lines = ["6", "7"].map((end) => {
    const identifiers = order([`${imei} 18072019678670${end}`, `${iccid} 1807201967255647700${end}`]);
    return `${identifiers.join(",")}: Line has been uploaded successfully`;
  });
  expect(readCallback(body, contentType)).toEqual({
    username: "test",
    password: "test",
    requestId: "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
    lines,
    counters: ["2", "0", "2", "0"],
    accountName: "suvenduactiot",
    sku: "test",
    device: "",
    members: ["DeviceService", "CallbackCount", "MaxCallbackThreshold"],
    fault: undefined,
    status: undefined,
    attempt: "1 of 4",
  });
});

test("form:soap: an envelope, Data in no namespace", () => {
  const text = sampleSend({ form: "soap" }).body.toString();
  expect(text).toMatch(
    /^<s:Envelope .*<CallbackRequest xmlns="http:\/\/nphase\.com\/unifiedwebservice\/v2">/,
  );
  expect(text).toContain('<Data xmlns="">');
});

test("form:prefixed: not an element without a prefix", () => {
  const text = sampleSend({ form: "prefixed" }).body.toString();
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?><soapenv:Envelope /);
  expect(text).not.toMatch(/<\/?\w+[ />]/);
});

test.each(variants)("%s,encoding:utf-16: byte order mark, declaration, content type", (list) => {
  const { body, contentType } = sampleSend(parseCallbackBehaviour(`${list},encoding:utf-16`));
  expect(contentType).toBe("text/xml; charset=utf-16");
  expect([...body.subarray(0, 2)]).toEqual([0xff, 0xfe]);
  expect(body.toString("utf16le")).toMatch(/^\uFEFF<\?xml version="1\.0" encoding="utf-16"\?><[^?]/);
  const { body: plain } = sampleSend(parseCallbackBehaviour(list));
  const { lines } = readCallback(plain, "text/xml; charset=utf-8");
  expect(readCallback(body, contentType).lines).toEqual(lines);
});

test.each(variants)("%s: what a request says is escaped", async (_, form) => {
  const receiver = await startReceiver();
  const credentials = { username: 'a<b>"c&d', password: "]]>&amp;\r" };
  const { endpoint, callbacks } = await start({ callbacks: { url: receiver.url, form, ...credentials } });
  const device0 = device(["IMEI", "1&amp;2"], ["ICCID", "3&gt;4,5"]);
  const account = withField("AccountName", "Müller &amp; Söhne €");
  await postUpload(
    endpoint,
    withoutActivation(account.replace(/(<nph:DeviceList>).*(?=<\/nph:DeviceList>)/s, `$1${device0}`)),
  );
  await callbacks.idle();
  const [callback] = receiver.callbacks();
  expect(callback).toMatchObject({
    username: 'a<b>"c&d',
    password: "]]>&amp;",
    accountName: "Müller & Söhne €",
  });
  expect(callback?.lines[0]).toContain("1&2");
  expect(callback?.lines[0]).toContain("3>4,5");
  expect(callback?.lines[0]).toContain("IMEI (1&2) is invalid");
});
