import { describe, expect, test } from "vitest";
import { wordsForFile } from "../../src/commands/command-words.ts";

describe("the same push of another file", () => {
  test.each([
    ["push a.csv b.csv --sku A1", "push f.csv --sku A1"],
    ["push --sku A1 a.csv --quiet", "push f.csv --sku A1 --quiet"],
    ["push A1 --sku A1", "push f.csv --sku A1"],
    ["push push --state-dir push", "push f.csv --state-dir push"],
    ["push a.csv --columns imei,iccid --email a@b.co", "push f.csv --email a@b.co"],
    ["push a.csv --columns=imei --sku=A1", "push f.csv --sku=A1"],
    ["push - --password-stdin", "push f.csv --password-stdin"],
    ["push a.csv --sku -- b.csv --quiet", "push f.csv --sku -- --quiet"],
  ])("%s", (words, kept) => {
    expect(wordsForFile(words.split(" "), "f.csv").join(" ")).toBe(kept);
  });

  test.each([
    ["push a.csv --allow 10.0.0.1 10.0.0.2 --sku A1", "push f.csv --allow 10.0.0.1 10.0.0.2 --sku A1"],
    ["push a.csv --sku A1 --allow 10.0.0.1 10.0.0.2", "push f.csv --sku A1 --allow 10.0.0.1 10.0.0.2"],
    ["push --allow=10.0.0.1 a.csv", "push f.csv --allow=10.0.0.1"],
  ])("once dropped all but the first of several values: %s", (words, kept) => {
    expect(wordsForFile(words.split(" "), "f.csv").join(" ")).toBe(kept);
  });

  test("without a header: its columns are named again", () => {
    const words = "push a.csv --columns imei,iccid --sku A1".split(" ");
    expect(wordsForFile(words, "f.csv", { hasHeader: false }).join(" ")).toBe(
      "push f.csv --columns imei,iccid --sku A1",
    );
  });
});
