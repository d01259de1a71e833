import { createHash } from "node:crypto";
import type { DeviceTable } from "../../src/devices/device-table.ts";
import { batchFileBytes, encodeBatchFile } from "../../src/store/batch-file.ts";
import type { PlannedFact } from "../../src/store/facts.ts";
import { batchFileName } from "../../src/store/file-jobs.ts";
import type { JobRecord, JobSource } from "../../src/store/job-record.ts";
import type { JobDraft, OpenJob, Store } from "../../src/store/store.ts";
import { pairsTable } from "../support/tables.ts";

export const endpoint = "https://uws.example/api/v2";

/** A record for this many rows. */
export function recordFor(id: string, rows: number): JobRecord {
  return {
    version: 1,
    id,
    createdAt: "2026-01-02T03:04:05.678Z",
    operation: "UploadDevices",
    endpoint,
    uploadType: "IMEI ICCID Pair",
    accountName: "1223334444-00001",
    emailAddress: "me@mycompany.com",
    sources: [sourceOf("devices.csv", Buffer.from("abc"))],
    rows,
    rejected: 0,
    taken: [],
  };
}

/** What a record says of a source with these bytes, but for its rows. */
export function sourceOf(name: string, bytes: Uint8Array): JobSource {
  return { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex"), rows: 2 };
}

/** Writes batches of `size` devices, one for each SKU, and says what was planned. */
export async function planBatches(
  draft: JobDraft,
  skus: readonly string[],
  size = 2,
): Promise<readonly PlannedFact[]> {
  const devices = pairsTable(0, skus.length * size);
  const facts: PlannedFact[] = [];
  for (const [index, sku] of skus.entries()) {
    const rows = Uint32Array.from({ length: size }, (_, at) => index * size + at);
    const sha256 = await draft.writeFile(batchFileName(index + 1), batchBytes(devices, rows));
    facts.push({ kind: "planned", batch: index + 1, sku, devices: size, sha256 });
  }
  return facts;
}

/** Publishes a job with a batch of two devices for each SKU. */
export async function publishBatches(store: Store, skus: readonly string[]): Promise<OpenJob> {
  const draft = await store.draftJob();
  draft.writeSource(0, "devices.csv", Buffer.from("abc"));
  return draft.publish(recordFor(draft.id, skus.length * 2), await planBatches(draft, skus));
}

function batchBytes(devices: DeviceTable, rows: Uint32Array): Buffer {
  return encodeBatchFile(devices, rows, Buffer.alloc(batchFileBytes(devices, rows.length)));
}
