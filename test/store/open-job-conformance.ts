import { describe, expect, test } from "vitest";
import type { OpenJob, SaidLine, Store } from "../../src/store/store.ts";
import { makePairs } from "../support/make-devices.ts";
import { publishBatches } from "./publish-batches.ts";
import { taken } from "./stored-job-conformance.ts";

/** The part of the conformance suite (store-conformance.ts) that is about a job that goes on. */
export function describeOpenJobs(name: string, createStore: (location?: string) => Store): void {
  async function reopened(store: Store, id: string): Promise<OpenJob> {
    const attempt = await store.openJob(id);
    if (attempt.kind !== "opened") throw new Error(attempt.kind);
    return attempt.job;
  }

  describe(`${name}: a job that goes on`, () => {
    test("is opened by one at a time, and by the next when that one has closed it", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      const { id } = job.record;
      const other = createStore(store.location);
      expect(await other.openJob(id)).toMatchObject({ kind: "held", holder: { pid: process.pid } });
      await job.close();
      const again = await reopened(other, id);
      expect(await store.openJob(id)).toMatchObject({ kind: "held" });
      await again.close();
      await (await reopened(store, id)).close();
    });

    test("that does not exist, or whose name is no job's, is missing; nothing is created", async () => {
      const store = createStore();
      for (const id of ["20260102-030405-abcd", "..", "", "20260102-030405-abcd/.."])
        expect(await store.openJob(id)).toEqual({ kind: "missing" });
      expect(await store.listJobs()).toEqual([]);
    });

    test("has record, facts and devices, and appends behind what is there", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A", "B"]);
      await job.append({ kind: "sending", batch: 1 });
      await job.close();
      const again = await reopened(store, job.record.id);
      expect([again.record, again.facts]).toEqual([job.record, job.facts]);
      const [first] = again.facts;
      if (first?.kind !== "planned") throw new Error("not planned");
      expect(await again.readBatch(first)).toMatchObject({ devices: 2 });
      await again.append({ kind: "doubtful", batch: 1, reason: "why" });
      await again.close();
      const read = await createStore(store.location).readJob(job.record.id);
      expect(read?.facts.map(({ kind }) => kind)).toEqual(["planned", "planned", "sending", "doubtful"]);
    });

    test("keeps the rest of a batch that is cut anew, and what others have of it", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      const before = await store.readJob(job.record.id);
      expect(await before?.readTaken()).toEqual([]);
      const [{ imei, iccid } = { imei: "", iccid: "" }] = makePairs(1);
      const bytes = Buffer.from(`source,line,imei,iccid\n1,2,${imei},${iccid}\n`);
      const rest = { batch: 2, sku: "A", devices: 1, sha256: await job.writeBatch(2, bytes) };
      const others = taken.slice(0, 1);
      // Twice: a crash before the fact leaves files that the next life writes again.
      await job.writeTaken(1, taken);
      const takenSha256 = await job.writeTaken(1, others);
      await job.append({ kind: "recut", batch: 1, taken: 1, takenSha256, rest });
      expect(await job.readBatch({ kind: "planned", ...rest })).toMatchObject({ devices: 1 });
      await job.close();
      const read = await createStore(store.location).readJob(job.record.id);
      expect(await read?.readTaken()).toEqual(others);
    });

    test("keeps what the operator said of lines, with whatever words", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      const lines: readonly SaidLine[] = makePairs(2).map(({ imei, iccid }, at) => ({
        identifiers: [imei, iccid],
        status: at === 0 ? 'a "word",\nand – another' : "failed",
      }));
      const sha256 = await job.writeSaid(1, lines);
      const said = { kind: "saidLines", batch: 1, number: 1, lines: 2, sha256 } as const;
      await job.append(said);
      await job.close();
      const read = await createStore(store.location).readJob(job.record.id);
      expect(await read?.readSaid(said)).toEqual(lines);
      await expect(read?.readSaid({ ...said, sha256: "00" })).rejects.toMatchObject({ kind: "store" });
    });
  });
}
