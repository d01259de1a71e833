import fc from "fast-check";
import { expect, test } from "vitest";
import { planBatches } from "../../src/upload/plan-batches.ts";
import { pairsTable } from "../support/tables.ts";

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
        const batches = planBatches(devices, isTaken, batchSize);
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
