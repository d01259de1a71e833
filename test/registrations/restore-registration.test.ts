import { expect, test } from "vitest";
import type { RegistrationDesk } from "../../src/registrations/registration-desk.ts";
import { restoreRegistration } from "../../src/registrations/restore-registration.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { TemporaryRecord } from "../../src/store/temporary-registrations.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const key = { endpoint: "https://uws.example/api/v2", account: "1-1", service: "DeviceService" };
const production = "https://production.example/";
const nowMs = Date.parse("2026-11-25T10:00:00.000Z");
const record: TemporaryRecord = {
  ...key,
  url: "https://me.example/",
  phase: "registering",
  since: "2031-01-01T00:00:00.000Z",
  displaced: { url: production },
};

/** A platform that production is registered with; nothing is to be changed. */
const desk: RegistrationDesk = {
  ...key,
  list: async () => new Map([[key.service, production]]),
  register: () => Promise.reject(new Error("registered")),
  unregister: () => Promise.reject(new Error("unregistered")),
};

test("a record that was written by a clock that was ahead holds for two minutes, and not until that time", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid).temporaryRegistrations;
  const attempt = await store.take(key);
  if (attempt.kind === "held") throw new Error("held");
  const { held } = attempt;
  await held.write(record);
  const commands = { restore: "restore", restoreWithoutCredentials: "restore" };
  const options = { desk, credentials: undefined, withoutCredentials: false, commands };
  const at = (ms: number) => restoreRegistration(held, { ...options, nowMs: ms });
  await expect(at(nowMs)).rejects.toMatchObject({
    kind: "network",
    hint: "Repeat this after 2026-11-25T10:02:00.000Z; until then the record of what it would displace is kept.",
  });
  await expect(at(nowMs + 119_000)).rejects.toMatchObject({ kind: "network" });
  expect(await at(nowMs + 120_000)).toEqual({ kind: "unchanged", url: production });
  expect(await held.read()).toBeUndefined();
  await held.release();
});
