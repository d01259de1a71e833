import { expect, test } from "vitest";
import { isSameEndpoint } from "../../src/store/endpoint.ts";

test.each([
  ["http://localhost:9001/api", "http://127.0.0.1:9001/api/", true],
  ["https://uws.example/api/v2", "https://UWS.example:443/api/v2", true],
  ["https://uws.example/api/v2", "https://uws.example/api/v3", false],
  ["https://uws.example", "http://uws.example", false],
] as const)("%s and %s: one service: %s", (one, other, isSame) => {
  expect(isSameEndpoint(one, other)).toBe(isSame);
});
