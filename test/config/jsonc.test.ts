import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonWithComments } from "../../src/config/jsonc.ts";

describe("comments and a last comma are allowed", () => {
  test.each([
    ['// one\n{ "a": 1 } // two', { a: 1 }],
    ['{ /* a\n comment */ "a": [1, 2, /* three, */], }', { a: [1, 2] }],
    [
      '{ "a": "// no comment", "b": "/* nor this */", "c": ",}" }',
      { a: "// no comment", b: "/* nor this */", c: ",}" },
    ],
    ['{ "a": "a quote \\" // in it" }', { a: 'a quote " // in it' }],
    ["{}// the end", {}],
    ['{\r\n// Windows\r\n"a": true\r\n}\r\n', { a: true }],
    ["[]", []],
    ['"text"', "text"],
    ["-1.5e3", -1500],
  ])("%j", (text, value) => expect(parseJsonWithComments(text)).toEqual({ kind: "value", value }));

  test("__proto__ is a key as any other", () => {
    const parsed = parseJsonWithComments('{"__proto__": {"a": 1}}');
    expect(parsed.kind === "value" && Object.keys(parsed.value as object)).toEqual(["__proto__"]);
  });
});

const value = "there is a value that is neither text in quotes, nor a number, true, false or null";

describe("what is broken is told with its line, and never quoted", () => {
  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, "a comma is missing"],
    ['{\n  "password": hunter2\n}', 2, value],
    ['{\n  "password": "hunter2\n}', 2, "a value is missing"],
    ["{\n  hunter2: 1\n}", 2, "a key in quotes is missing"],
    ["{\n  'hunter2': 1\n}", 2, "a key in quotes is missing"],
    ['{\n  "a"\n  1\n}', 3, "a colon is missing"],
    ['{\n  "a": 1,,\n}', 2, "a key in quotes is missing"],
    ["[1\n2]", 2, "a comma is missing"],
    ["[1,,2]", 1, "a value is missing"],
    ['{\n  "a": 1\n', 3, "its end is missing"],
    ["", 1, "its end is missing"],
    ["{}\n}", 2, "there is something behind its end"],
    ['{\n  /* "a": 1\n}', 2, "a comment is not closed"],
    ["[01]", 1, value],
    ["[NaN]", 1, value],
    ['{"a": "\\x"}', 1, value],
    ["[".repeat(100_000), 1, "it is nested too deeply"],
  ])("%j", (text, line, why) => expect(parseJsonWithComments(text)).toEqual({ kind: "broken", line, why }));

  test("a key that is there twice: neither may be passed over", () =>
    expect(parseJsonWithComments('{\n  "account": "a",\n  "account": "b"\n}')).toEqual({
      kind: "broken",
      line: 3,
      why: "a key is there a second time",
    }));
});

test("a file of megabytes is read, and one that is broken told as such", () => {
  const long = "x".repeat(5_000_000);
  const blanks = " \n".repeat(2_000_000);
  expect(parseJsonWithComments(`{"a": "${long}"${blanks}}`)).toEqual({ kind: "value", value: { a: long } });
  expect(parseJsonWithComments(`{"a": "${long}`)).toMatchObject({ kind: "broken", line: 1 });
});

test.each([
  ["comments", `{${" /**/".repeat(3_000_000)}}`, {}],
  ["lines of comments", `{${"//\n".repeat(3_000_000)}}`, {}],
  ["escapes", `{"a": "${"\\n".repeat(3_000_000)}"}`, { a: "\n".repeat(3_000_000) }],
])("millions of %s do not exhaust the stack", (_, text, value) =>
  expect(parseJsonWithComments(text)).toEqual({ kind: "value", value }),
);

test("what JSON.stringify writes is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 2 }), (json, indent) => {
      const text = JSON.stringify(json, null, indent);
      expect(parseJsonWithComments(text)).toEqual({ kind: "value", value: JSON.parse(text) });
    }),
  );
});
