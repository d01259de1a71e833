import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { killed, startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const compiled = compiledSources();
const listenOn = new URL("./children/listen-on.mjs", import.meta.url);

test("a port is held by a live process, named, and free when that was killed", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const child = startNode(listenOn, [compiled("store/file-store"), store.location, "50551"]);
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("acquired\n");
  expect(await store.listenOn(50_551)).toMatchObject({ kind: "held", holder: { pid: child.pid } });
  await killed(child);
  expect((await store.listenOn(50_551)).kind).toBe("acquired");
});

test("of many that want a port at once, one has it", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const words = [compiled("store/file-store"), store.location, "50551"];
  const children = Array.from({ length: 6 }, () => startNode(listenOn, words));
  const said = await Promise.all(children.map(async ({ stdout }) => String((await once(stdout, "data"))[0])));
  expect(said.filter((line) => line === "acquired\n")).toHaveLength(1);
  await Promise.all(children.map(killed));
});

test.skipIf(spawnSync("unshare", ["--uts", "true"]).status !== 0)(
  "the same port of another machine is another port (needs unshare and root)",
  async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const words = [fileURLToPath(listenOn), compiled("store/file-store"), store.location, "50551"];
    const asAnother = 'hostname station-2 && exec "$0" "$@"';
    const child = spawn("unshare", ["--uts", "sh", "-c", asAnother, process.execPath, ...words]);
    expect(String((await once(child.stdout, "data"))[0])).toBe("acquired\n");
    expect((await store.listenOn(50_551)).kind).toBe("acquired");
    expect(readdirSync(join(store.location, "inbox"))).toHaveLength(2);
    await killed(child);
  },
);

test("a lock that cannot be taken is a failure of the store, not a free port", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  writeFileSync(join(store.location, "inbox"), "");
  expect(await failureOf(() => store.listenOn(50_551))).toMatchObject({ kind: "store" });
});
