import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Quarantine } from "../../src/store/store.ts";
import { openRaw, post, postHead } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const options = {
  credentials: { username: "test", password: "mistyped" },
  isOurs: (requestId: string) => requestId.startsWith("ours"),
};
const wrong = "User name or password is missing or wrong.";

test("right credentials are said to have been checked", async () => {
  const { port, stored, inbox } = await openListener(options);
  expect(await post(port, callbackMessage({ password: "mistyped" }))).toMatchObject({ status: 200 });
  expect(await inbox()).toMatchObject([
    { credentials: "checked", text: expect.stringContaining("<Password>***<") },
  ]);
  expect(stored).toHaveLength(1);
});

test("a callback of ours with wrong ones is kept aside, its password redacted, and counts for nothing", async () => {
  const { listener, port, store, stored, turnedAway, inbox } = await openListener(options);
  const message = callbackMessage({ requestId: "ours-1" });
  expect(await post(port, message)).toMatchObject({ status: 401, text: `${wrong}\n` });
  expect(textsOf(store.quarantine)).toEqual([message.replace("<Password>test ", "<Password>***")]);
  expect(turnedAway).toMatchObject([{ reason: "ownCredentials", status: 401, message: wrong }]);
  expect(listener.counts()).toMatchObject({ stored: 0, quarantined: 1 });
  expect(stored).toEqual([]);
  expect(await inbox()).toEqual([]);
});

test("another's with wrong ones is kept nowhere", async () => {
  const { listener, port, store, inbox } = await openListener(options);
  expect(await post(port, callbackMessage({ requestId: "other" }))).toMatchObject({ status: 401 });
  expect(readdirSync(store.location)).toEqual([]);
  expect(listener.counts()).toMatchObject({ quarantined: 0, turnedAway: { credentials: 1 } });
  expect(await inbox()).toEqual([]);
});

test("another's is cut as soon as it has said enough, long before its end", async () => {
  const { port } = await openListener(options);
  const client = await openRaw(port);
  client.write(postHead({ "Content-Length": 10_000_000 }));
  client.write(callbackMessage({ requestId: "other", lines: 1_000 }).slice(0, 150_000));
  expect(await client.ended).toMatch(/^HTTP\/1\.1 401 /);
});

test("one of ours that breaks off is kept nowhere", async () => {
  const { port, store, told } = await openListener(options);
  const client = await openRaw(port);
  const message = callbackMessage({ requestId: "ours-1", lines: 1_000 });
  client.write(postHead({ "Content-Length": message.length }) + message.slice(0, -20));
  client.socket.end();
  await told("aborted");
  expect(readdirSync(store.location)).toEqual([]);
});

test("a quarantine that cannot be written is told, and the answer is the same", async () => {
  const { port, store, turnedAway } = await openListener(options);
  const obstacle = join(store.location, "quarantine");
  writeFileSync(obstacle, "");
  const send = () => post(port, callbackMessage({ requestId: "ours-1" }));
  expect(await send()).toMatchObject({ status: 401, text: `${wrong}\n` });
  expect(turnedAway).toMatchObject([{ reason: "ownCredentials", cause: { kind: "store" } }]);
  rmSync(obstacle);
  expect(await send()).toMatchObject({ status: 401 });
  expect(textsOf(store.quarantine)).toHaveLength(1);
});

function textsOf({ location }: Quarantine): string[] {
  return readdirSync(location).map((name) => readFileSync(join(location, name), "utf8"));
}
