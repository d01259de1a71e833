import { expect, test } from "vitest";
import { wordsWithoutOperands } from "../../src/commands/command-words.ts";

test.each([
  ["push a.csv b.csv --sku A1", "push --sku A1"],
  ["push --sku A1 a.csv --quiet", "push --sku A1 --quiet"],
  ["push A1 --sku A1", "push --sku A1"],
  ["push push --state-dir push", "push --state-dir push"],
  ["push a.csv --columns imei,iccid --email a@b.co", "push --email a@b.co"],
  ["push a.csv --columns=imei --sku=A1", "push --sku=A1"],
  ["push - --password-stdin", "push --password-stdin"],
])("%s", (words, kept) => {
  expect(wordsWithoutOperands(words.split(" ")).join(" ")).toBe(kept);
});
