import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CallbackLimits } from "../../src/uws/callback-limits.ts";
import { readCallback } from "../../src/uws/callback-reader.ts";

/**
 * The same message twice: as it is, and with another comment behind each piece of it, so that no two lines look alike and the parser
 * reads every one. Both must say the same.
 */
function bothWays(pieces: readonly string[], limits?: Partial<CallbackLimits>) {
  const read = (separator: (index: number) => string) => {
    const text = pieces.map((piece, index) => piece + separator(index)).join("");
    const result = readCallback(Buffer.from(`${head}${text}${tail}`), limits);
    if (result.kind === "refused") return result.refusal.message.replace(/ \(line .*$/, "");
    const body = result
      .body()
      .toString()
      .replaceAll(/<!-- \d+ -->/g, "");
    return { callback: result.callback, body };
  };
  const [plain, parsed] = [read(() => ""), read((index) => `<!-- ${index} -->`)];
  return { plain, parsed };
}

const head =
  "<CallbackRequest><Username>u</Username><Password>secret</Password><RequestId>r-1</RequestId><Data><DeviceService>";
const tail = "</DeviceService></Data></CallbackRequest>";

function line(imei: string, status: string, more = ""): string {
  return `<UploadDevicesInfo><DeviceIdentifier><Kind>IMEI</Kind><Identifier>${imei}</Identifier></DeviceIdentifier>${more}<LineStatus>${status}</LineStatus></UploadDevicesInfo>`;
}

const same = Array.from({ length: 1_000 }, (_, index) =>
  line(String(358755000000000 + index), "Device upload successful"),
);

describe("lines that look alike", () => {
  test("are all there, in order, with their own values", () => {
    const { plain, parsed } = bothWays(same);
    expect(plain).toEqual(parsed);
    expect(plain).toMatchObject({
      callback: { lines: { length: 1_000, 999: { identifiers: [{ value: "358755000000999" }] } } },
    });
  });

  test.each<readonly [what: string, odd: string]>([
    ["another status", line("1", "IMEI is invalid")],
    ["no status", line("1", "")],
    ["a status of blanks", line("1", "   ")],
    ["a reference", line("1", "a &amp; b")],
    ["a reference in an identifier", line("&#49;2", "x")],
    ["CDATA", line("<![CDATA[12]]>", "<![CDATA[a<b]]>")],
    ["a comment within", line("1<!-- x -->2", "x")],
    ["an instruction within", line("1", "a<?x y?>b")],
    ["what only looks like the end of CDATA", line("1", "a]]b")],
    ["a greater-than", line("1", "a > b")],
    ["letters that are not ASCII", line("1", "é漢😀")],
    ["a line feed", line("1", "a\nb")],
    ["a carriage return", line("1", "a\r\nb")],
    [
      "a tag that ends itself",
      "<UploadDevicesInfo><DeviceIdentifier><Kind>IMEI</Kind><Identifier>5</Identifier></DeviceIdentifier><LineStatus/></UploadDevicesInfo>",
    ],
    [
      "a status that is nil",
      '<UploadDevicesInfo><LineStatus xsi:nil="true"></LineStatus></UploadDevicesInfo>',
    ],
    ["no identifier", "<UploadDevicesInfo><LineStatus>x</LineStatus></UploadDevicesInfo>"],
    [
      "another order",
      "<UploadDevicesInfo><LineStatus>x</LineStatus><Kind>IMEI</Kind><Identifier>7</Identifier></UploadDevicesInfo>",
    ],
    ["another kind", line("1", "x").replace("IMEI", "ICCID")],
    [
      "a second identifier",
      line("1", "x", "<DeviceIdentifier><Kind>ICCID</Kind><Identifier>8</Identifier></DeviceIdentifier>"),
    ],
    ["a wrapper around it", `<w>${line("1", "x")}</w>`],
    ["a prefix", "<a:UploadDevicesInfo><a:LineStatus>x</a:LineStatus></a:UploadDevicesInfo>"],
    ["a counter before it", `<TotalLineCount>5</TotalLineCount>${line("1", "x")}`],
    ["a password before it", `<Password>hidden</Password>${line("1", "x")}`],
    [
      "a list of another kind around it",
      `</DeviceService><DeviceService><Devices>${line("1", "x")}<UploadDevices><LineStatus>y</LineStatus></UploadDevices></Devices></DeviceService><DeviceService>`,
    ],
    [
      "the same in another place of equal depth",
      `<UploadDevices><UploadDevicesInfo><LineStatus>x</LineStatus></UploadDevicesInfo></UploadDevices><Devices><UploadDevices><LineStatus>x</LineStatus></UploadDevices></Devices>`,
    ],
    ["a password that is nil", line("1", "x", '<Password xsi:nil="true"></Password>')],
    ["a password in it", line("1", "x", "<Password>hidden</Password>")],
    ["another password in it", line("1", "x", "<Password>hidden</Password>")],
    ["the end of the list and another list", `</DeviceService><DeviceService>${line("1", "x")}`],
    ["the end of Data and another one", `</DeviceService></Data><Data><DeviceService>${line("1", "x")}`],
    ["a close tag too many", `</UploadDevicesInfo>${line("1", "x")}`],
    ["the end of what is not open, and its beginning", `</DeviceService><w>${line("1", "x")}`],
    ["a reference that is none", line("1", "&nope;")],
    ["the end of CDATA", line("1", "]]>")],
    ["a control character", line("1", "a\u0001b")],
    ["two statuses", line("1", "a", "<LineStatus>b</LineStatus>")],
    ["a DOCTYPE", `<!DOCTYPE x>${line("1", "x")}`],
    ["a very long status", line("1", "x".repeat(70_000))],
    ["nothing that is closed", "<UploadDevicesInfo>"],
  ])("and among them one with %s", (_, odd) => {
    // More than the first block has, so that lines are repeated behind it.
    const some = same.slice(0, 60);
    const rows = [
      [...some, odd, ...some],
      [odd, ...some],
      [...some, odd],
      [odd, odd, odd, ...some],
      [...some, ...Array<string>(60).fill(odd), ...some],
      [...some, odd, odd, odd],
    ];
    for (const pieces of rows) {
      const { plain, parsed } = bothWays(pieces);
      expect(plain).toEqual(parsed);
    }
  });

  test("each with a password of its own are stored without them", () => {
    const pieces = same
      .slice(0, 100)
      .map((each) => each.replace("<LineStatus>", "<Password>hidden</Password><LineStatus>"));
    const { plain, parsed } = bothWays(pieces);
    expect(JSON.stringify(plain)).not.toContain("hidden");
    expect(plain).toEqual(parsed);
  });

  test("in any mixture and any space are read as the parser reads each of them", () => {
    const value = fc.stringMatching(/^[0-9A-F]{0,17}$/);
    const status = fc.constantFrom(
      "Device upload successful",
      "IMEI (12) is invalid",
      "",
      " ",
      "a &lt; b",
      "é",
      "<![CDATA[x]]>",
    );
    const shape = fc.constantFrom(
      (imei: string, text: string) => line(imei, text),
      (imei: string, text: string) => `\n  ${line(imei, text)}`,
      (imei: string, text: string) =>
        line(
          imei,
          text,
          "<DeviceIdentifier><Kind> iccid </Kind><Identifier>89 </Identifier></DeviceIdentifier>",
        ),
      (imei: string, text: string) => `<w>${line(imei, text)}</w>`,
      (_: string, text: string) => `<UploadDevicesInfo><LineStatus>${text}</LineStatus></UploadDevicesInfo>`,
      (imei: string) =>
        `<UploadDevicesInfo><Kind>ESN</Kind><Identifier>${imei}</Identifier></UploadDevicesInfo>`,
      () => "<UploadDevicesInfo></UploadDevicesInfo>",
      () => "<SuccessLineCount>3</SuccessLineCount>",
      (imei: string, text: string) => line(imei, text, "<Password>hidden</Password>"),
      () => "</DeviceService><DeviceService>",
      () => "</DeviceService></Data><Data><DeviceService>",
      (imei: string, text: string) =>
        `<Devices><UploadDevices><Kind>IMEI</Kind><Identifier>${imei}</Identifier><LineStatus>${text}</LineStatus></UploadDevices></Devices>`,
      (imei: string, text: string) => `<UploadDevices>${line(imei, text)}</UploadDevices>`,
      (imei: string, text: string) =>
        `<UploadDevices>${line(imei, text)}</UploadDevices>`.replaceAll("UploadDevices>", "w>"),
    );
    const piece = fc.tuple(shape, value, status).map(([write, imei, text]) => write(imei, text));
    // Runs of one shape, so that much is repeated.
    const run = fc
      .tuple(piece, fc.integer({ min: 1, max: 30 }))
      .map(([text, count]) => Array<string>(count).fill(text));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
        const { plain, parsed } = bothWays(runs.flat());
        expect(plain).toEqual(parsed);
      }),
      { seed: 4_711, numRuns: 300 },
    );
  });

  test.each<readonly [what: string, limits: Partial<CallbackLimits>]>([
    ["lines", { maxLines: 500 }],
    ["elements", { maxElements: 3_000 }],
    ["the length of a text", { maxTextLength: 20 }],
    ["identifiers", { maxIdentifiers: 0 }],
  ])("are bounded in the number of %s as others are", (_, limits) => {
    const { plain, parsed } = bothWays(same, limits);
    expect(plain).toEqual(parsed);
    expect(plain).toBeTypeOf("string");
  });

  test("do not shift the line that a problem is reported in", () => {
    const pretty = same.slice(0, 50).map((each) => `\n${each}`);
    const result = readCallback(Buffer.from(`${head}${pretty.join("")}\n</Oops>${tail}`));
    expect(result.kind === "refused" && result.refusal.message).toMatch(/\(line 52/);
  });

  test("hide a password that comes behind them, and one that is cut by the end of a block", () => {
    for (const count of [10, 200, 400, 419, 420, 421, 600]) {
      const pieces = [...same.slice(0, count), "<Password>hidden-too</Password>", ...same.slice(0, 3)];
      const { plain, parsed } = bothWays(pieces);
      expect(JSON.stringify(plain)).not.toContain("hidden-too");
      expect(plain).toEqual(parsed);
    }
  });
});
