import { expect, test } from "vitest";
import { callbackOf, copyOf, fateOf, sample } from "./callback-messages.ts";

test("the platform's sample, field by field", () => {
  expect(callbackOf(sample)).toEqual({
    username: "test",
    password: "test",
    requestId: "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
    service: "DeviceService",
    accountName: "suvenduactiot",
    sku: "test",
    lines: [
      {
        identifiers: [
          { kind: "ICCID", value: "18072019672556477006" },
          { kind: "IMEI", value: "180720196786706" },
        ],
        status: "Line has been uploaded successfully",
      },
      {
        identifiers: [
          { kind: "ICCID", value: "18072019672556477007" },
          { kind: "IMEI", value: "180720196786707" },
        ],
        status: "Line has been uploaded successfully",
      },
    ],
    counters: { total: 2, pending: 0, success: 2, failed: 0 },
    device: [],
    fault: undefined,
    status: undefined,
    attempt: 1,
  });
});

test("the copy of the sample is the sample, but for its password", () => {
  expect(copyOf(sample)).toBe(sample.replace(/(<Password [^>]*>)test </, "$1***<"));
  expect(copyOf(`${sample}\r\n`)).toBe(`${copyOf(sample)}\r\n`);
});

test("the sample cut short at any byte is no callback", () => {
  const bytes = Buffer.from(sample);
  const fates = new Set<string>();
  for (let length = 0; length < bytes.length; length++) fates.add(fateOf(bytes.subarray(0, length)));
  expect([...fates].sort()).toEqual(["empty", "notXml"]);
});

test("the sample in UTF-16 cut short at any byte is no callback", () => {
  const bytes = Buffer.from(`\ufeff${sample}`, "utf16le");
  const fates = new Set<string>();
  for (let length = 0; length < bytes.length; length++) fates.add(fateOf(bytes.subarray(0, length)));
  expect([...fates].sort()).toEqual(["empty", "encoding", "notXml"]);
  expect(fateOf(bytes)).toBe("callback");
});

test("the sample without any one of its tags is no callback", () => {
  const tags = [...sample.matchAll(/<[^>]*[^/]>/g)];
  expect(tags.length).toBeGreaterThan(50);
  for (const { 0: tag, index } of tags)
    expect(fateOf(sample.slice(0, index) + sample.slice(index + tag.length)), tag).not.toBe("callback");
});
