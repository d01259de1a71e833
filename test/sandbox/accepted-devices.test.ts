import fc from "fast-check";
import { expect, test } from "vitest";
import { createDeviceCounter } from "../../src/sandbox/accepted-devices.ts";

test("counts as a map of identifiers would", () => {
  const identifier = fc.constantFrom(
    "1",
    "2",
    "3",
    "352000000000000",
    "352000000000001",
    "A0000000000001",
    "",
  );
  fc.assert(
    fc.property(fc.array(identifier), (identifiers) => {
      const counter = createDeviceCounter();
      const expected = new Map<string, number>();
      for (const text of identifiers) {
        counter.add(text);
        expected.set(text, (expected.get(text) ?? 0) + 1);
      }
      expect(counter.distinct).toBe(expected.size);
      for (const [text, times] of expected) expect(counter.times(text)).toBe(times);
      expect(counter.repeated).toEqual(new Map([...expected].filter(([, times]) => times > 1)));
      expect(counter.times("never")).toBe(0);
    }),
  );
});

test("tells 300,000 consecutive identifiers apart", () => {
  const counter = createDeviceCounter();
  for (let number = 0; number < 300_000; number++) counter.add(String(352_000_000_000_000 + number));
  expect(counter.distinct).toBe(300_000);
  expect(counter.repeated.size).toBe(0);
  expect(counter.times("352000000299999")).toBe(1);
  expect(counter.times("352000000300000")).toBe(0);
});
