import { expect, test } from "vitest";
import { namedServices } from "../../src/commands/registration-settings.ts";
import { contextOf, invocationOf } from "./invoke.ts";

const requestId = "3b1e4f57-0000-4000-8000-000000000000";
const both = ["DeviceService", "CarrierService"];

test.each([
  ["one", ["--service", "DeviceService"], ["DeviceService"]],
  ["both with a comma", ["--service", both.join(",")], both],
  ["both by two flags", ["--service", "DeviceService", "--service", "CarrierService"], both],
])("--service takes no RequestId for a service: %s", async (_, flags, services) => {
  const invocation = await invocationOf(["watch", "--register", ...flags, requestId], contextOf());
  expect(namedServices(invocation)).toEqual(services);
  expect(invocation.operands).toEqual([requestId]);
});
