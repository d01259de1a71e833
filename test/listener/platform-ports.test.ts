import { expect, test } from "vitest";
import { defaultPort, isPlatformPort } from "../../src/listener/platform-ports.ts";

test("the platform calls back to its ports and to no others", () => {
  const ports = Array.from({ length: 65_536 }, (_, port) => port).filter(isPlatformPort);
  expect(ports).toHaveLength(2 + 6 + 21 + 9);
  for (const port of [80, 443, 9001, 9006, 28_200, 28_220, 50_551, 50_559]) expect(ports).toContain(port);
  expect(ports).toContain(defaultPort);
});
