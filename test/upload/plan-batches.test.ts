import fc from "fast-check";
import { expect, test } from "vitest";
import { planBatches } from "../../src/upload/plan-batches.ts";
import { makePairs } from "../support/make-devices.ts";
import { pairsTable, tableOf } from "../support/tables.ts";

test("batches hold every row that is neither refused nor taken, once, in order, within the limit, as few as can be", () => {
  const rows = fc.uniqueArray(fc.nat(29), { maxLength: 30 });
  fc.assert(
    fc.property(
      fc.nat(30),
      rows,
      rows,
      fc.integer({ min: 1, max: 12 }),
      (size, refused, taken, batchSize) => {
        const devices = pairsTable(0, size);
        for (const row of refused) if (row < size) devices.reject(row);
        const isTaken = new Set(taken);
        const batches = planBatches(devices, [common], isTaken, batchSize);
        const expected = Array.from({ length: size }, (_, row) => row).filter(
          (row) => !refused.includes(row) && !isTaken.has(row),
        );
        expect(batches.flatMap((each) => [...each.rows])).toEqual(expected);
        expect(batches.map(({ batch }) => batch)).toEqual(batches.map((_, index) => index + 1));
        expect(batches).toHaveLength(Math.ceil(expected.length / batchSize));
        expect(Math.max(0, ...batches.map((each) => each.rows.length))).toBeLessThanOrEqual(batchSize);
      },
    ),
  );
});

test("each SKU, plan and ZIP code has batches of its own, in the order in which they come; rows keep theirs", () => {
  const termsOf = fc.array(fc.nat(3), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(termsOf, fc.integer({ min: 1, max: 12 }), (numbers, batchSize) => {
      const devices = tableOf([]);
      for (const [row, number] of numbers.entries()) {
        const { imei = "", iccid = "" } = makePairs(numbers.length)[row] ?? {};
        devices.add([imei, iccid], 0, row + 2, number);
      }
      const terms = ["A", "B", "C", "D"].map((sku) => ({ ...common, sku }));
      const batches = planBatches(devices, terms, new Set(), batchSize);
      const order = [...new Set(numbers)];
      const expected = order.flatMap((number) => {
        const rows = numbers.flatMap((each, row) => (each === number ? [row] : []));
        return Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, at) => ({
          sku: terms[number]?.sku,
          rows: rows.slice(at * batchSize, (at + 1) * batchSize),
        }));
      });
      expect(batches.map((each) => ({ sku: each.terms.sku, rows: [...each.rows] }))).toEqual(expected);
      expect(batches.map(({ batch }) => batch)).toEqual(batches.map((_, index) => index + 1));
    }),
  );
});

const common = { sku: "SKU1", plan: undefined, zip: undefined };
