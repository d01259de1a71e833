import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { claimsName } from "../../src/store/claims-name.ts";
import { fileClaims } from "../../src/store/file-claims.ts";
import { failureOf } from "../support/failure.ts";
import { pairsTable } from "../support/tables.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { endpoint } from "./publish-batches.ts";
import { block, claim, matchesOf } from "./store-conformance.ts";

const devices = pairsTable(0, 4);
const all = ["0 job-1/1 same", "1 job-1/1 same", "2 job-2/1 same"];

/** Two appends, of two devices and of one; the bytes after each. */
async function writeClaims() {
  const directory = temporaryDirectory();
  const claims = fileClaims(directory, { endpoint, operation: "UploadDevices" }, process.pid);
  const path = join(directory, "claims", `${claimsName({ endpoint, operation: "UploadDevices" })}.claims`);
  await claim(claims, devices, block("job-1", 1, 2), [0, 1]);
  const first = readFileSync(path);
  await claim(claims, devices, block("job-2", 1, 1), [2]);
  return { claims, path, first, bytes: readFileSync(path) };
}

/** What is found, or "damaged". */
async function findOrFail(claims: ReturnType<typeof fileClaims>): Promise<readonly string[] | "damaged"> {
  try {
    return await matchesOf(claims, devices);
  } catch (error) {
    if (error instanceof VzuploadError && error.kind === "store") return "damaged";
    throw error;
  }
}

describe("a claims file with any one bit changed", () => {
  test("finds the same or fails: no claim is lost in silence", async () => {
    const { claims, path, bytes } = await writeClaims();
    expect(await findOrFail(claims)).toEqual(all);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [0, 3, 7]) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        writeFileSync(path, changed);
        expect(`${at}: ${await findOrFail(claims)}`).toBe(`${at}: damaged`);
      }
    }
  });

  test("names the file and the byte", async () => {
    const { claims, path, bytes, first } = await writeClaims();
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(path, changed);
    const damaged = (at: number) => ({
      kind: "store",
      message: `The claims file ${path} is damaged at byte ${at}.`,
      hint: "Nothing was sent. Restore it from a backup: it knows which devices were sent before.",
    });
    expect(await failureOf(() => matchesOf(claims, devices))).toEqual(damaged(first.length));
    writeFileSync(path, Buffer.concat([Buffer.from("X"), bytes.subarray(1)]));
    expect(await failureOf(() => matchesOf(claims, devices))).toEqual(damaged(0));
    expect(await failureOf(() => claim(claims, devices, block("job-3", 1, 1), [3]))).toEqual(damaged(0));
  });

  test("an append into a damaged head changes nothing", async () => {
    const { claims, path, bytes } = await writeClaims();
    const changed = Buffer.concat([Buffer.from("X"), bytes.subarray(1)]);
    writeFileSync(path, changed);
    await failureOf(() => claim(claims, devices, block("job-3", 1, 1), [3]));
    expect(readFileSync(path)).toEqual(changed);
  });
});

describe("a claims file cut short", () => {
  test("fails, wherever it was cut behind its head", async () => {
    const { claims, path, bytes } = await writeClaims();
    for (let length = 16; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      expect(`${length}: ${await findOrFail(claims)}`).toBe(`${length}: damaged`);
    }
  });

  test("between two looks fails, also where the second look had nothing left to read", async () => {
    const { claims, path, first, bytes } = await writeClaims();
    const cursor = await claims.find(devices, 0, () => {});
    const lookOn = () => failureOf(() => claims.find(devices, cursor, () => {}));
    const damaged = (at: number) => ({ message: `The claims file ${path} is damaged at byte ${at}.` });
    writeFileSync(path, bytes.subarray(0, -1));
    expect(await lookOn()).toMatchObject(damaged(bytes.length - 1));
    writeFileSync(path, first);
    expect(await lookOn()).toMatchObject(damaged(first.length));
    rmSync(path);
    expect(await lookOn()).toMatchObject(damaged(0));
  });
});

describe("an append that a crash cut short", () => {
  test("counts for nothing at any byte before its head was moved, and the next one takes its place", async () => {
    const { path, first, bytes, claims } = await writeClaims();
    for (let length = first.length; length <= bytes.length; length += 5) {
      writeFileSync(path, Buffer.concat([first, bytes.subarray(first.length, length)]));
      expect(await matchesOf(claims, devices)).toEqual(all.slice(0, 2));
      await claim(claims, devices, block("job-3", 1, 1), [3]);
      expect(await matchesOf(claims, devices)).toEqual([...all.slice(0, 2), "3 job-3/1 same"]);
    }
  });

  test("leaves nothing behind the next one, however short that is", async () => {
    const { path, first, claims } = await writeClaims();
    writeFileSync(path, Buffer.concat([first, Buffer.alloc(4096, 1)]));
    await claim(claims, devices, block("job-3", 1, 1), [3]);
    expect(readFileSync(path).readBigUInt64LE(4)).toBe(BigInt(readFileSync(path).length));
  });

  test("the very first: its head is a hole or not there at all, and the next append is the first", async () => {
    const { path, first, claims } = await writeClaims();
    const hole = Buffer.concat([Buffer.alloc(16), first.subarray(16)]);
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(7), Buffer.alloc(16), hole, hole.subarray(0, 60)]) {
      writeFileSync(path, bytes);
      expect(await matchesOf(claims, devices)).toEqual([]);
      await claim(claims, devices, block("job-3", 1, 1), [3]);
      expect(await matchesOf(claims, devices)).toEqual(["3 job-3/1 same"]);
    }
  });
});

test("claims that are longer than what is read at once are found, whatever of them lies across its ends", async () => {
  const claims = fileClaims(temporaryDirectory(), { endpoint, operation: "UploadDevices" }, process.pid);
  const many = pairsTable(0, 60_000);
  const size = 6_001;
  const blocks = Array.from({ length: 10 }, (_, index) => {
    const start = index * size;
    const count = Math.min(size, many.size - start);
    const rows = Uint32Array.from({ length: count }, (_each, at) => start + at);
    return { block: { ...block("job-1", index + 1, count), sku: "S".repeat(index) }, rows };
  });
  await claims.exclusively(() => claims.append(many, blocks));
  const found = await matchesOf(claims, many);
  expect(found).toHaveLength(many.size);
  expect(found[59_999]).toBe("59999 job-1/10 same");
  expect(new Set(found).size).toBe(many.size);
  expect(await matchesOf(claims, pairsTable(59_998, 60_010))).toEqual(["0 job-1/10 same", "1 job-1/10 same"]);
});

test("claims that cannot be looked at are no absent claims", async () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  const claims = fileClaims(file, { endpoint, operation: "UploadDevices" }, process.pid);
  expect(await failureOf(() => matchesOf(claims, devices))).toEqual({
    kind: "store",
    message: `Cannot use ${join(file, "claims", `${claimsName({ endpoint, operation: "UploadDevices" })}.claims`)} in the state directory: a part of the path is a file (ENOTDIR).`,
    hint: "Remove that file, or choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.",
  });
});
