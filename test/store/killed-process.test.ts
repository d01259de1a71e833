import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { continueJob } from "../../src/store/file-jobs.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import { readLedger } from "../../src/store/ledger.ts";
import { tryLock } from "../../src/store/lock.ts";
import type { Store } from "../../src/store/store.ts";
import { ended, killed, startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { tableOf } from "../support/tables.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { publishBatches } from "./publish-batches.ts";
import { matchesOf } from "./store-conformance.ts";

const compiled = compiledSources();
const writeJobs = new URL("./children/write-jobs.mjs", import.meta.url);
const readJob = new URL("./children/read-job.mjs", import.meta.url);
const fillLedger = new URL("./children/fill-ledger.mjs", import.meta.url);

const isPosix = process.platform !== "win32";
const endpoint = "https://uws.example/api/v2";

/** Runs a writer until it has said so many lines, kills it, and returns everything that it said. */
async function writeUntilKilled(store: Store, lines: number): Promise<string[]> {
  const child = startNode(writeJobs, [dirname(dirname(compiled("store/lock"))), store.location]);
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) child.kill("SIGKILL");
  }
  await killed(child);
  return said;
}

/** What must hold of a store whatever was killed at whatever moment: all that is there is whole. */
async function expectWhole(store: Store): Promise<void> {
  const jobs = join(store.location, "jobs");
  for (const id of readdirSync(jobs).filter((name) => !name.endsWith(".draft"))) {
    const job = await store.readJob(id);
    expect(job?.record.id).toBe(id);
    expect(job?.holder).toBeUndefined();
    const [planned, ...facts] = job?.facts ?? [];
    if (planned?.kind !== "planned") throw new Error(`job ${id} has no plan`);
    expect(facts).toMatchObject(facts.map((_, index) => ({ kind: "notSent", reason: String(index) })));
    const attempt = tryLock(join(jobs, id, "lock"), process.pid);
    if (attempt.kind !== "acquired") throw new Error(`the lock of job ${id} is held`);
    const open = continueJob(join(jobs, id), attempt.lock);
    expect(await open.readBatch(planned)).toMatchObject({ devices: 1 });
    await open.close();
  }
}

/** What a writer was told to be durable must be there. */
async function expectKept(store: Store, said: readonly string[]): Promise<void> {
  for (const [what, id = "", detail = ""] of said.map((line) => line.split(" "))) {
    const job = await store.readJob(id);
    expect(job).toBeDefined();
    if (what === "appended") expect(job?.facts.length).toBeGreaterThan(Number(detail) + 1);
    if (what === "claimed") {
      const found = await matchesOf(store.claims(endpoint, "UploadDevices"), tableOf([[detail]], "IMEI"));
      expect(found).toEqual([`0 ${id}/1 same`]);
    }
  }
}

describe("killed while it drafts, publishes, claims and appends", () => {
  const rounds = Array.from({ length: 6 }, (_, round) => round);
  test.each(rounds)(
    "10 times: all that is there is whole, and nothing acknowledged is lost (%i)",
    async (round) => {
      const store = createFileStore(temporaryDirectory(), process.pid);
      for (let kill = 0; kill < 10; kill += 2) {
        const runs = [kill, kill + 1].map((number) =>
          writeUntilKilled(store, 1 + ((round * 10 + number) % 13)),
        );
        const said = await Promise.all(runs);
        await expectWhole(store);
        await expectKept(store, said.flat());
      }
    },
  );
});

test.runIf(isPosix)(
  "a job whose process ends while it is being read still has its holder, or its last facts",
  async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const job = await publishBatches(store, ["A"]);
    const ledger = join(store.location, "jobs", job.record.id, "ledger.ndjson");
    const asPlanned = readFileSync(ledger);
    rmSync(ledger);
    expect(spawnSync("sh", ["-c", 'mkfifo "$0"', ledger]).status).toBe(0);
    const reader = ended(startNode(readJob, [compiled("store/file-store"), store.location, job.record.id]));
    // Opens when the reader has come to the ledger; what it reads is from before the end of this process's work.
    const pipe = await open(ledger, "w");
    await job.close();
    await pipe.writeFile(asPlanned);
    await pipe.close();
    expect(await reader).toEqual({
      code: 0,
      stdout: JSON.stringify({ holder: process.pid, facts: 1 }),
      stderr: "",
    });
  },
);

test.runIf(isPosix)(
  "a ledger that cannot grow: no fact is half there, and nothing is appended after the failure",
  async () => {
    const path = join(temporaryDirectory(), "ledger.ndjson");
    writeFileSync(path, "");
    const script = new URL(fillLedger).pathname;
    const limited = 'ulimit -f 8 && exec "$0" "$@"';
    const words = ["-c", limited, process.execPath, script, compiled("store/ledger"), path];
    const { stdout, stderr } = spawnSync("sh", words, { encoding: "utf8" });
    expect(stderr).toBe("");
    const { acknowledged, known, first, second } = JSON.parse(stdout);
    expect(first).toEqual({
      kind: "store",
      message: `Cannot use ${path} in the state directory: EFBIG: file too large, write (EFBIG).`,
    });
    expect(second).toEqual({
      kind: "store",
      message: `The ledger ${path} failed before or is closed; nothing more is written to it.`,
    });
    expect(known).toBe(acknowledged);
    expect(readLedger(path)).toHaveLength(acknowledged);
  },
);
