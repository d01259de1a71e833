import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { probeState } from "../../src/store/probe-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

test("a directory that was not there is not there afterwards, nor what had to be made above it", () => {
  const directory = temporaryDirectory();
  expect(probeState(join(directory, "a", "b"))).toEqual({ existed: false, freeBytes: expect.any(Number) });
  expect(readdirSync(directory)).toEqual([]);
});

test("one that is there stays as it is", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "jobs"));
  expect(probeState(directory)).toMatchObject({ existed: true });
  expect(readdirSync(directory)).toEqual(["jobs"]);
  expect(existsSync(join(directory, "jobs"))).toBe(true);
});

test("one that cannot be: an error that says why", () => {
  const directory = temporaryDirectory();
  const file = join(directory, "file");
  writeFileSync(file, "");
  expect(() => probeState(join(file, "state"))).toThrow(VzuploadError);
  expect(() => probeState(join(file, "state"))).toThrow("a part of the path is a file (ENOTDIR)");
});
