import { expect, test } from "vitest";
import { defaultPort, isPlatformPort, platformPortsText } from "../../src/listener/platform-ports.ts";

test("the platform calls back to its ports and to no others", () => {
  const ports = Array.from({ length: 65_536 }, (_, port) => port).filter(isPlatformPort);
  expect(ports).toHaveLength(2 + 6 + 21 + 9);
  for (const port of [80, 443, 9001, 9006, 28_200, 28_220, 50_551, 50_559]) expect(ports).toContain(port);
  expect(ports).toContain(defaultPort);
});

test("every message names the same ports, and those that are called", () => {
  expect(platformPortsText).toBe("80, 443, 9001-9006, 28200-28220, 50551-50559");
  const named = platformPortsText.split(", ").flatMap((range) => range.split("-"));
  expect(named.map(Number).filter(isPlatformPort)).toHaveLength(named.length);
});
