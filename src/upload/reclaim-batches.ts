import { deviceTexts } from "../devices/device-slices.ts";
import { createDeviceTable, type DeviceTable } from "../devices/device-table.ts";
import { type ProblemKind, problemTexts } from "../devices/problem-texts.ts";
import { VzuploadError } from "../errors.ts";
import { batchFileBytes, encodeBatchFile } from "../store/batch-file.ts";
import type { PlannedFact, RecutFact } from "../store/facts.ts";
import type { BatchDevices, OpenJob, Store, StoredJob } from "../store/store.ts";
import { type BatchVerdict, foldLedger } from "../verdict/batch-states.ts";
import { type EarlierMatch, findEarlierClaims } from "./earlier-claims.ts";
import type { Holding } from "./holding.ts";
import { clashOf } from "./inspect-devices.ts";
import { isOtherAccount } from "./other-account.ts";
import { claimOf } from "./publish-job.ts";
import { takenRows } from "./side-files.ts";
import { createTakenRows, type TakenRows } from "./taken-rows.ts";

/** What may be sent of planned batches whose job goes on. */
export interface Reclaimed {
  /** Their numbers: planned, and claimed in this life of the job. */
  readonly batches: ReadonlySet<number>;
  /** Live processes have devices of the other ones. */
  readonly waitingFor: readonly { readonly holding: Holding; readonly devices: number }[];
}

/**
 * Claims the devices of planned batches anew: while nobody held the job, its claims were void, and others may have taken devices of it.
 * One step under the claims' lock. What others have is cut out (a recut fact); a batch of which a live process has some waits.
 * Fails with VzuploadError "input" where others sent a device in another way: then nothing is claimed.
 */
export async function reclaimBatches(
  job: OpenJob,
  batches: readonly BatchVerdict[],
  store: Store,
): Promise<Reclaimed> {
  const { record } = job;
  const claims = store.claims(record.endpoint, record.operation);
  const table = await tableOfBatches(job, batches);
  return claims.exclusively(async () => {
    const earlier = await findEarlierClaims({
      store,
      claims,
      devices: table.devices,
      from: 0,
      heedsVerdicts: true,
      own: { job: record.id, onlyLater: record.again === true },
    });
    const taken = createTakenRows(table.devices);
    const ofAccount = (visit: (match: EarlierMatch) => void) =>
      earlier.forEach((match) => {
        if (!isOtherAccount(match, record)) visit(match);
      });
    ofAccount((match) => {
      if (clashWith(match, table, job) === undefined) taken.take(match.row, match.holding);
    });
    // What another job has just so is taken, whatever else is known of it: so clashes come second.
    ofAccount((match) => {
      const clash = clashWith(match, table, job);
      if (clash !== undefined && !taken.has(match.row)) throw clashError(clash, match, table, job);
    });
    const waiting = table.batches.filter(({ rows }) =>
      rows.some((row) => taken.holding(row)?.state === "inProgress"),
    );
    const free = table.batches.filter((batch) => !waiting.includes(batch));
    const sendable: RowsOfBatch[] = [];
    for (const batch of free) {
      const left = await cutOut(batch, taken, table.devices, job);
      if (left.rows.length > 0) sendable.push(left);
    }
    await claims.append(
      table.devices,
      sendable.map(({ verdict, rows }) => claimOf(record, { ...verdict.planned, rows })),
    );
    return {
      batches: new Set(sendable.map(({ verdict }) => verdict.planned.batch)),
      waitingFor: taken.groups().filter(({ holding }) => holding.state === "inProgress"),
    };
  });
}

interface RowsOfBatch {
  readonly verdict: BatchVerdict;
  /** Of the device table. */
  readonly rows: Uint32Array;
}

/** The devices of some batches of a job. */
interface BatchTable {
  readonly devices: DeviceTable;
  readonly batches: readonly RowsOfBatch[];
  batchOf(row: number): BatchVerdict | undefined;
}

