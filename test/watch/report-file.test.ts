import { spawnSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkReportFiles } from "../../src/watch/check-report-files.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { csvOfPairs } from "../upload/push-rows.ts";
import { noFiles, pushed, report, textIn } from "./reported-job.ts";

const unprotected = { inputs: [], stateDirectory: "/nowhere" };

describe("where a report goes", () => {
  test.each([
    ["missing/failed.csv", "there is no such directory"],
    ["file/failed.csv", "a part of the path is a file"],
    ["directory", "it is a directory"],
  ])("%s is refused before the wait: %s", async (name, why) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "file"), "");
    mkdirSync(join(directory, "directory"));
    const path = join(directory, name);
    expect(await failureOf(() => checkReportFiles({ ...noFiles, failed: path }, unprotected))).toEqual({
      kind: "usage",
      message: `--failed: cannot write ${path}: ${why}.`,
      hint: "Name a file in a directory that exists and can be written to.",
    });
  });

  test("one file for two reports is refused", async () => {
    const path = join(temporaryDirectory(), "report.csv");
    expect(
      await failureOf(() => checkReportFiles({ ...noFiles, results: path, junit: path }, unprotected)),
    ).toMatchObject({
      message: `--results and --junit name the same file, ${path}.`,
    });
  });

  test("a link stays one, and what it leads to is replaced", async () => {
    const { store, job, directory } = await pushed([csvOfPairs(0, 2)]);
    mkdirSync(join(directory, "real"));
    writeFileSync(join(directory, "real", "results.csv"), "yesterday's");
    symlinkSync(join(directory, "real", "results.csv"), join(directory, "link.csv"));
    await report(store, job, { ...noFiles, results: join(directory, "link.csv") });
    expect(lstatSync(join(directory, "link.csv")).isSymbolicLink()).toBe(true);
    expect(textIn(directory, "real/results.csv")).toContain("awaiting");
    expect(readdirSync(join(directory, "real"))).toEqual(["results.csv"]);
  });

  test.skipIf(process.platform === "win32")("a pipe stays one: it once was replaced by a file", async () => {
    const { store, job, directory } = await pushed([csvOfPairs(0, 2)]);
    const path = join(directory, "pipe");
    expect(spawnSync("mkfifo", [path]).status).toBe(0);
    const pipe = openSync(path, "r+");
    const files = { ...noFiles, results: path };
    checkReportFiles(files, unprotected);
    await report(store, job, files);
    const bytes = Buffer.alloc(65_536);
    expect(bytes.toString("utf8", 0, readSync(pipe, bytes))).toContain("awaiting");
    expect(statSync(path).isFIFO()).toBe(true);
    closeSync(pipe);
  });
});
