import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { besideInput, writeRejectedFiles } from "../../src/commands/rejected-files.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const text = "IMEI,ICCID\n1,2\n3,4\n";

function source(content: string, lines: readonly number[]) {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return {
    name: "devices.csv",
    sha256,
    hasHeader: true,
    shape: {},
    lines,
    open: () => Readable.from([Buffer.from(content)]),
  };
}

const filesOf = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );

describe("a file of refused rows that was not named", () => {
  test("takes the next name that is free, or one that has the same rows", async () => {
    const directory = temporaryDirectory();
    const target = { path: join(directory, "d.rejected.csv"), isNamed: false, inputs: [] };
    const write = async (line: number) => (await writeRejectedFiles(target, [source(text, [line])]))[0]?.path;
    expect(await write(2)).toBe(target.path);
    expect(await write(2)).toBe(target.path);
    writeFileSync(target.path, "IMEI,ICCID\n356938035643809,89148000000000000019\n");
    expect(await write(2)).toBe(join(directory, "d.rejected-2.csv"));
    expect(await write(3)).toBe(join(directory, "d.rejected-3.csv"));
    expect(await write(2)).toBe(join(directory, "d.rejected-2.csv"));
    expect(filesOf(directory)).toEqual({
      "d.rejected.csv": "IMEI,ICCID\n356938035643809,89148000000000000019\n",
      "d.rejected-2.csv": "IMEI,ICCID\n1,2\n",
      "d.rejected-3.csv": "IMEI,ICCID\n3,4\n",
    });
  });

  test("is never the input, not even where all of its rows are refused", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "d.rejected.csv");
    writeFileSync(path, text);
    const target = { path, isNamed: false, inputs: [path] };
    const [file] = await writeRejectedFiles(target, [source(text, [2, 3])]);
    expect(file?.path).toBe(join(directory, "d.rejected-2.csv"));
  });

  test("says how it can be named where it cannot be written", async () => {
    const target = { path: join(temporaryDirectory(), "nowhere", "d.csv"), isNamed: false, inputs: [] };
    expect(await failureOf(() => writeRejectedFiles(target, [source(text, [2])]))).toEqual({
      kind: "usage",
      message: `--rejected: cannot write ${target.path}: there is no such directory.`,
      hint: "Say where the rows that are left out are to be written: --rejected <csv>.",
    });
  });

  test("is not there without refused rows", async () => {
    const directory = temporaryDirectory();
    expect(
      await writeRejectedFiles({ path: join(directory, "d.csv"), isNamed: false, inputs: [] }, []),
    ).toEqual([]);
    expect(filesOf(directory)).toEqual({});
  });

  test.each([
    ["devices.csv", "devices.rejected.csv"],
    ["devices.CSV.gz", "devices.rejected.csv"],
    ["devices.rejected.csv", "devices.rejected.csv"],
    ["devices.rejected-2.csv", "devices.rejected.csv"],
    ["Geräte 1", "Geräte 1.rejected.csv"],
  ])("stands beside %s as %s", (name, beside) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, name), "");
    expect(besideInput(join(directory, name), "/elsewhere")).toBe(join(directory, beside));
  });

  test("of what is no plain file stands in the working directory", () => {
    expect(besideInput("/dev/null", "/here")).toBe(join("/here", "stdin.rejected.csv"));
  });
});

describe("a file of refused rows that was named", () => {
  test("is empty without any, and takes the place of an empty one", async () => {
    const directory = temporaryDirectory();
    const target = { path: join(directory, "r.csv"), isNamed: true, inputs: [] };
    expect(await writeRejectedFiles(target, [])).toEqual([{ kind: "rejected", path: target.path, rows: 0 }]);
    await writeRejectedFiles(target, [source(text, [2])]);
    expect(filesOf(directory)).toEqual({ "r.csv": "IMEI,ICCID\n1,2\n" });
  });

  test("never takes the place of mended rows, of the same length, too; nor of all but one of several", async () => {
    const directory = temporaryDirectory();
    const target = { path: join(directory, "r.csv"), isNamed: true, inputs: [] };
    const other = "ICCID;IMEI\n5;6\n";
    writeFileSync(join(directory, "r-2.csv"), "ICCID;IMEI\n5;7\n");
    expect(
      await failureOf(() => writeRejectedFiles(target, [source(text, [2]), source(other, [2])])),
    ).toMatchObject({ kind: "usage", message: expect.stringContaining("r-2.csv is there already") });
    expect(filesOf(directory)).toEqual({ "r-2.csv": "ICCID;IMEI\n5;7\n" });
  });

  test("is not there when its rows are not those that were read", async () => {
    const directory = temporaryDirectory();
    const changed = { ...source(text, [2]), sha256: "00" };
    const target = { path: join(directory, "r.csv"), isNamed: true, inputs: [] };
    expect(await failureOf(() => writeRejectedFiles(target, [changed]))).toMatchObject({ kind: "store" });
    expect(filesOf(directory)).toEqual({});
  });
});
