import { expect, test } from "vitest";
import { matchBlock } from "../../src/store/claim-matches.ts";
import type { ClaimBlock } from "../../src/store/store.ts";
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
  matchBlock(tableOf([asked], uploadType), block, words, (match) => found.push(match.same));
  expect(found).toEqual(same);
});

test("a claimed IMEISV takes each IMEI that has its first 14 digits", () => {
  const block: ClaimBlock = { job: "job-1", batch: 1, sku: "VZW1", uploadType: "IMEI", devices: 1 };
  const earlier = tableOf([[imeisv]], "IMEI");
  const words = new Uint32Array(earlier.wordsPerDevice);
  earlier.packRow(0, words, 0);
  const found: string[] = [];
  matchBlock(tableOf([[imei], ["490154203237519"]], "IMEI"), block, words, ({ row, same }) =>
    found.push(`${row} ${same}`),
  );
  expect(found).toEqual(["0 true", "1 true"]);
});
