import { describe, expect, test } from "vitest";
import type { OpenJob, Store } from "../../src/store/store.ts";
import { pairsTable } from "../support/tables.ts";
import { endpoint, publishBatches } from "./publish-batches.ts";

/** The part of the conformance suite (store-conformance.ts) that is about removing jobs. */
export function describeRemovals(name: string, createStore: (location?: string) => Store): void {
  describe(`${name}: a removed job`, () => {
    test("is gone for everybody, and its RequestIds stay known", async () => {
      const store = createStore();
      const job = await accepted(store);
      const other = await accepted(store, "id-2");
      const { id } = job.record;
      expect(await store.removedRequests(new Set())).toEqual(new Map());
      expect(await store.removeJob(id, () => true)).toEqual({ kind: "removed" });
      for (const view of [store, createStore(store.location)]) {
        expect(await view.readJob(id)).toBeUndefined();
        expect(await view.readFacts(id)).toBeUndefined();
        expect(await view.listJobs()).toEqual([other.record.id]);
        expect(await view.openJob(id)).toEqual({ kind: "missing" });
        expect(await view.removeJob(id, () => true)).toEqual({ kind: "missing" });
        expect(await view.removedRequests(new Set())).toEqual(new Map([[id, ["id-1", "said-1"]]]));
        expect(await view.removedRequests(new Set([id]))).toEqual(new Map());
        await view.finishRemovals();
      }
    });

    test("leaves its claims", async () => {
      const store = createStore();
      const { record, close } = await publishBatches(store, ["A"]);
      const claims = store.claims(endpoint, "UploadDevices");
      const block = { job: record.id, batch: 1, sku: "A", uploadType: record.uploadType, devices: 1 };
      const devices = pairsTable(0, 1);
      await claims.exclusively(() => claims.append(devices, [{ block, rows: [0] }]));
      await close();
      await store.removeJob(record.id, () => true);
      const found: string[] = [];
      await store.claims(endpoint, "UploadDevices").find(devices, 0, ({ block: { job } }) => found.push(job));
      expect(found).toEqual([record.id]);
    });

    test("was asked about, with what its ledger said then; no leaves it free and whole", async () => {
      const store = createStore();
      const { record, facts } = await accepted(store);
      const asked: unknown[] = [];
      const removal = await store.removeJob(record.id, (job) => {
        asked.push(job);
        return false;
      });
      expect(removal).toEqual({ kind: "kept" });
      expect(asked).toEqual([{ record, facts }]);
      const read = await store.readJob(record.id);
      expect([read?.facts, read?.holder]).toEqual([facts, undefined]);
    });

    test("is none while somebody works on it, nor where none is", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      expect(await createStore(store.location).removeJob(job.record.id, () => true)).toMatchObject({
        kind: "held",
        holder: { pid: process.pid },
      });
      await job.close();
      for (const id of ["20260102-030405-abcd", "..", "", `${job.record.id}/..`])
        expect(await store.removeJob(id, () => true)).toEqual({ kind: "missing" });
      expect(await store.readJob(job.record.id)).toBeDefined();
    });

    test("is none when what was asked fails", async () => {
      const store = createStore();
      const { record } = await accepted(store);
      const fail = () => {
        throw new Error("failed inside");
      };
      await expect(store.removeJob(record.id, fail)).rejects.toThrow("failed inside");
      expect(await store.removeJob(record.id, () => true)).toEqual({ kind: "removed" });
    });

    test("of a store without jobs is none", async () => {
      const store = createStore();
      await store.finishRemovals();
      expect(await store.removedRequests(new Set())).toEqual(new Map());
    });
  });
}

/** A closed job of two batches, one with a RequestId by the platform's answer and one by the operator's word. */
async function accepted(store: Store, requestId = "id-1"): Promise<OpenJob> {
  const job = await publishBatches(store, ["A", "A"]);
  await job.append({ kind: "sending", batch: 1 });
  await job.append({ kind: "accepted", batch: 1, requestId });
  await job.append({ kind: "sending", batch: 2 });
  await job.append({ kind: "saidAccepted", batch: 2, requestId: requestId.replace("id", "said") });
  await job.close();
  return job;
}
