import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { claimsName } from "../../src/store/claims-name.ts";
import type { LedgerFact } from "../../src/store/facts.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { OpenJob, Store } from "../../src/store/store.ts";
import { failureOf } from "../support/failure.ts";
import { pairsTable } from "../support/tables.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { endpoint, publishBatches } from "./publish-batches.ts";
import { block, claim, matchesOf } from "./store-conformance.ts";

const devices = pairsTable(0, 4);
const sending: LedgerFact = { kind: "sending", batch: 1 };

/** A job with a claim for row `row`, and facts. */
async function pushJob(
  store: Store,
  row: number,
  facts: readonly LedgerFact[] = [sending],
): Promise<OpenJob> {
  const job = await publishBatches(store, ["SKU1"]);
  await claim(store.claims(endpoint, "UploadDevices"), devices, block(job.record.id, 1, 1), [row]);
  for (const fact of facts) await job.append(fact);
  await job.close();
  return job;
}

function emptyStore(): { readonly store: Store; readonly path: string } {
  const store = createFileStore(temporaryDirectory(), process.pid);
  return {
    store,
    path: join(store.location, "claims", `${claimsName({ endpoint, operation: "UploadDevices" })}.claims`),
  };
}

const jobDirectory = (store: Store, { record }: OpenJob) => join(store.location, "jobs", record.id);

const lost = (path: string, job: string) => ({
  kind: "store",
  message: `The claims file ${path} is missing or damaged: it has no claim of the job ${job}, which began to send.`,
  hint: "Nothing was sent. Restore the file from a backup made after that job; or, if the job's devices may be sent again, move its directory away.",
});

/** What can become of a claims file. */
const losses = {
  missing: (path) => rmSync(path),
  "missing with its directory": (path) => rmSync(join(path, ".."), { recursive: true }),
  empty: (path) => writeFileSync(path, ""),
  "cut within its head": (path) => writeFileSync(path, readFileSync(path).subarray(0, 15)),
  "zeros from its beginning": (path) => writeFileSync(path, readFileSync(path).fill(0, 0, 16)),
  "all zeros": (path) => writeFileSync(path, readFileSync(path).fill(0)),
} satisfies Record<string, (path: string) => void>;

describe("a job began to send, and its claims file is", () => {
  test.each(Object.entries(losses))("%s: looking and claiming fail", async (_, lose) => {
    const { store, path } = emptyStore();
    const job = await pushJob(store, 0);
    lose(path);
    const failure = lost(path, jobDirectory(store, job));
    expect(await failureOf(() => matchesOf(store.claims(endpoint, "UploadDevices"), devices))).toEqual(
      failure,
    );
    expect(
      await failureOf(() => claim(store.claims(endpoint, "UploadDevices"), devices, block("j", 1, 1), [0])),
    ).toEqual(failure);
    const otherSpelling = endpoint.toUpperCase().replace("/API", ":443/API");
    expect(await failureOf(() => matchesOf(store.claims(otherSpelling, "UploadDevices"), devices))).toEqual(
      failure,
    );
  });

  test("an old head over newer blocks: the job behind it is named", async () => {
    const { store, path } = emptyStore();
    await pushJob(store, 0);
    const oldHead = readFileSync(path).subarray(0, 16);
    const newer = await pushJob(store, 1);
    writeFileSync(path, Buffer.concat([oldHead, readFileSync(path).subarray(16)]));
    expect(await failureOf(() => matchesOf(store.claims(endpoint, "UploadDevices"), devices))).toEqual(
      lost(path, jobDirectory(store, newer)),
    );
  });

  test("missing, and more jobs began: the newest is named, for a backup must be newer", async () => {
    const { store, path } = emptyStore();
    const jobs = [await pushJob(store, 0), await pushJob(store, 1), await pushJob(store, 2)];
    const newest = jobs.map((job) => jobDirectory(store, job)).sort()[2] ?? "";
    rmSync(path);
    expect(await failureOf(() => matchesOf(store.claims(endpoint, "UploadDevices"), devices))).toEqual(
      lost(path, `${newest} and 2 more`),
    );
  });

  test("missing, and its directory was moved away: its devices may be sent again", async () => {
    const { store, path } = emptyStore();
    const job = await pushJob(store, 0);
    rmSync(path);
    renameSync(jobDirectory(store, job), join(store.location, "moved-away"));
    expect(await matchesOf(store.claims(endpoint, "UploadDevices"), devices)).toEqual([]);
    await pushJob(store, 0);
  });

  test("missing, and it is another endpoint's: a first push here goes its way", async () => {
    const { store, path } = emptyStore();
    await pushJob(store, 0);
    rmSync(path);
    expect(await matchesOf(store.claims("https://elsewhere.example", "UploadDevices"), devices)).toEqual([]);
  });
});

describe("what a crash leaves is no damage", () => {
  test("a job that was published and not yet claimed, without a claims file and with one", async () => {
    const { store, path } = emptyStore();
    for (const rest of ["", "half a block"]) {
      await (await publishBatches(store, ["SKU1"])).close();
      if (rest !== "") writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from(rest)]));
      await claim(store.claims(endpoint, "UploadDevices"), devices, block("job", 1, 1), [0]);
    }
    expect(await matchesOf(store.claims(endpoint, "UploadDevices"), devices)).toEqual([
      "0 job/1 same",
      "0 job/1 same",
    ]);
  });

  test("the remainder of a claim behind those of jobs that were sent", async () => {
    const { store, path } = emptyStore();
    const job = await pushJob(store, 0);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(100, 7)]));
    expect(await matchesOf(store.claims(endpoint, "UploadDevices"), devices)).toEqual([
      `0 ${job.record.id}/1 same`,
    ]);
  });
});

test("where the claims are whole no job is read: looking stays as quick with many", async () => {
  const { store } = emptyStore();
  const job = await pushJob(store, 0);
  const unreadable = join(store.location, "jobs", "20200101-000000-aaaa");
  mkdirSync(unreadable);
  writeFileSync(join(jobDirectory(store, job), "job.json"), "damaged");
  expect(await matchesOf(store.claims(endpoint, "UploadDevices"), devices)).toEqual([
    `0 ${job.record.id}/1 same`,
  ]);
  await claim(store.claims(endpoint, "UploadDevices"), devices, block("job", 1, 1), [1]);
});
