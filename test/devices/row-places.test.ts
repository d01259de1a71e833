import fc from "fast-check";
import { expect, test } from "vitest";
import { createRowPlaces } from "../../src/devices/row-places.ts";

test("gives back every place, by source, ascending, in whatever order they came", () => {
  const place = fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(fc.uniqueArray(place, { selector: String, maxLength: 300 }), (given) => {
      const places = createRowPlaces();
      for (const [source, line] of given) places.add(source, line);
      const back = places.bySource().flatMap(({ source, lines }) => [...lines].map((line) => [source, line]));
      expect(back).toEqual(given.toSorted(([s, l], [t, m]) => s - t || l - m));
      expect(places.count).toBe(given.length);
    }),
  );
});
