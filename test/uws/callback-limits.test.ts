import { expect, test } from "vitest";
import { type CallbackLimits, callbackLimits } from "../../src/uws/callback-limits.ts";
import { createCallbackReader } from "../../src/uws/callback-reader.ts";
import {
  callbackOf,
  fateOf,
  identifierOf,
  lineOf,
  messageOf,
  refusalOf,
  uploadOf,
} from "./callback-messages.ts";

const { maxDepth, maxIdentifiers, maxNameLength, maxAttributes, maxAttributeLength, maxTextLength } =
  callbackLimits;
const { maxQuietLength } = callbackLimits;

/** Two elements deep by itself. */
const nested = (depth: number) => messageOf("<a>".repeat(depth - 2) + "</a>".repeat(depth - 2));
const attributes = (count: number) =>
  messageOf(`<a${Array.from({ length: count }, (_, at) => ` b${at}="c"`).join("")}/>`);
const identifiers = (count: number) => identifierOf("IMEI", "1").repeat(count);

test.each([
  ["tooDeep", maxDepth, nested],
  ["tooManyAttributes", maxAttributes, attributes],
  ["attributeTooLong", maxAttributeLength, (length: number) => messageOf(`<a b="${"c".repeat(length)}"/>`)],
  ["nameTooLong", maxNameLength, (length: number) => messageOf(`<${"a".repeat(length)}/>`)],
  ["nameTooLong", maxNameLength, (length: number) => messageOf(`<a ${"b".repeat(length)}="c"/>`)],
  [
    "textTooLong",
    maxTextLength,
    (length: number) => lineOf(`<LineStatus>${"s".repeat(length)}</LineStatus>`),
  ],
  [
    "textTooLong",
    maxTextLength,
    (length: number) => messageOf(`<Status><![CDATA[${"s".repeat(length)}]]></Status>`),
  ],
  [
    "textTooLong",
    maxTextLength,
    (length: number) => messageOf(`<Status>${"s<!---->".repeat(8)}${"s".repeat(length - 8)}</Status>`),
  ],
  ["textTooLong", maxTextLength, (length: number) => messageOf(`<Status>${" ".repeat(length)}</Status>`)],
  ["tooManyIdentifiers", maxIdentifiers, (count: number) => lineOf(identifiers(count))],
  [
    "tooManyIdentifiers",
    maxIdentifiers,
    (count: number) => messageOf("", `<RequestId>r</RequestId><Device>${identifiers(count)}</Device>`),
  ],
  [
    "tooManyIdentifiers",
    maxIdentifiers,
    (count: number) =>
      messageOf("", `<RequestId>r</RequestId>${`<Device>${identifiers(1)}</Device>`.repeat(count)}`),
  ],
] as const)("%s: %i is fine, one more is refused", (reason, limit, make) => {
  expect(fateOf(make(limit))).toBe("callback");
  const refusal = refusalOf(make(limit + 1));
  expect(refusal).toMatchObject({ status: 413, reason });
  expect(refusal.message).toContain(` ${limit} `);
});

test.each<[keyof CallbackLimits, number, string]>([
  ["maxElements", 103, "tooManyElements"],
  ["maxLines", 5, "tooManyLines"],
  ["maxBytes", Buffer.byteLength(messageOf("<a/>".repeat(100))), "tooLarge"],
])("%s", (limit, value, reason) => {
  const message =
    limit === "maxLines" ? uploadOf("<UploadDevicesInfo/>".repeat(5)) : messageOf("<a/>".repeat(100));
  expect(fateOf(message, { [limit]: value })).toBe("callback");
  expect(refusalOf(message, { [limit]: value - 1 })).toMatchObject({ status: 413, reason });
});

test("the limits hold a full callback ten times over", () => {
  expect(callbackLimits.maxLines).toBe(100_000);
  const line = `<UploadDevicesInfo>${identifierOf("Iccid", "89148000000000000018 ")}${identifierOf("Imei", "180720196786706 ")}<LineStatus>Line has been uploaded successfully </LineStatus></UploadDevicesInfo>`;
  const full = uploadOf(line.repeat(10_000));
  expect(Buffer.byteLength(full)).toBeLessThan(callbackLimits.maxBytes / 10);
  expect(callbackOf(full).lines).toHaveLength(10_000);
  expect(refusalOf(full, { maxLines: 9999 })).toMatchObject({ status: 413, reason: "tooManyLines" });
});

test("100,000 lines are fine, one more is refused", () => {
  const lines = (count: number) =>
    uploadOf("<UploadDevicesInfo><LineStatus/></UploadDevicesInfo>".repeat(count));
  expect(callbackOf(lines(100_000)).lines).toHaveLength(100_000);
  expect(refusalOf(lines(100_001))).toMatchObject({ status: 413, reason: "tooManyLines" });
});

test("a body of 32 MiB is fine, a byte more is refused", () => {
  const filler = `<a>${"x".repeat(50_000)}</a>`;
  const short = messageOf(filler.repeat(670));
  const full = short + "\n".repeat(callbackLimits.maxBytes - Buffer.byteLength(short));
  expect(fateOf(full)).toBe("callback");
  expect(refusalOf(`${full}\n`)).toMatchObject({ status: 413, reason: "tooLarge" });
});

test.each([
  ["a text", (filler: string) => messageOf(`<a>${filler}</a>`)],
  ["a comment", (filler: string) => messageOf(`<!--${filler}-->`)],
  ["CDATA", (filler: string) => messageOf(`<a><![CDATA[${filler}]]></a>`)],
  ["an instruction", (filler: string) => messageOf(`<?x ${filler}?>`)],
  ["a comment in front", (filler: string) => `<!--${filler}-->${messageOf()}`],
  ["a comment behind", (filler: string) => `${messageOf()}<!--${filler}-->`],
  ["blanks behind", (filler: string) => messageOf() + filler.replaceAll("x", " ")],
])("%s may fill less than 128 Ki characters, never more than 192 Ki", (_what, make) => {
  expect(fateOf(make("x".repeat(maxQuietLength - 1000)))).toBe("callback");
  expect(refusalOf(make("x".repeat(maxQuietLength * 1.5)))).toMatchObject({
    status: 413,
    reason: "quietTooLong",
  });
});

test("any amount of text is fine that elements are in", () => {
  expect(fateOf(messageOf(`<a>${"x".repeat(60_000)}</a>`.repeat(20)))).toBe("callback");
});

test("what follows a refusal is passed over, and changes nothing", () => {
  const reader = createCallbackReader();
  const refusal = reader.write(Buffer.from(nested(100).padEnd(70_000)));
  expect(refusal).toMatchObject({ reason: "tooDeep" });
  expect(reader.write(Buffer.of(0xff))).toBe(refusal);
  expect(reader.end()).toEqual({ kind: "refused", refusal });
});
