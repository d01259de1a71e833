import type { GivenShape } from "../csv/file-shape.ts";
import { delimiterNames } from "../csv/parse-shape.ts";
import { VzuploadError } from "../errors.ts";
import { batchFileBytes, encodeBatchFile } from "../store/batch-file.ts";
import type { PlannedFact } from "../store/facts.ts";
import { batchFileName, jobFiles } from "../store/file-jobs.ts";
import type { JobActivation, JobRecord } from "../store/job-record.ts";
import { formatRejectedFile } from "../store/rejected-file.ts";
import type { JobDraft, NewClaim, OpenJob, Store } from "../store/store.ts";
import { formatTakenFile } from "../store/taken-file.ts";
import { type Inspection, type InspectOptions, lookUpClaims, planInspected } from "./inspect-devices.ts";
import type { PlannedBatch } from "./plan-batches.ts";
import { type DeviceInput, noTerms } from "./read-types.ts";
import { rejectedRows, takenRows } from "./side-files.ts";
import { takenDevices } from "./taken-rows.ts";

export interface PublishOptions extends InspectOptions {
  readonly skipInvalid: boolean;
  /** Of an upload. */
  readonly emailAddress?: string | undefined;
  readonly activate?: JobActivation | undefined;
  /** Fail with "network" instead of making a job whose batches would have to wait. */
  readonly refusesToWait?: boolean;
  /** For the job's record, where no account is named. */
  readonly username?: string | undefined;
  /** As given, for the job's record. */
  readonly map?: string | undefined;
  /** Called when all problems of the input are known, before anything of it is claimed or sent; what it throws ends the push. */
  readonly beforePublish?: ((inspection: Inspection, draft: JobDraft) => Promise<void>) | undefined;
}

export type Publication =
  /** Some rows are refused, so nothing is sent. */
  | { readonly kind: "refused"; readonly inspection: Inspection }
  /** Earlier jobs have all of it (or all the rest was skipped as invalid): there is no job. */
  | { readonly kind: "nothingToSend"; readonly inspection: Inspection }
  | { readonly kind: "published"; readonly inspection: Inspection; readonly job: OpenJob };

/**
 * Turns an inspected input into a job whose devices are this job's alone: no other push can take them while it lives.
 * The look at the claims, the plan and the claim are one step under the claims' lock.
 */
export async function publishJob(
  options: PublishOptions,
  store: Store,
  draft: JobDraft,
  inspected: Inspection,
): Promise<Publication> {
  const claims = store.claims(options.endpoint, options.operation);
  return exclusively(options, store, async () => {
    const inspection = await lookUpClaims(options, store, inspected);
    const { input } = inspection;
    await options.beforePublish?.(inspection, draft);
    if (input.problems.rejectedRows > 0 && !options.skipInvalid) return { kind: "refused", inspection };
    const batches = planInspected(inspection, options.batchSize);
    if (batches.length === 0) return { kind: "nothingToSend", inspection };
    const facts = await writePlan(options, draft, inspection, batches);
    if (options.refusesToWait) refuseToWait(facts, Date.now());
    const sideFiles = await writeSideFiles(draft, inspection);
    const record = { ...jobRecord(options, draft.id, inspection), ...sideFiles };
    const job = await draft.publish(record, facts);
    try {
      await claims.append(
        input.devices,
        batches.map((batch) =>
          claimOf(record, { ...batch, ...skuOf(batch, options), ...activationOf(batch, options) }),
        ),
      );
    } catch (error) {
      await job.close();
      throw error;
    }
    return { kind: "published", inspection, job };
  });
}

/** What is uploaded to be active, and what is activated, looks at both kinds of claims: always in this order, so that nobody waits for ever. */
function exclusively<Result>(
  { endpoint, operation, activates }: PublishOptions,
  store: Store,
  action: () => Promise<Result>,
): Promise<Result> {
  if (!activates) return store.claims(endpoint, operation).exclusively(action);
  const [uploads, activations] = [
    store.claims(endpoint, "UploadDevices"),
    store.claims(endpoint, "ChangeDeviceState"),
  ];
  return uploads.exclusively(() => activations.exclusively(action));
}

function refuseToWait(facts: readonly PlannedFact[], nowMs: number): void {
  const waiting = facts.filter(({ notBefore }) => notBefore !== undefined && Date.parse(notBefore) > nowMs);
  const last = waiting
    .flatMap(({ notBefore }) => notBefore ?? [])
    .toSorted()
    .at(-1);
  if (last === undefined) return;
  const devices = waiting.reduce((sum, planned) => sum + planned.devices, 0);
  throw new VzuploadError(
    "network",
    `Not activated: ${devices} of the devices were uploaded less than five minutes ago, and the platform wants so long before an activation.`,
    { hint: `Repeat the command at ${last.slice(11, 19)} UTC, or without --no-wait, to wait for it.` },
  );
}

interface ClaimedBatch extends Pick<PlannedBatch, "batch" | "rows"> {
  readonly sku?: string;
  readonly activate?: PlannedFact["activate"];
}

