import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileTemporaryRegistrations } from "../../src/store/file-temporary-registrations.ts";
import type { TemporaryRecord } from "../../src/store/temporary-registrations.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const record: TemporaryRecord = {
  endpoint: "https://uws.example/api/v2",
  account: "1223334444-00001",
  service: "DeviceService",
  url: "https://me.example/",
  phase: "registered",
  since: "2026-11-23T22:42:10.000Z",
  displaced: { url: "https://production.example/", credentials: { username: "prod", passwordHash: "x" } },
};

/** A record as it is on disk, with something else in it. */
async function storeWith(change: object) {
  const state = temporaryDirectory();
  const store = fileTemporaryRegistrations(state, process.pid);
  const attempt = await store.take(record);
  if (attempt.kind === "held") throw new Error("held");
  await attempt.held.write(record);
  await attempt.held.release();
  const [name = ""] = readdirSync(join(state, "registrations"));
  const path = join(state, "registrations", name, "record.json");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
  return store;
}

test("a record is read as it was written", async () => {
  expect(await (await storeWith({})).list()).toMatchObject([{ record }]);
});

test.each([
  ["a phase of another version", { phase: "leaving" }],
  ["no time", { since: "yesterday" }],
  ["something displaced that has no URL", { displaced: {} }],
  ["nothing displaced, written otherwise", { displaced: null }],
  ["a user without hash", { displaced: { url: "https://a.example/", credentials: { username: "a" } } }],
  ["credentials of another version", { displaced: { url: "https://a.example/", credentials: null } }],
])("a record with %s is damaged, and named", async (_, change) => {
  const store = await storeWith(change);
  await expect(store.list()).rejects.toMatchObject({
    kind: "store",
    message: expect.stringMatching(/record\.json is damaged/),
  });
});