/** Reads the devices of batches into one table. */
export async function tableOfBatches(
  job: Pick<StoredJob, "record" | "readBatch">,
  verdicts: readonly BatchVerdict[],
): Promise<BatchTable> {
  const devices = createDeviceTable(job.record.uploadType);
  const batches: RowsOfBatch[] = [];
  for (const verdict of verdicts) {
    const first = devices.size;
    addDevices(devices, await job.readBatch(verdict.planned), job.record.id);
    const rows = Uint32Array.from({ length: devices.size - first }, (_, at) => first + at);
    batches.push({ verdict, rows });
  }
  return {
    devices,
    batches,
    batchOf: (row) => batches.find(({ rows }) => row <= (rows.at(-1) ?? -1))?.verdict,
  };
}

function addDevices(table: DeviceTable, batch: BatchDevices, job: string): void {
  const { sources, lines } = batch;
  for (let device = 0; device < batch.devices; device++) {
    const texts = deviceTexts(batch, device);
    if (table.add(texts, sources[device] ?? 0, lines[device] ?? 0).kind === "added") continue;
    throw new VzuploadError("store", `Two batches of job ${job} have one device, ${texts.join("+")}.`, {
      hint: "Nothing was sent. Restore the job's files from a backup; do not edit them.",
    });
  }
}

function clashWith(
  match: EarlierMatch,
  { batchOf }: BatchTable,
  { record }: OpenJob,
): ProblemKind | undefined {
  const { uploadType, activate } = record;
  const planned = batchOf(match.row)?.planned;
  const { servicePlan: plan, mdnZipCode: zip } = { ...activate, ...planned?.activate };
  return clashOf(match, { sku: planned?.sku, uploadType, activates: activate !== undefined, plan, zip });
}

/** What was planned cannot be mended here: somebody has to decide which of the two is right. */
function clashError(
  kind: ProblemKind,
  { row, holding }: EarlierMatch,
  { devices, batchOf }: BatchTable,
  { record }: OpenJob,
): VzuploadError {
  const device = devices.kinds.map((_, position) => devices.identifier(row, position)).join("+");
  const file = record.sources[devices.sourceOf(row)]?.name ?? "";
  const { job, batch } = holding.block;
  return new VzuploadError(
    "input",
    `${file}, line ${devices.lineOf(row)} (${device}, batch ${batchOf(row)?.planned.batch}): ${problemTexts[kind].message} (job ${job}, batch ${batch}).`,
    { hint: "Nothing was sent. Push a corrected file instead of going on with this job." },
  );
}

/** The batch as it is where nobody has any of it, else what is left under a number of its own. */
async function cutOut(
  batch: RowsOfBatch,
  taken: TakenRows,
  devices: DeviceTable,
  job: OpenJob,
): Promise<RowsOfBatch> {
  const { planned } = batch.verdict;
  const lost = batch.rows.filter((row) => taken.has(row));
  if (lost.length === 0) return batch;
  const rows = batch.rows.filter((row) => !taken.has(row));
  const takenSha256 = await job.writeTaken(planned.batch, takenRows(devices, taken, lost));
  const rest = rows.length === 0 ? {} : { rest: await planRest(planned, rows, devices, job) };
  await job.append({ kind: "recut", batch: planned.batch, taken: lost.length, takenSha256, ...rest });
  const verdict = foldLedger(job.facts).find((each) => each.planned.batch === rest.rest?.batch);
  return { verdict: verdict ?? batch.verdict, rows };
}

async function planRest(
  { sku, activate, notBefore }: PlannedFact | Omit<PlannedFact, "kind">,
  rows: Uint32Array,
  devices: DeviceTable,
  job: OpenJob,
): Promise<NonNullable<RecutFact["rest"]>> {
  const numbers = job.facts.flatMap((fact) =>
    fact.kind === "planned" ? [fact.batch] : fact.kind === "recut" ? [fact.rest?.batch ?? 0] : [],
  );
  const batch = Math.max(...numbers) + 1;
  const scratch = Buffer.allocUnsafe(batchFileBytes(devices, rows.length));
  const sha256 = await job.writeBatch(batch, encodeBatchFile(devices, rows, scratch));
  return {
    batch,
    ...(sku === undefined ? {} : { sku }),
    devices: rows.length,
    sha256,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(activate === undefined ? {} : { activate }),
  };
}
