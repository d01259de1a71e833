import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { DeviceTable } from "../../src/devices/device-table.ts";
import type { LedgerFact } from "../../src/store/facts.ts";
import type { ClaimBlock, Claims, NewClaim, OpenJob, Store } from "../../src/store/store.ts";
import { pairsTable, tableOf } from "../support/tables.ts";
import { describeInbox } from "./inbox-conformance.ts";
import { describeOpenJobs } from "./open-job-conformance.ts";
import { endpoint, planBatches, publishBatches, recordFor } from "./publish-batches.ts";
import { describeRemovals } from "./removal-conformance.ts";
import { describeSessions } from "./sessions-conformance.ts";
import { describeStoredJobs } from "./stored-job-conformance.ts";
import { describeTemporaryRegistrations } from "./temporary-conformance.ts";

/**
 * What any store must do. `createStore` is called within a test: each call without `location` makes a new, empty store, with
 * it another view, as another process has it, of the store that is there.
 */
export function describeStore(name: string, createStore: (location?: string) => Store): void {
  describe(`${name}: jobs`, () => {
    test("a job nobody knows is undefined, also when its name is no job's", async () => {
      const store = createStore();
      for (const id of ["20260102-030405-abcd", "..", "../jobs", "", "20260102-030405-abcd/.."]) {
        expect(await store.readJob(id)).toBeUndefined();
        expect(await store.readFacts(id)).toBeUndefined();
      }
    });

    test("a draft is seen by nobody until it is published, and then whole", async () => {
      const store = createStore();
      const draft = await store.draftJob();
      draft.writeSource(0, "devices.csv", Buffer.from("abc"));
      const planned = await planBatches(draft, ["A", "B"]);
      expect(await createStore(store.location).readJob(draft.id)).toBeUndefined();
      const record = recordFor(draft.id, 4);
      const job = await draft.publish(record, planned);
      const read = await createStore(store.location).readJob(draft.id);
      expect(read?.record).toEqual(record);
      expect(read?.facts).toEqual(planned.map((fact) => ({ ...fact, at: record.createdAt })));
      expect(read?.holder).toMatchObject({ pid: process.pid });
      expect(job.record).toEqual(record);
      expect(job.facts).toEqual(read?.facts);
      await job.close();
      expect((await store.readJob(draft.id))?.holder).toBeUndefined();
    });

    test("a discarded draft leaves nothing, once or twice", async () => {
      const store = createStore();
      const draft = await store.draftJob();
      draft.writeSource(0, "devices.csv", Buffer.from("abc"));
      await draft.discard();
      await draft.discard();
      expect(await store.readJob(draft.id)).toBeUndefined();
    });

    test("discarding after publishing is harmless", async () => {
      const store = createStore();
      const draft = await store.draftJob();
      const job = await draft.publish(recordFor(draft.id, 2), await planBatches(draft, ["A"]));
      await draft.discard();
      expect(await job.readBatch(plannedOf(job))).toMatchObject({ devices: 2 });
      await job.close();
    });

    test("drafts at the same moment have different ids", async () => {
      const store = createStore();
      const drafts = await Promise.all(Array.from({ length: 20 }, () => store.draftJob()));
      expect(new Set(drafts.map(({ id }) => id)).size).toBe(20);
      for (const { id } of drafts) expect(id).toMatch(/^\d{8}-\d{6}-[a-z0-9]{4}$/);
      await Promise.all(drafts.map((draft) => draft.discard()));
    });

    test("a kept file's hash is that of its bytes", async () => {
      const draft = await createStore().draftJob();
      const bytes = Buffer.from("source,line,imei\n1,2,3\n");
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      expect(await draft.writeFile("batches/0001.csv", bytes)).toBe(sha256);
      await draft.discard();
    });
  });

  describe(`${name}: facts`, () => {
    const facts: readonly LedgerFact[] = [
      { kind: "sending", batch: 1 },
      { kind: "notSent", batch: 1, reason: 'HTTP 429: "slow\ndown" – \u2028 \ud83d\ude00 \ufffd' },
      { kind: "sending", batch: 1 },
      { kind: "accepted", batch: 1, requestId: "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3" },
      { kind: "refused", batch: 2, code: "c", text: "t" },
      { kind: "doubtful", batch: 2, reason: "" },
    ];

    test("each is there for every reader once its append has returned, in order, with its time", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A", "A"]);
      for (const [index, fact] of facts.entries()) {
        await job.append(fact);
        const view = createStore(store.location);
        const read = await view.readJob(job.record.id);
        expect(read?.facts.slice(2)).toEqual(facts.slice(0, index + 1).map(withTime));
        expect(job.facts).toEqual(read?.facts);
        expect(await view.readFacts(job.record.id)).toEqual(read?.facts);
      }
      await job.close();
    });

    test("nothing is appended to a job that was closed; closing again is harmless", async () => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      await job.close();
      await job.close();
      await expect(job.append({ kind: "sending", batch: 1 })).rejects.toMatchObject({ kind: "store" });
      expect((await store.readJob(job.record.id))?.facts).toHaveLength(1);
    });

    test("the devices of a batch are those planned; another hash is refused", async () => {
      const job = await publishBatches(createStore(), ["A", "B"]);
      const [first, second] = job.facts;
      if (first?.kind !== "planned" || second?.kind !== "planned") throw new Error("not planned");
      const devices = pairsTable(0, 4);
      expect(textsOf(await job.readBatch(second))).toEqual(
        [2, 3].flatMap((row) => identifiersOf(devices, row)),
      );
      await expect(job.readBatch({ ...first, sha256: second.sha256 })).rejects.toMatchObject({
        kind: "store",
      });
      await job.close();
    });
  });

  describe(`${name}: claims`, () => {
    test("of a new endpoint are none", async () => {
      expect(await matchesOf(createStore().claims(endpoint, "UploadDevices"), pairsTable(0, 3))).toEqual([]);
    });

    test("are found by every identifier, by everybody, at once", async () => {
      const store = createStore();
      await claim(
        store.claims(endpoint, "UploadDevices"),
        pairsTable(0, 4),
        block("job-1", 1, 4),
        [0, 1, 2, 3],
      );
      const claims = createStore(store.location).claims(endpoint, "UploadDevices");
      expect(await matchesOf(claims, pairsTable(2, 6))).toEqual(["0 job-1/1 same", "1 job-1/1 same"]);
    });

    test("know a device with another partner from the same one", async () => {
      const claims = createStore().claims(endpoint, "UploadDevices");
      const [a, b, c] = [0, 1, 2].map((row) => identifiersOf(pairsTable(0, 3), row));
      await claim(claims, pairsTable(0, 2), block("job-1", 1, 2), [0, 1]);
      const swapped = tableOf([
        [a?.[0] ?? "", b?.[1] ?? ""],
        [b?.[0] ?? "", a?.[1] ?? ""],
      ]);
      expect(new Set(await matchesOf(claims, swapped))).toEqual(
        new Set(["0 job-1/1 other", "1 job-1/1 other"]),
      );
      expect(await matchesOf(claims, tableOf([[c?.[0] ?? "", a?.[1] ?? ""]]))).toEqual(["0 job-1/1 other"]);
      expect(await matchesOf(claims, tableOf([[a?.[0] ?? ""]], "IMEI"))).toEqual(["0 job-1/1 other"]);
      expect(await matchesOf(claims, tableOf([a ?? []], "IMEI ICCID Embedded SIM Pair"))).toEqual([
        "0 job-1/1 same",
      ]);
    });

    test("later ones stand beside earlier ones, and a cursor skips what was looked through", async () => {
      const claims = createStore().claims(endpoint, "UploadDevices");
      const devices = pairsTable(0, 3);
      await claim(claims, devices, block("job-1", 1, 2), [0, 1]);
      const cursor = await claims.find(devices, 0, () => {});
      await claims.exclusively(() =>
        claims.append(devices, [
          { block: block("job-2", 1, 1), rows: [1] },
          { block: block("job-2", 2, 1), rows: Uint32Array.of(2) },
        ]),
      );
      expect(await matchesOf(claims, devices)).toEqual([
        "0 job-1/1 same",
        "1 job-1/1 same",
        "1 job-2/1 same",
        "2 job-2/2 same",
      ]);
      expect(await matchesOf(claims, devices, cursor)).toEqual(["1 job-2/1 same", "2 job-2/2 same"]);
    });

    test("made anew by a job that goes on are seen by a push that looked before it did", async () => {
      const store = createStore();
      const claims = store.claims(endpoint, "UploadDevices");
      const devices = pairsTable(0, 1);
      await claim(claims, devices, block("job-1", 1, 1), [0]);
      const rival = createStore(store.location).claims(endpoint, "UploadDevices");
      const cursor = await rival.find(devices, 0, () => {});
      expect(await matchesOf(rival, devices, cursor)).toEqual([]);
      await claim(claims, devices, block("job-1", 1, 1), [0]);
      await rival.exclusively(async () =>
        expect(await matchesOf(rival, devices, cursor)).toEqual(["0 job-1/1 same"]),
      );
    });

    test("are kept by endpoint, in whatever letters", async () => {
      const store = createStore();
      await claim(store.claims(endpoint, "UploadDevices"), pairsTable(0, 1), block("job-1", 1, 1), [0]);
      expect(
        await matchesOf(store.claims("https://elsewhere.example", "UploadDevices"), pairsTable(0, 1)),
      ).toEqual([]);
      expect(
        await matchesOf(store.claims(endpoint.toUpperCase(), "UploadDevices"), pairsTable(0, 1)),
      ).toHaveLength(1);
    });

    test("keep their block's words", async () => {
      const claims = createStore().claims(endpoint, "UploadDevices");
      const given: ClaimBlock = { ...block("job-1", 7, 1), sku: "SKU – ü" };
      await claim(claims, pairsTable(0, 1), given, [0]);
      const found: ClaimBlock[] = [];
      await claims.find(pairsTable(0, 1), 0, (match) => found.push(match.block));
      expect(found).toEqual([given]);
    });

    test("let one at a time look and append, and go on after a failure", async () => {
      const store = createStore();
      const views = Array.from({ length: 8 }, () =>
        createStore(store.location).claims(endpoint, "UploadDevices"),
      );
      let inside = 0;
      const devices = pairsTable(0, 1);
      const takers = views.map((claims, index) =>
        claims.exclusively(async () => {
          expect(++inside).toBe(1);
          const known = await matchesOf(claims, devices);
          if (known.length === 0)
            await claims.append(devices, [{ block: block("job", index, 1), rows: [0] }]);
          inside--;
          if (index % 2 === 0) throw new Error("failed inside");
          return known.length;
        }),
      );
      const ends = await Promise.allSettled(takers);
      expect(ends.map(({ status }) => status)).toEqual(
        views.map((_, index) => (index % 2 === 0 ? "rejected" : "fulfilled")),
      );
      expect(await matchesOf(store.claims(endpoint, "UploadDevices"), devices)).toHaveLength(1);
    });
  });

  describeStoredJobs(name, createStore);
  describeOpenJobs(name, createStore);
  describeRemovals(name, createStore);
  describeInbox(name, createStore);
  describeSessions(name, createStore);
  describeTemporaryRegistrations(name, createStore);
}

