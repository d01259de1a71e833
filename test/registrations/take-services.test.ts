import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeServices } from "../../src/registrations/take-services.ts";
import { fileTemporaryRegistrations } from "../../src/store/file-temporary-registrations.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const desk = { endpoint: "https://uws.example/api/v2", account: "1223334444-00001" };

test("where the second service cannot be taken, the first is given back", async () => {
  const state = temporaryDirectory();
  const records = fileTemporaryRegistrations(state, process.pid);
  const all = join(state, "registrations");
  const first = await takeServices({ records, desk, services: ["DeviceService"] });
  for (const each of first.values()) await each.release();
  const [directory = ""] = readdirSync(all);
  rmSync(join(all, directory), { recursive: true });
  mkdirSync(all, { recursive: true });
  // A file where the directory of DeviceService belongs, which is taken behind CarrierService.
  writeFileSync(join(all, directory), "");
  const services = ["DeviceService", "CarrierService"];
  await expect(takeServices({ records, desk, services })).rejects.toMatchObject({ kind: "store" });
  const again = await takeServices({ records, desk, services: ["CarrierService"] });
  expect([...again.keys()]).toEqual(["CarrierService"]);
  for (const each of again.values()) await each.release();
});
