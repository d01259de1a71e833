import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSettledStore } from "../../src/evidence/settled-store.ts";
import type { ReceivedCall } from "../../src/sandbox/received.ts";
import { batchFileName } from "../../src/store/file-jobs.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { StoredJob } from "../../src/store/store.ts";
import { acceptedBatches, type BatchVerdict, foldLedger, isInDoubt } from "../../src/verdict/batch-states.ts";
import type { TortureWorld } from "./world.ts";

/** A batch of a job, with its devices as the sandbox names them. */
export interface KnownBatch {
  readonly job: string;
  readonly verdict: BatchVerdict;
  readonly devices: string;
  /** It went out at least once, or was about to. */
  readonly wasSent: boolean;
}

/** Every job, with what callbacks say of its doubts. */
export async function readJobs({ state }: TortureWorld): Promise<readonly StoredJob[]> {
  const store = createSettledStore(createFileStore(state, process.pid));
  const jobs: StoredJob[] = [];
  for (const id of await store.listJobs()) {
    const job = await store.readJob(id);
    if (job !== undefined) jobs.push(job);
  }
  return jobs;
}

export function batchesOf(job: StoredJob, { state }: TortureWorld): readonly KnownBatch[] {
  const { id } = job.record;
  return foldLedger(job.facts).map((verdict) => {
    const { batch } = verdict.planned;
    const lines = readFileSync(join(state, "jobs", id, batchFileName(batch)), "latin1")
      .trim()
      .split("\n");
    return {
      job: id,
      verdict,
      devices: devicesKey(lines.slice(1).map((line) => line.split(",").slice(2).join(","))),
      wasSent: job.facts.some((fact) => fact.kind === "sending" && fact.batch === batch),
    };
  });
}

/** Batches of which nobody knows whether the platform has them. */
export async function batchesInDoubt(world: TortureWorld): Promise<readonly KnownBatch[]> {
  const jobs = await readJobs(world);
  return jobs.flatMap((job) => batchesOf(job, world).filter(({ verdict }) => isInDoubt(verdict, job.holder)));
}

/** RequestIds that a ledger has, or that callbacks tell of a batch. */
export function boundRequestIds(jobs: readonly StoredJob[]): ReadonlySet<string> {
  return new Set(jobs.flatMap(({ facts }) => acceptedBatches(facts).map(({ requestId }) => requestId)));
}

/** Calls that the platform has accepted, each with its RequestId. */
export function acceptedCalls({
  calls,
}: TortureWorld): readonly (ReceivedCall & { readonly requestId: string })[] {
  return calls.flatMap((upload) =>
    upload.outcome === "accepted" && upload.requestId !== undefined
      ? [{ ...upload, requestId: upload.requestId }]
      : [],
  );
}

export function devicesKey(devices: readonly string[]): string {
  return devices.toSorted().join(" ");
}