function withTime(fact: LedgerFact): unknown {
  return { ...fact, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) };
}

function plannedOf(job: OpenJob) {
  const [first] = job.facts;
  if (first?.kind !== "planned") throw new Error("not planned");
  return first;
}

function textsOf({ bytes, bounds }: Awaited<ReturnType<OpenJob["readBatch"]>>): string[] {
  return Array.from({ length: bounds.length / 2 }, (_, index) =>
    Buffer.from(bytes.subarray(bounds[index * 2], bounds[index * 2 + 1])).toString("latin1"),
  );
}

function identifiersOf(devices: DeviceTable, row: number): string[] {
  return devices.kinds.map((_, position) => devices.identifier(row, position));
}

/** A claim's words. */
export function block(job: string, batch: number, devices: number): ClaimBlock {
  return { job, batch, sku: "SKU1", uploadType: "IMEI ICCID Pair", devices };
}

/** Takes rows of a table, under the lock. */
export function claim(
  claims: Claims,
  devices: DeviceTable,
  taken: ClaimBlock,
  rows: NewClaim["rows"],
): Promise<void> {
  return claims.exclusively(() => claims.append(devices, [{ block: taken, rows }]));
}

/** "<row> <job>/<batch> same|other" of each match. */
export async function matchesOf(claims: Claims, devices: DeviceTable, from = 0): Promise<string[]> {
  const found: string[] = [];
  await claims.find(devices, from, ({ row, block: { job, batch }, same }) => {
    found.push(`${row} ${job}/${batch} ${same ? "same" : "other"}`);
  });
  return found;
}