/** What a job claims for a batch of it. */
export function claimOf(
  {
    id,
    uploadType,
    accountName,
    activate,
  }: Pick<JobRecord, "id" | "uploadType" | "accountName" | "activate">,
  { batch, rows, sku, activate: ofBatch }: ClaimedBatch,
): NewClaim {
  const account = accountName === undefined ? {} : { account: accountName };
  const { servicePlan: plan, mdnZipCode: zip } = { ...activate, ...ofBatch };
  const service = { ...(plan === undefined ? {} : { plan }), ...(zip === undefined ? {} : { zip }) };
  const activates = activate === undefined ? {} : { activate: true as const, ...service };
  const named = sku === undefined ? {} : { sku };
  return {
    rows,
    block: { job: id, batch, ...named, uploadType, ...account, ...activates, devices: rows.length },
  };
}

function skuOf({ terms }: PlannedBatch, { operation }: PublishOptions): Pick<PlannedFact, "sku"> {
  if (operation === "ChangeDeviceState") return {};
  if (terms.sku === undefined) throw new Error("a batch without a SKU");
  return { sku: terms.sku };
}

/** When all of its devices may be sent. */
function notBeforeOf({ rows }: PlannedBatch, { uploads }: Inspection): Pick<PlannedFact, "notBefore"> {
  if (uploads === undefined) return {};
  const latest = rows.reduce((most, row) => Math.max(most, uploads.notBefore(row)), 0);
  return latest === 0 ? {} : { notBefore: new Date(latest).toISOString() };
}

/** What the rows of a batch say of the activation, where columns do. */
function activationOf(
  { terms: { plan, zip } }: PlannedBatch,
  { activate }: PublishOptions,
): Pick<PlannedFact, "activate"> {
  if (activate === undefined || plan === undefined || zip === undefined) return {};
  if (plan === activate.servicePlan && zip === activate.mdnZipCode) return {};
  return { activate: { servicePlan: plan, mdnZipCode: zip } };
}

async function writePlan(
  options: PublishOptions,
  draft: JobDraft,
  inspection: Inspection,
  batches: readonly PlannedBatch[],
): Promise<readonly PlannedFact[]> {
  const { input } = inspection;
  const facts: PlannedFact[] = [];
  const scratch = Buffer.allocUnsafe(batchFileBytes(input.devices, options.batchSize));
  for (const planned of batches) {
    const { batch, rows } = planned;
    const bytes = encodeBatchFile(input.devices, rows, scratch);
    const sha256 = await draft.writeFile(batchFileName(batch), bytes);
    facts.push({
      kind: "planned",
      batch,
      ...skuOf(planned, options),
      devices: rows.length,
      sha256,
      ...notBeforeOf(planned, inspection),
      ...activationOf(planned, options),
    });
  }
  return facts;
}

async function writeSideFiles(
  draft: JobDraft,
  { input, taken }: Inspection,
): Promise<Pick<JobRecord, "rejectedSha256" | "takenSha256">> {
  const { devices, problems } = input;
  const write = (name: string, text: string) => draft.writeFile(name, Buffer.from(text));
  const rejected = () => write(jobFiles.rejected, formatRejectedFile(rejectedRows(input)));
  const earlier = () => write(jobFiles.taken, formatTakenFile(devices.kinds, takenRows(devices, taken)));
  return {
    ...(problems.rejectedRows > 0 ? { rejectedSha256: await rejected() } : {}),
    ...(taken.count > 0 ? { takenSha256: await earlier() } : {}),
  };
}

function givenShape({ delimiter, encoding }: GivenShape): Pick<JobRecord, "shape"> {
  if (delimiter === undefined && encoding === undefined) return {};
  return {
    shape: {
      ...(delimiter === undefined ? {} : { delimiter: delimiterNames[delimiter] }),
      ...(encoding === undefined ? {} : { encoding }),
    },
  };
}

function jobRecord(options: PublishOptions, id: string, { input, taken }: Inspection): JobRecord {
  const { columns, shape = {} } = options.reading;
  return {
    version: 1,
    id,
    createdAt: new Date().toISOString(),
    operation: options.operation,
    endpoint: options.endpoint,
    uploadType: input.uploadType,
    ...accountRecord(options),
    ...(options.emailAddress === undefined ? {} : { emailAddress: options.emailAddress }),
    ...termsRecord(options, input),
    ...(options.activate === undefined ? {} : { activate: options.activate }),
    ...(options.uploadedBy === undefined ? {} : { uploadedBy: options.uploadedBy }),
    sources: input.sources.map(({ name, bytes, sha256, rows, header }) => ({
      name,
      bytes,
      sha256,
      rows,
      ...(header === undefined ? { hasHeader: false as const } : {}),
    })),
    ...(options.again ? { again: true as const } : {}),
    ...(options.map === undefined ? {} : { map: options.map }),
    ...(columns === undefined ? {} : { columns: columns.map((kind) => kind ?? "-").join(",") }),
    ...givenShape(shape),
    rows: input.rows,
    rejected: input.problems.rejectedRows,
    taken: takenDevices(taken),
  };
}

/** To whose account it goes. */
function accountRecord({
  accountName,
  username,
}: PublishOptions): Pick<JobRecord, "accountName" | "username"> {
  if (accountName !== undefined) return { accountName };
  return username === undefined ? {} : { username };
}

/** What was said for each row, and what held for the others. */
function termsRecord(
  { reading: { terms = noTerms } }: PublishOptions,
  { termColumns }: DeviceInput,
): Pick<JobRecord, "termColumns"> {
  if (termColumns.length === 0) return {};
  const columns = termColumns.map((term) => {
    const flag = terms.flags.has(term) ? terms.defaults[term] : undefined;
    return [term, flag === undefined ? {} : { flag }] as const;
  });
  return { termColumns: Object.fromEntries(columns) };
}
