import { expect, test } from "vitest";
import type { UploadType } from "../../src/devices/upload-types.ts";
import { createClaimMatcher } from "../../src/store/claim-matches.ts";
import type { ClaimBlock, ClaimMatch } from "../../src/store/store.ts";
import { tableOf } from "../support/tables.ts";

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
