import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileQuarantine } from "../../src/store/file-quarantine.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const bounds = { maxMessages: 3, maxBytes: 1_000 };

test("a message is a file of its own, and nothing is made before the first", async () => {
  const directory = temporaryDirectory();
  const quarantine = fileQuarantine(directory);
  expect(readdirSync(directory)).toEqual([]);
  await quarantine.keep(Buffer.from("<a/>"));
  expect(quarantine.location).toBe(join(directory, "quarantine"));
  const [name = "", ...others] = readdirSync(quarantine.location);
  expect(name).toMatch(/^\d{8}-\d{6}-[a-z0-9]{4}\.xml$/);
  expect(others).toEqual([]);
  expect(readFileSync(join(quarantine.location, name), "utf8")).toBe("<a/>");
});

test("only the last messages stay, those of an earlier run included, and what is not ours is let be", async () => {
  const directory = temporaryDirectory();
  await fileQuarantine(directory, bounds).keep(Buffer.from("of an earlier run"));
  const quarantine = fileQuarantine(directory, bounds);
  writeFileSync(join(quarantine.location, "notes.xml"), "mine");
  await Promise.all(["1", "2", "3"].map((text) => quarantine.keep(Buffer.from(text))));
  expect(texts(quarantine.location)).toEqual(["1", "2", "3", "mine"]);
});

test("they stay within their bytes; the newest always stays", async () => {
  const quarantine = fileQuarantine(temporaryDirectory(), bounds);
  for (const size of [400, 500, 300]) await quarantine.keep(Buffer.alloc(size, "x"));
  expect(texts(quarantine.location).map(({ length }) => length)).toEqual([300, 500]);
  await quarantine.keep(Buffer.alloc(2_000, "x"));
  expect(texts(quarantine.location).map(({ length }) => length)).toEqual([2_000]);
});

test("what cannot be kept is an error, and the next one is tried again", async () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  const quarantine = fileQuarantine(file);
  for (let attempt = 0; attempt < 2; attempt++)
    expect(await failureOf(() => quarantine.keep(Buffer.from("<a/>")))).toMatchObject({
      kind: "store",
      message: expect.stringMatching(
        /quarantine in the state directory: a part of the path is a file \(ENOTDIR\)\.$/,
      ),
    });
});

function texts(directory: string): string[] {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), "utf8"))
    .sort();
}
