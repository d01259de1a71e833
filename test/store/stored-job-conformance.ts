import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { jobFiles } from "../../src/store/file-jobs.ts";
import type { JobRecord } from "../../src/store/job-record.ts";
import { formatRejectedFile } from "../../src/store/rejected-file.ts";
import type { RejectedRow, Store, StoredJob, TakenRow } from "../../src/store/store.ts";
import { formatTakenFile } from "../../src/store/taken-file.ts";
import { makePairs } from "../support/make-devices.ts";
import { planBatches, publishBatches, recordFor, sourceOf } from "./publish-batches.ts";

export const rejected: readonly RejectedRow[] = [
  { source: 0, line: 7, column: 'the "IMEI",\nof the box', problem: "imei-form", value: '3,5"\r8 – ü' },
  { source: 1, line: 4_294_967_295, column: "2", problem: "identifier-missing", value: "" },
];

export const taken: readonly TakenRow[] = makePairs(3).map(({ imei, iccid }, at) => ({
  source: at,
  line: at + 2,
  identifiers: [imei, iccid],
  job: "20260102-030405-abcd",
  batch: at + 1,
}));

const earlier = { rejected: 2, taken: [{ job: "20260102-030405-abcd", batch: 1, devices: 3 }] };

/** The part of the conformance suite (store-conformance.ts) that is about what is read back of a published job. */
export function describeStoredJobs(name: string, createStore: (location?: string) => Store): void {
  describe(`${name}: a published job`, () => {
    test("is listed, oldest first; a draft is not", async () => {
      const store = createStore();
      expect(await store.listJobs()).toEqual([]);
      const ids: string[] = [];
      for (let count = 0; count < 3; count++) {
        const { record, close } = await publishBatches(store, ["A"]);
        await close();
        ids.push(record.id);
      }
      const draft = await store.draftJob();
      // Of one second, jobs are in any order.
      expect(await createStore(store.location).listJobs()).toEqual(ids.sort());
      await draft.discard();
    });

    test("has its batches, with kinds and places, for who takes no lock, too", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A", "B"]);
      const read = await readBack(store, job.record.id);
      const [, second] = read.facts;
      if (second?.kind !== "planned") throw new Error("not planned");
      for (const reader of [read, job])
        expect(await reader.readBatch(second)).toMatchObject({
          devices: 2,
          identifiersPerDevice: 2,
          kinds: ["imei", "iccid"],
          sources: Uint16Array.of(0, 0),
          lines: Uint32Array.of(4, 5),
        });
      await expect(read.readBatch({ ...second, sha256: "00" })).rejects.toMatchObject({ kind: "store" });
      await job.close();
    });

    test("without refused and taken rows has none, and needs no file to say so", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      await job.close();
      const read = await readBack(store, job.record.id);
      expect([[...(await read.readRejected())], await read.readTaken()]).toEqual([[], []]);
    });

    test.each([true, false])(
      "has its refused and its taken rows (their SHA-256 kept: %j)",
      async (isKept) => {
        const { read } = await publishSideFiles(createStore(), isKept);
        expect([...(await read.readRejected())]).toEqual(rejected);
        expect(await read.readTaken()).toEqual(taken);
      },
    );

    test("has its sources as they came", async () => {
      const store = createStore();
      const draft = await store.draftJob();
      const [small, large, empty] = [Buffer.from("abc"), Buffer.alloc(300_000, "a,b\r\n"), Buffer.alloc(0)];
      draft.writeSource(0, "-", small);
      for (let at = 0; at < large.length; at += 65_536)
        draft.writeSource(1, "../lists/second list.csv", large.subarray(at, at + 65_536));
      for (const [index, bytes] of [small, large, empty].entries())
        expect((await buffer(draft.openSource(index))).equals(bytes)).toBe(true);
      const record = {
        ...recordFor(draft.id, 2),
        sources: [
          sourceOf("<stdin>", small),
          sourceOf("second list.csv", large),
          sourceOf("empty.csv", empty),
        ],
      };
      await (await draft.publish(record, await planBatches(draft, ["A"]))).close();
      const read = await readBack(store, draft.id);
      for (const [index, bytes] of [small, large, empty].entries())
        expect((await buffer(read.openSource(index))).equals(bytes)).toBe(true);
    });
  });
}

/** Publishes a job with the rows above, as this release (with their SHA-256) or the first one does it, and reads it back. */
export async function publishSideFiles(
  store: Store,
  isHashKept: boolean,
): Promise<{ readonly id: string; readonly read: StoredJob }> {
  const draft = await store.draftJob();
  draft.writeSource(0, "devices.csv", Buffer.from("abc"));
  const files = [
    [jobFiles.rejected, formatRejectedFile(rejected)],
    [jobFiles.taken, formatTakenFile(["imei", "iccid"], taken)],
  ] as const;
  const [rejectedSha256, takenSha256] = await Promise.all(
    files.map(([name, text]) => draft.writeFile(name, Buffer.from(text))),
  );
  const record: JobRecord = { ...recordFor(draft.id, 7), ...earlier };
  const hashes = { rejectedSha256: rejectedSha256 ?? "", takenSha256: takenSha256 ?? "" };
  const planned = await planBatches(draft, ["A"]);
  await (await draft.publish(isHashKept ? { ...record, ...hashes } : record, planned)).close();
  return { id: draft.id, read: await readBack(store, draft.id) };
}

async function readBack(store: Store, id: string): Promise<StoredJob> {
  const read = await store.readJob(id);
  if (read === undefined) throw new Error(`the job ${id} is not there`);
  return read;
}
