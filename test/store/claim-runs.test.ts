import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeviceTable } from "../../src/devices/device-table.ts";
import { fileClaims } from "../../src/store/file-claims.ts";
import type { Claims } from "../../src/store/store.ts";
import { failureOf } from "../support/failure.ts";
import { pairsTable, tableOf } from "../support/tables.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { typedDevices } from "../support/typed-devices.ts";
import { endpoint } from "./publish-batches.ts";
import { block, matchesOf } from "./store-conformance.ts";

const devices = pairsTable(0, 60);

/** So small that each block is a run. */
const tiny = 64;

function claimsIn(directory: string, runBytes = tiny): Claims {
  return fileClaims(directory, { endpoint, operation: "UploadDevices" }, process.pid, runBytes);
}

async function append(
  claims: Claims,
  table: DeviceTable,
  rows: readonly number[],
  job: string,
): Promise<void> {
  const claimed = { ...block(job, 1, rows.length), uploadType: table.uploadType };
  await claims.exclusively(() => claims.append(table, [{ block: claimed, rows }]));
}

/** Six appends of ten devices each; `directory` is their state directory. */
async function writeClaims(runBytes = tiny) {
  const directory = temporaryDirectory();
  const claims = claimsIn(directory, runBytes);
  for (let start = 0; start < devices.size; start += 10)
    await append(claims, devices, rowsFrom(start), `job-${start}`);
  return { directory, claims };
}

function rowsFrom(start: number): readonly number[] {
  return Array.from({ length: 10 }, (_, at) => start + at);
}

function runsIn(directory: string): readonly string[] {
  const folder = join(directory, "claims");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".run"))
    .sort((a, b) => Number(a.split(".")[1]) - Number(b.split(".")[1]))
    .map((name) => join(folder, name));
}

const all = Array.from({ length: 60 }, (_, row) => `${row} job-${row - (row % 10)}/1 same`);

test("every identifier of every block is found by the runs alone, in the order of the claims", async () => {
  const { directory, claims } = await writeClaims();
  expect(runsIn(directory)).toHaveLength(6);
  expect(await matchesOf(claims, devices)).toEqual(all);
  expect(await matchesOf(claims, pairsTable(25, 27))).toEqual(["0 job-20/1 same", "1 job-20/1 same"]);
  expect(await matchesOf(claims, pairsTable(60, 70))).toEqual([]);
});

test("runs take in several blocks, and what stands behind the last one is found, too", async () => {
  const { directory, claims } = await writeClaims(700);
  expect(runsIn(directory)).toHaveLength(2);
  expect(await matchesOf(claims, devices)).toEqual(all);
});

test("of blocks that nothing is asked of none is read: damage in them is not met, and where something is asked it is", async () => {
  const { directory, claims } = await writeClaims();
  const path = claimsPath(directory);
  const bytes = readFileSync(path);
  // In the last device of the first block.
  const end = Number(runsIn(directory)[1]?.split(".").at(-2));
  bytes.writeUInt8(bytes.readUInt8(end - 1) ^ 1, end - 1);
  writeFileSync(path, bytes);
  expect(await matchesOf(claims, pairsTable(30, 40))).toHaveLength(10);
  expect(await failureOf(() => matchesOf(claims, pairsTable(9, 10)))).toMatchObject({
    message: `The claims file ${path} is damaged at byte 16.`,
  });
});

describe("a run that is", () => {
  const losses = {
    missing: (path) => rmSync(path),
    empty: (path) => writeFileSync(path, ""),
    "cut short": (path) => writeFileSync(path, readFileSync(path).subarray(0, -1)),
    "another one's": (path) => copyFileSync(path.replace(/\.\d+\.run$/, ".16.run"), path),
  } satisfies Record<string, (path: string) => void>;

  test.each(Object.entries(losses))(
    "%s costs nothing but time, and the next append mends it",
    async (_, lose) => {
      const { directory, claims } = await writeClaims();
      const whole = runsIn(directory).map((path) => readFileSync(path));
      lose(runsIn(directory)[2] ?? expect.fail("no run"));
      expect(await matchesOf(claims, devices)).toEqual(all);
      await append(claims, pairsTable(60, 61), [0], "job-60");
      expect(
        runsIn(directory)
          .map((path) => readFileSync(path))
          .slice(0, 6),
      ).toEqual(whole);
      expect(await matchesOf(claims, devices)).toEqual(all);
    },
  );

  test("changed in any one bit finds the same, and an append of the process that has met it mends it", async () => {
    const { directory, claims } = await writeClaims();
    const [, path = expect.fail("no run")] = runsIn(directory);
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      writeFileSync(path, changed);
      expect(await matchesOf(claims, devices), `byte ${at}`).toEqual(all);
    }
    await append(claims, pairsTable(60, 61), [0], "job-60");
    expect(readFileSync(path)).toEqual(bytes);
  });
});

test("runs of claims that a backup has replaced by others of the same length count for nothing", async () => {
  const { directory, claims } = await writeClaims();
  const other = temporaryDirectory();
  const others = claimsIn(other);
  for (let start = 0; start < devices.size; start += 10)
    await append(others, pairsTable(100, 160), rowsFrom(start), `job-${start}`);
  copyFileSync(claimsPath(other), claimsPath(directory));
  expect(await matchesOf(claims, devices)).toEqual([]);
  expect(await matchesOf(claims, pairsTable(100, 160))).toHaveLength(60);
});

test("runs that go further than the claims that a backup has brought back count for nothing", async () => {
  const { directory, claims } = await writeClaims();
  const earlier = temporaryDirectory();
  await append(claimsIn(earlier, Number.POSITIVE_INFINITY), devices, rowsFrom(0), "job-0");
  copyFileSync(claimsPath(earlier), claimsPath(directory));
  expect(await matchesOf(claims, devices)).toEqual(all.slice(0, 10));
  await append(claims, devices, rowsFrom(30), "job-30");
  expect(await matchesOf(claims, devices)).toEqual([...all.slice(0, 10), ...all.slice(30, 40)]);
});

test("no match is lost or made up by runs: any types, IMEIs and IMEISVs, in any order, runs of any length", async () => {
  const claimed = fc.array(typedDevices, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      typedDevices,
      claimed,
      fc.integer({ min: 1, max: 600 }),
      async (asked, blocks, runBytes) => {
        const table = tableOf(asked.devices, asked.uploadType);
        const found: (readonly string[])[] = [];
        for (const bytes of [Number.POSITIVE_INFINITY, runBytes]) {
          const claims = claimsIn(temporaryDirectory(), bytes);
          for (const [index, { uploadType, devices: each }] of blocks.entries()) {
            const rows = tableOf(each, uploadType);
            await append(claims, rows, [...Array(rows.size).keys()], `job-${index}`);
          }
          found.push(await matchesOf(claims, table));
        }
        expect(found[1]).toEqual(found[0]);
      },
    ),
    { numRuns: 60 },
  );
});

function claimsPath(directory: string): string {
  const folder = join(directory, "claims");
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".claims")) ?? expect.fail("no claims"),
  );
}
