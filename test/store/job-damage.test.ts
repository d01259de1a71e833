import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { publishBatches } from "./publish-batches.ts";

async function closedJob() {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const job = await publishBatches(store, ["A", "B"]);
  await job.append({ kind: "sending", batch: 1 });
  await job.close();
  const directory = join(store.location, "jobs", job.record.id);
  return {
    store,
    id: job.record.id,
    ledger: join(directory, "ledger.ndjson"),
    record: join(directory, "job.json"),
  };
}

test.each([0, 1])(
  "a ledger that was cut behind %i lines does not have all that was planned: nothing goes on with it",
  async (lines) => {
    const { store, id, ledger } = await closedJob();
    const kept = readFileSync(ledger, "utf8").split("\n").slice(0, lines);
    writeFileSync(ledger, kept.map((line) => `${line}\n`).join(""));
    const failure = {
      kind: "store",
      message: expect.stringContaining(`is damaged: it plans ${lines * 2} devices, and its job has 4.`),
    };
    await expect(store.readJob(id)).rejects.toMatchObject(failure);
    await expect(store.openJob(id)).rejects.toMatchObject(failure);
    // The lock was given up.
    await expect(store.openJob(id)).rejects.toMatchObject(failure);
  },
);

test.each(["endpoint", "uploadType", "sources", "taken", "rows", "rejected", "createdAt", "emailAddress"])(
  "a record without a lawful %s is damaged, and no bug",
  async (key) => {
    const { store, id, record } = await closedJob();
    const whole = JSON.parse(readFileSync(record, "utf8"));
    for (const value of [undefined, null, 7.5, "odd"]) {
      if (typeof whole[key] === "string" && value === "odd" && !["endpoint", "uploadType"].includes(key))
        continue;
      writeFileSync(record, JSON.stringify({ ...whole, [key]: value }));
      await expect(store.readJob(id)).rejects.toMatchObject({ kind: "store" });
      await expect(store.openJob(id)).rejects.toMatchObject({ kind: "store" });
    }
  },
);
