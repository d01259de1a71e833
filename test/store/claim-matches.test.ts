import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeviceTable } from "../../src/devices/device-table.ts";
import { type UploadType, uploadTypeNames, uploadTypes } from "../../src/devices/upload-types.ts";
import { createClaimMatcher } from "../../src/store/claim-matches.ts";
import type { ClaimBlock, ClaimMatch } from "../../src/store/store.ts";
import { pairsTable, tableOf } from "../support/tables.ts";

const imei = "490154203237518";
const imeisv = "4901542032375101";
const [sim, otherSim] = ["89148000000000000027", "89148000000000000035"];

test.each([
  ["IMEI", [imei], [imeisv], [true]],
  ["IMEI", [imeisv], [imei], [true]],
  ["IMEI", [imeisv], ["4901542032375102"], [true]],
  ["IMEI", [imei], ["490154203237519"], []],
  ["IMEI ICCID Pair", [imei, sim], [imeisv, sim], [true]],
  ["IMEI ICCID Pair", [imei, sim], [imeisv, otherSim], [false]],
] as const)("%s: %j was claimed, %j is asked for", (uploadType, claimed, asked, same) => {
  const block: ClaimBlock = { job: "job-1", batch: 1, sku: "VZW1", uploadType, devices: 1 };
  const earlier = tableOf([claimed], uploadType);
  const words = new Uint32Array(earlier.wordsPerDevice);
  earlier.packRow(0, words, 0);
  const found: boolean[] = [];
  createClaimMatcher(tableOf([asked], uploadType), (match) => found.push(match.same))(block, words);
  expect(found).toEqual(same);
});

test("a claimed IMEISV takes each IMEI that has its first 14 digits", () => {
  const { block, words } = claimOf("IMEI", [[imeisv]]);
  const asked = tableOf([[imei], ["490154203237519"]], "IMEI");
  expect(matchesIn([{ block, words }], asked)).toEqual(["job-1 0 true", "job-1 1 true"]);
});

test("no match is lost where most claims are passed over: any types, IMEIs and IMEISVs, in any order", () => {
  const claims = fc.array(typedDevices, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(typedDevices, claims, (asked, claimed) => {
      const table = tableOf(asked.devices, asked.uploadType);
      const blocks = claimed.map(({ uploadType, devices }) => claimOf(uploadType, devices));
      const strangers = claimOf(asked.uploadType, strangersOf(asked.uploadType));
      const oneByOne = blocks.flatMap((each) => matchesIn([each], table));
      // Behind more claims than the table has rows.
      expect(matchesIn([strangers, strangers, ...blocks], table)).toEqual(oneByOne);
    }),
  );
});

test("of many claims that nothing is asked of, few are looked up", () => {
  let looks = 0;
  const asked = pairsTable(0, 2_000);
  const counting: DeviceTable = {
    ...asked,
    find() {
      looks++;
      return -1;
    },
  };
  const claimed = pairsTable(2_000, 12_000);
  const words = new Uint32Array(claimed.size * claimed.wordsPerDevice);
  for (let row = 0; row < claimed.size; row++) claimed.packRow(row, words, row * claimed.wordsPerDevice);
  const match = createClaimMatcher(counting, () => expect.fail("a match"));
  const block: ClaimBlock = {
    job: "job-1",
    batch: 1,
    sku: "VZW1",
    uploadType: "IMEI ICCID Pair",
    devices: 1,
  };
  match(block, words.subarray(0, 5 * 200));
  looks = 0;
  match(block, words);
  expect(looks).toBeGreaterThan(0);
  expect(looks / (2 * claimed.size)).toBeLessThan(0.05);
});

interface Claimed {
  readonly block: ClaimBlock;
  readonly words: Uint32Array;
}

function claimOf(uploadType: UploadType, devices: readonly (readonly string[])[], job = "job-1"): Claimed {
  const block: ClaimBlock = { job, batch: 1, sku: "VZW1", uploadType, devices: devices.length };
  const stride = tableOf([], uploadType).wordsPerDevice;
  const words = new Uint32Array(devices.length * stride);
  // One by one: in a table of them all, equal ones would be one.
  for (const [at, device] of devices.entries()) tableOf([device], uploadType).packRow(0, words, at * stride);
  return { block, words };
}

/** "<job> <row> <same>" of each match, in their order. */
function matchesIn(claims: readonly Claimed[], table: ReturnType<typeof tableOf>): readonly string[] {
  const found: string[] = [];
  const visit = ({ block, row, same }: ClaimMatch) => found.push(`${block.job} ${row} ${same}`);
  const match = createClaimMatcher(table, visit);
  for (const { block, words } of claims) match(block, words);
  return found;
}

function strangersOf(uploadType: UploadType): readonly (readonly string[])[] {
  const texts = { imei: "35875500", iccid: "8915800000000000", eid: "8904", meid: "FF", esn: "FF" };
  const lengths = { imei: 15, iccid: 20, eid: 32, meid: 14, esn: 8 };
  return Array.from({ length: 20 }, (_, index) =>
    uploadTypes[uploadType].identifiers.map(
      (kind) => texts[kind] + String(index).padStart(lengths[kind] - texts[kind].length, "0"),
    ),
  );
}

/** Few different ones, so that many are the same. */
const identifierTexts = {
  imei: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((n) => `4901542032375${String(n).padStart(2, "0")}`),
    fc.integer({ min: 0, max: 300 }).map((n) => `4901542032375${String(n).padStart(3, "0")}`),
  ),
  iccid: fc.integer({ min: 0, max: 30 }).map((n) => `89148000000000000${String(n).padStart(3, "0")}`),
  eid: fc.integer({ min: 0, max: 30 }).map((n) => `890330230000000093681140391386${n + 10}`),
  meid: fc.integer({ min: 0, max: 30 }).map((n) => `A00000493EA6${n + 10}`),
  esn: fc.integer({ min: 0, max: 30 }).map((n) => `80A0C5${n + 10}`),
};

const typedDevices = fc.constantFrom(...uploadTypeNames).chain((uploadType) =>
  fc.record({
    uploadType: fc.constant(uploadType),
    devices: fc.array(fc.tuple(...uploadTypes[uploadType].identifiers.map((kind) => identifierTexts[kind])), {
      maxLength: 20,
    }),
  }),
);
