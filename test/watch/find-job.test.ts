import { describe, expect, test } from "vitest";
import { findJob } from "../../src/watch/find-job.ts";

const ids = ["20260101-101010-aaaa", "20260101-101010-bbbb", "20260203-101010-cccc"];
const find = (text: string, among = ids) => findJob(among, text, "/state");

describe("a job is named", () => {
  test.each([
    ["20260101-101010-bbbb", "20260101-101010-bbbb"],
    ["202602", "20260203-101010-cccc"],
    ["bbbb", "20260101-101010-bbbb"],
    ["0-aaaa", "20260101-101010-aaaa"],
    ["newest", "20260203-101010-cccc"],
  ])("by %s", (text, id) => expect(find(text)).toBe(id));

  test("by nothing that fits several", () => {
    expect(() => find("20260101")).toThrow('"20260101" may be any of 2 jobs.');
    expect(() => find("2026")).toThrow(
      expect.objectContaining({
        kind: "usage",
        hint: "Give more of its id: 20260203-101010-cccc, 20260101-101010-bbbb, 20260101-101010-aaaa",
      }),
    );
  });

  test.each(["", "dddd", "1010"])("by no other text (%j)", (text) => {
    expect(() => find(text)).toThrow(`There is no job "${text}" in /state.`);
  });

  test("where there are some", () => {
    expect(() => find("newest", [])).toThrow("There is no job in /state.");
  });
});
