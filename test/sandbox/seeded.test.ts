import fc from "fast-check";
import { expect, test } from "vitest";
import { seededGenerator, shuffled } from "../../src/sandbox/seeded.ts";

test("a generator's numbers follow from seed and stream, from 0 up to but not including 1", () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), (seed, stream) => {
      const numbers = (from: number, name: string): readonly number[] => {
        const next = seededGenerator(from, name);
        return Array.from({ length: 20 }, next);
      };
      const first = numbers(seed, stream);
      expect(numbers(seed, stream)).toEqual(first);
      expect(numbers(seed + 1, stream)).not.toEqual(first);
      expect(numbers(seed, `${stream}.`)).not.toEqual(first);
      expect(first.every((number) => number >= 0 && number < 1)).toBe(true);
    }),
  );
});

test("a generator is even enough to deal by", () => {
  const next = seededGenerator(1, "even");
  const tenths = Array<number>(10).fill(0);
  for (let draw = 0; draw < 10_000; draw++) {
    const tenth = Math.floor(next() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.min(...tenths)).toBeGreaterThan(850);
  expect(Math.max(...tenths)).toBeLessThan(1150);
});

test("shuffling loses and adds nothing, and comes to every order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(), (items, seed) => {
      const order = shuffled(items, seededGenerator(seed, "order"));
      expect([...order].sort()).toEqual([...items].sort());
      expect(shuffled(items, seededGenerator(seed, "order"))).toEqual(order);
    }),
  );
  const orders = Array.from({ length: 200 }, (_, seed) =>
    shuffled([1, 2, 3], seededGenerator(seed, "")).join(),
  );
  expect(new Set(orders).size).toBe(6);
});
