import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCommand } from "../../src/reports/command-line.ts";

describe("for bash and zsh", () => {
  test.each([
    ["devices.csv", "devices.csv"],
    ["--columns=imei,-,iccid", "--columns=imei,-,iccid"],
    ["me+a@mycompany.com", "me+a@mycompany.com"],
    ["100%", "100%"],
    ["", "''"],
    ["my devices.csv", "'my devices.csv'"],
    ["it's", "'it'\\''s'"],
    ['a "b"', "'a \"b\"'"],
    ["wow!.csv", "'wow!.csv'"],
    ["$HOME/*.csv", "'$HOME/*.csv'"],
    ["~/a", "'~/a'"],
    ["=ls", "'=ls'"],
    ["a\\b", "'a\\b'"],
    ["Prüfstand 試.csv", "'Prüfstand 試.csv'"],
    ["a\nb", "$'a\\x0ab'"],
    ["it's\t\u001b[31m\\", "$'it\\'s\\x09\\x1b[31m\\\\'"],
    ["\u202efdp.csv", "$'\\xe2\\x80\\xaefdp.csv'"],
  ])("%j is %s", (word, quoted) => {
    expect(formatCommand(["push", word], "linux")).toBe(`vzupload push ${quoted}`);
    expect(formatCommand(["push", word], "darwin")).toBe(`vzupload push ${quoted}`);
  });

  test.runIf(process.platform !== "win32")("bash reads back the very words", () => {
    const word = fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\0", ""));
    const nasty = fc.string({ unit: fc.constantFrom(..."'\"\\$`!%*~#&;|<>(){}[]? \n\t\r\u001bn07ax") });
    fc.assert(
      fc.property(fc.array(fc.oneof(word, nasty), { minLength: 50, maxLength: 100 }), (words) => {
        const script = `vzupload() { printf '%s\\0' "$@"; }\n${formatCommand(words, "linux")}`;
        const printed = execFileSync("bash", ["-c", script]).toString();
        expect(printed.split("\0").slice(0, -1)).toEqual(words);
      }),
      { numRuns: 20 },
    );
  });
});

describe("for cmd, and PowerShell where it reads the same", () => {
  test.each([
    ["C:\\data\\devices.csv", "C:\\data\\devices.csv"],
    ["--sku=VZW1", "--sku=VZW1"],
    ["me+a@mycompany.com", "me+a@mycompany.com"],
    ["", '""'],
    ["my devices.csv", '"my devices.csv"'],
    ["imei,iccid", '"imei,iccid"'],
    ["@list", '"@list"'],
    ["it's", '"it\'s"'],
    ["100%", '"100%"'],
    ["wow!.csv", '"wow!.csv"'],
    ["a&b|c^d", '"a&b|c^d"'],
    ["(1).csv", '"(1).csv"'],
    ["$env", '"$env"'],
    ["C:\\my data\\", '"C:\\my data\\\\"'],
    ['a"b', '"a""b"'],
    ['a\\"b\\', '"a\\\\""b\\\\"'],
  ])("%j is %s", (word, quoted) => {
    expect(formatCommand(["push", word], "win32")).toBe(`vzupload push ${quoted}`);
  });
});
