import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { canMount } from "../support/transcript-world.ts";
import { post } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener, readInbox } from "./open-listener.ts";

const refused = {
  status: 503,
  headers: { "retry-after": "30" },
  text: "The callback could not be stored; send it again later.\n",
};

test("an inbox that cannot be written: 503, one line for the operator, and the next callback is tried again", async () => {
  const location = temporaryDirectory();
  const store = createFileStore(location, process.pid);
  const obstacle = join(location, "inbox");
  writeFileSync(obstacle, "");
  const { listener, port, stored, turnedAway } = await openListener({
    inbox: await store.inbox.openWriter(),
  });
  expect(await post(port, callbackMessage())).toMatchObject(refused);
  expect(turnedAway).toMatchObject([
    {
      reason: "store",
      status: 503,
      cause: {
        kind: "store",
        message: expect.stringContaining("in the state directory: a part of the path is a file (ENOTDIR)."),
      },
    },
  ]);
  expect(stored).toEqual([]);
  rmSync(obstacle);
  expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
  expect(listener.counts()).toMatchObject({ stored: 1, turnedAway: { store: 1 } });
  expect(await readInbox(store)).toHaveLength(1);
});

test.skipIf(!canMount())(
  "a full disk: 503 until there is room again, and what was acknowledged is there",
  async () => {
    const location = join(temporaryDirectory(), "state");
    mkdirSync(location);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", location]).status).toBe(0);
    onTestFinished(() => void spawnSync("umount", [location]));
    const store = createFileStore(location, process.pid);
    const ballast = join(location, "ballast");
    writeFileSync(ballast, Buffer.alloc(40_000));
    const { port, stored, turnedAway } = await openListener({}, store);
    const send = (requestId: string) => post(port, callbackMessage({ requestId, lines: 150 }));
    expect(await send("too-large")).toMatchObject(refused);
    expect(await post(port, callbackMessage({ requestId: "small" }))).toMatchObject({ status: 200 });
    expect(await send("too-large")).toMatchObject(refused);
    rmSync(ballast);
    expect(await send("too-large")).toMatchObject({ status: 200 });
    expect(stored.map(({ requestId }) => requestId)).toEqual(["small", "too-large"]);
    expect(new Set((await readInbox(store)).map(({ requestId }) => requestId))).toEqual(
      new Set(["small", "too-large"]),
    );
    expect(turnedAway).toMatchObject([{ reason: "store" }, { reason: "store" }]);
  },
);

test("callbacks of others that could not be stored use up nothing of their quota", async () => {
  const location = temporaryDirectory();
  const store = createFileStore(location, process.pid);
  const obstacle = join(location, "inbox");
  writeFileSync(obstacle, "");
  const message = callbackMessage();
  const { listener, port } = await openListener(
    { isOurs: () => false, foreign: { maxBytes: message.length } },
    store,
  );
  for (let count = 0; count < 3; count++) expect(await post(port, message)).toMatchObject(refused);
  rmSync(obstacle);
  expect(await post(port, message)).toMatchObject({ status: 200 });
  expect(await post(port, message)).toMatchObject({ status: 503 });
  expect(listener.counts()).toMatchObject({
    stored: 1,
    storedForeign: 1,
    turnedAway: { store: 3, quota: 1 },
  });
});
