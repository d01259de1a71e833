import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { publishBatches } from "./publish-batches.ts";

const compiled = compiledSources();
const removeJobs = new URL("./children/remove-jobs.mjs", import.meta.url);

const newStore = () => createFileStore(temporaryDirectory(), process.pid);

async function closedJob(store: ReturnType<typeof newStore>, requestId: string): Promise<string> {
  const job = await publishBatches(store, ["A"]);
  await job.append({ kind: "accepted", batch: 1, requestId });
  await job.close();
  return job.record.id;
}

test("of a removed job the ledger is all that stays", async () => {
  const store = newStore();
  const id = await closedJob(store, "id-1");
  await store.removeJob(id, () => true);
  expect(readdirSync(join(store.location, "jobs"))).toEqual([`${id}.removed`]);
  expect(readdirSync(join(store.location, "jobs", `${id}.removed`))).toEqual(["ledger.ndjson"]);
});

test("killed while it removes, at any moment: a job is there whole or gone, and what is left is freed later", async () => {
  for (const lines of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const store = newStore();
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) ids.push(await closedJob(store, `id-${count}`));
    const words = [dirname(dirname(compiled("store/lock"))), store.location];
    const child = startNode(removeJobs, words);
    const ended = new Promise((resolve) => child.once("close", resolve));
    let said = 0;
    for await (const _ of createInterface(child.stdout)) if (++said === lines) child.kill("SIGKILL");
    await ended;
    const left = await store.listJobs();
    for (const id of left) {
      const job = await store.readJob(id);
      const [planned] = job?.facts ?? [];
      if (planned?.kind !== "planned") throw new Error(`job ${id} has no plan`);
      expect(await job?.readBatch(planned)).toMatchObject({ devices: 2 });
    }
    const gone = ids.filter((id) => !left.includes(id));
    expect([...(await store.removedRequests(new Set())).keys()].sort()).toEqual(gone.sort());
    await store.finishRemovals();
    for (const id of gone)
      expect(readdirSync(join(store.location, "jobs", `${id}.removed`))).toEqual(["ledger.ndjson"]);
  }
});

test("a job whose lock's directory was deleted is opened and removed all the same", async () => {
  const store = newStore();
  const id = await closedJob(store, "id-1");
  const lock = join(store.location, "jobs", id, "lock");
  rmSync(lock, { recursive: true });
  const attempt = await store.openJob(id);
  if (attempt.kind === "opened") await attempt.job.close();
  expect(attempt.kind).toBe("opened");
  rmSync(lock, { recursive: true });
  expect(await store.removeJob(id, () => true)).toEqual({ kind: "removed" });
});

test("a job that is back from a backup can be removed again", async () => {
  const store = newStore();
  const id = await closedJob(store, "id-1");
  const jobs = join(store.location, "jobs");
  await store.removeJob(id, () => true);
  const other = await closedJob(store, "id-2");
  renameSync(join(jobs, other), join(jobs, id));
  const record = join(jobs, id, "job.json");
  writeFileSync(record, readFileSync(record, "utf8").replace(other, id));
  expect(await store.removeJob(id, () => true)).toEqual({ kind: "removed" });
  expect(await store.removedRequests(new Set())).toEqual(new Map([[id, ["id-2"]]]));
});

test("the RequestIds of a removed job without its ledger are lost, and that is said", async () => {
  const store = newStore();
  const id = await closedJob(store, "id-1");
  await store.removeJob(id, () => true);
  rmSync(join(store.location, "jobs", `${id}.removed`, "ledger.ndjson"));
  mkdirSync(join(store.location, "jobs", "notes.removed"));
  expect(await failureOf(() => store.removedRequests(new Set()))).toMatchObject({ kind: "store" });
  expect(existsSync(join(store.location, "jobs", "notes.removed"))).toBe(true);
});
