import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import type { StoredJob } from "../../src/store/store.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { publishSideFiles } from "./stored-job-conformance.ts";

const hint = "Restore the file from a backup; do not edit it.";
const sideFiles = ["rejected.csv", "taken.csv"] as const;
const readSide = (read: StoredJob, name: (typeof sideFiles)[number]) =>
  name === "taken.csv" ? read.readTaken() : read.readRejected();

async function publish(isHashKept = true) {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const { id, read } = await publishSideFiles(store, isHashKept);
  return { read, at: (name: string) => join(store.location, "jobs", id, name) };
}

describe.each(sideFiles)("%s", (name) => {
  test("that is missing is lost, not empty", async () => {
    const { read, at } = await publish();
    rmSync(at(name));
    expect(await failureOf(() => readSide(read, name))).toEqual({
      kind: "store",
      message: `The file ${at(name)} of the job is missing.`,
      hint,
    });
  });

  test("with any one byte changed, or cut anywhere, is not read", async () => {
    const { read, at } = await publish();
    const whole = readFileSync(at(name));
    const changed = Array.from(whole, (byte, index) => Buffer.from(whole).fill(byte ^ 1, index, index + 1));
    const cut = Array.from(whole, (_, length) => whole.subarray(0, length));
    for (const bytes of [...changed, ...cut]) {
      writeFileSync(at(name), bytes);
      expect(await failureOf(() => readSide(read, name))).toEqual({
        kind: "store",
        message: `The file ${at(name)} of the job is not the one that was written: its SHA-256 differs.`,
        hint,
      });
    }
  });

  test("of the first release, which kept no SHA-256: its form must be right", async () => {
    const { read, at } = await publish(false);
    const whole = readFileSync(at(name), "utf8");
    for (const text of ["", whole.slice(1), whole.slice(0, -1), `${whole}x\n`, whole.replace("\n1", "\n0")]) {
      writeFileSync(at(name), text);
      expect(await failureOf(() => readSide(read, name))).toEqual({
        kind: "store",
        message: `The file ${at(name)} of the job is damaged: it does not have the form in which it was written.`,
        hint,
      });
    }
  });
});

describe("a source", () => {
  test("that is missing fails its stream, and names the file", async () => {
    const { read, at } = await publish();
    rmSync(at("sources/0001-devices.csv"));
    expect(await failureOf(() => buffer(read.openSource(0)))).toEqual({
      kind: "store",
      message: `The file ${at("sources/0001-*")} of the job is missing.`,
      hint,
    });
  });

  test("that was changed fails its stream at its end", async () => {
    const { read, at } = await publish();
    writeFileSync(at("sources/0001-devices.csv"), "abd");
    expect(await failureOf(() => buffer(read.openSource(0)))).toEqual({
      kind: "store",
      message: `The file ${at("sources/0001-devices.csv")} of the job is not what was read: its SHA-256 differs.`,
      hint,
    });
  });

  test("that cannot be read fails its stream as any file of the state directory", async () => {
    const { read, at } = await publish();
    rmSync(at("sources"), { recursive: true });
    writeFileSync(at("sources"), "");
    expect(await failureOf(() => buffer(read.openSource(0)))).toMatchObject({
      kind: "store",
      message: `Cannot use ${at("sources")} in the state directory: a part of the path is a file (ENOTDIR).`,
    });
  });

  test("that the job does not have is a bug", async () => {
    const { read } = await publish();
    expect(() => read.openSource(1)).toThrow(RangeError);
  });
});

test("only published jobs are listed, whatever else stands beside them", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const { id } = await publishSideFiles(store, true);
  const jobs = join(store.location, "jobs");
  for (const name of [`${id}.draft`, "README", ".DS_Store", "20260102-030405-ABCD", "20260102-030405-abcde"])
    writeFileSync(join(jobs, name), "");
  expect(readdirSync(jobs)).toHaveLength(6);
  expect(await store.listJobs()).toEqual([id]);
});

test("jobs that cannot be listed are not absent", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  writeFileSync(join(store.location, "jobs"), "");
  expect(await failureOf(() => store.listJobs())).toMatchObject({ kind: "store" });
});
