import type { ProblemKind } from "../devices/problem-texts.ts";
import type { UploadType } from "../devices/upload-types.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { ClaimCursor, Store } from "../store/store.ts";
import { type EarlierMatch, findEarlierClaims } from "./earlier-claims.ts";
import type { Released } from "./heed-verdicts.ts";
import { isOtherAccount } from "./other-account.ts";
import { differs } from "./other-plan.ts";
import { type PlannedBatch, planBatches } from "./plan-batches.ts";
import { readDevices } from "./read-devices.ts";
import type { DeviceInput, ReadDevicesOptions } from "./read-types.ts";
import { refuseRow } from "./refuse-row.ts";
import { createTakenRows, type TakenRows } from "./taken-rows.ts";
import type { KnownUploads } from "./uploaded-devices.ts";

export interface InspectOptions {
  readonly reading: ReadDevicesOptions;
  /** Base URL. */
  readonly endpoint: string;
  readonly accountName?: string | undefined;
  readonly batchSize: number;
  readonly operation: JobOperation;
  /** Activation is asked for, too. */
  readonly activates: boolean;
  /** Of an activation: the job of the upload whose devices they are; undefined: they come from files. */
  readonly uploadedBy?: string | undefined;
  /** Send what earlier jobs have all the same; not what a live process is about to send. */
  readonly again: boolean;
}

/** What a push would do with an input; nothing has been written or sent. */
export interface Inspection {
  readonly input: DeviceInput;
  readonly taken: TakenRows;
  /** Devices that an earlier job has and that `again` sends once more. */
  readonly sentBefore: number;
  /** Of an activation: what is known of the devices' uploads. */
  readonly uploads: KnownUploads | undefined;
  /** How far the claims have been looked through. */
  readonly cursor: ClaimCursor;
  /** Claims that do not count for some of their devices, by what the platform said until then. */
  readonly released: Released | undefined;
}

/**
 * Reads and checks the input and compares it with what earlier jobs have. Without a store there are none. Fails as `readDevices`
 * does.
 */
export async function inspectDevices(options: InspectOptions, store: Store | undefined): Promise<Inspection> {
  const input = await readDevices(options.reading);
  const taken = createTakenRows(input.devices);
  const alone = { input, taken, sentBefore: 0, uploads: undefined, cursor: 0, released: undefined };
  if (store === undefined) return alone;
  return lookUpClaims(options, store, alone);
}

async function lookUpUploads(
  { operation, endpoint, accountName, uploadedBy, again }: InspectOptions,
  store: Store,
  { input, taken }: Pick<Inspection, "input" | "taken">,
): Promise<KnownUploads | undefined> {
  if (operation === "UploadDevices") return undefined;
  const { admitUploaded } = await import("./uploaded-devices.ts");
  return admitUploaded(input, taken, store, { endpoint, accountName, uploadedBy, again });
}

/**
 * Looks through the claims made since; through all of them again where the platform has spoken since of a request of which devices
 * are to be sent again. What it finds is added to the inspection's taken rows and problems.
 */
export async function lookUpClaims(
  options: InspectOptions,
  store: Store,
  inspection: Inspection,
): Promise<Inspection> {
  const { input, taken } = inspection;
  const uploads = await lookUpUploads(options, store, inspection);
  const again = options.again || (options.operation === "UploadDevices" && hasUnknownSku(input));
  const earlier = await findEarlierClaims({
    store,
    claims: store.claims(options.endpoint, options.operation),
    devices: input.devices,
    from: (await isOutdated(inspection, store)) ? 0 : inspection.cursor,
    heedsVerdicts: !again,
  });
  const { cursor } = earlier;
  const forEachOfAccount = (visit: (match: EarlierMatch) => void) =>
    earlier.forEach((match) => {
      if (!isOtherAccount(match, options)) visit(match);
    });
  if (again) return { ...inspection, uploads, ...takeAgain(forEachOfAccount, inspection), cursor };
  forEachOfAccount((match) => {
    if (
      input.devices.isRejected(match.row) ||
      clashOf(match, askedOf(match.row, input, options)) !== undefined
    )
      return;
    taken.take(match.row, match.holding);
  });
  // What an earlier job has just so is taken, whatever else is known of it: so clashes come second.
  forEachOfAccount((match) => {
    const kind = clashOf(match, askedOf(match.row, input, options));
    if (kind !== undefined) refuseClash(kind, match, input, taken);
  });
  await refuseActivated(options, store, inspection);
  return { ...inspection, uploads, cursor, released: earlier.released };
}

/** An upload that asks for activation must not ask for what an activation alone has asked for. */
async function refuseActivated(
  options: InspectOptions,
  store: Store,
  { input, taken }: Inspection,
): Promise<void> {
  const { operation, endpoint, activates } = options;
  if (operation !== "UploadDevices" || !activates) return;
  const claims = store.claims(endpoint, "ChangeDeviceState");
  const earlier = await findEarlierClaims({
    store,
    claims,
    devices: input.devices,
    from: 0,
    heedsVerdicts: true,
  });
  earlier.forEach((match) => {
    if (!isOtherAccount(match, options)) refuseClash("activated-before", match, input, taken);
  });
}

/** As of a check without one: it cannot be told whether an earlier push sent the same thing. */
function hasUnknownSku({ terms }: DeviceInput): boolean {
  return terms.some(({ sku }) => sku === undefined);
}

function askedOf(
  row: number,
  { devices, terms, uploadType }: DeviceInput,
  { activates }: InspectOptions,
): AskedDevice {
  const { sku, plan, zip } = terms[devices.termsOf(row)] ?? {};
  return { sku, uploadType, activates, plan, zip };
}

async function isOutdated({ released }: Inspection, store: Store): Promise<boolean> {
  if (released === undefined) return false;
  const { hasNewVerdicts } = await import("./earlier-verdicts.ts");
  return hasNewVerdicts(store.inbox, released.cursor, released.requestIds);
}

/** With `again` only a live process's devices are left to it; the others are counted, each once. */
function takeAgain(
  forEach: (visit: (match: EarlierMatch) => void) => void,
  { input, taken, sentBefore }: Inspection,
): { readonly sentBefore: number } {
  const before = new Set<number>();
  forEach(({ row, holding }) => {
    if (input.devices.isRejected(row)) return;
    if (holding.state === "inProgress") taken.take(row, holding);
    else before.add(row);
  });
  return { sentBefore: sentBefore + [...before].filter((row) => !taken.has(row)).length };
}

/** The lawful batches of what is neither refused nor taken. */
export function planInspected({ input, taken }: Inspection, batchSize: number): readonly PlannedBatch[] {
  return planBatches(input.devices, input.terms, taken, batchSize);
}

/** What is asked for a device. */
export interface AskedDevice {
  /** Undefined: it is activated. */
  readonly sku: string | undefined;
  readonly uploadType: UploadType;
  readonly activates: boolean;
  /** What with. */
  readonly plan?: string | undefined;
  readonly zip?: string | undefined;
}

/** Why what is asked for is not what an earlier job has of the device; undefined: it is. */
export function clashOf(
  { same, holding: { block } }: EarlierMatch,
  asked: AskedDevice,
): ProblemKind | undefined {
  if (!same) return "sent-with-other-partner";
  if (block.sku !== asked.sku) return "sent-under-other-sku";
  if (block.uploadType !== asked.uploadType) return "sent-as-other-type";
  if (asked.activates && !block.activate) return "sent-without-activation";
  if (asked.activates && (differs(block.plan, asked.plan) || differs(block.zip, asked.zip)))
    return "sent-with-other-plan";
  return undefined;
}

function refuseClash(kind: ProblemKind, match: EarlierMatch, input: DeviceInput, taken: TakenRows): void {
  if (input.devices.isRejected(match.row) || taken.has(match.row)) return;
  refuseRow(kind, match.row, input, match.holding.block);
}
