import type { DeviceTable } from "../devices/device-table.ts";
import type { ProblemKind } from "../devices/problem-texts.ts";
import { asksForActivation } from "../store/job-record.ts";
import type { ClaimBlock, Store, StoredJob } from "../store/store.ts";
import { type AcceptedBatch, acceptedBatches } from "../verdict/batch-states.ts";
import { namedIdentifier } from "../verdict/identity.ts";
import type { JudgedLine } from "../verdict/judgement.ts";
import { isDone, type LineState } from "../verdict/line-states.ts";
import type { RequestTally } from "../verdict/request-tally.ts";
import { uploadTakesMs } from "./activation-pace.ts";
import { type EarlierClaims, type EarlierMatch, findEarlierClaims } from "./earlier-claims.ts";
import { type EarlierBatch, readEarlierVerdicts } from "./earlier-verdicts.ts";
import type { Holding } from "./holding.ts";
import { isOtherAccount } from "./other-account.ts";
import { differs } from "./other-plan.ts";
import type { DeviceInput } from "./read-types.ts";
import { refuseRow } from "./refuse-row.ts";
import type { TakenRows } from "./taken-rows.ts";

/** Which uploads are looked at before devices are activated. */
export interface UploadLookup {
  /** Base URL. */
  readonly endpoint: string;
  readonly accountName: string | undefined;
  /** The devices are those of this upload's job, so that each must be known; undefined: of files, and may come from another station. */
  readonly uploadedBy: string | undefined;
  /** Activate what is not known to be uploaded, too, and what was to be activated before. */
  readonly again: boolean;
}

/** What the uploads that this store knows say of an input. */
export interface KnownUploads {
  /** Before when a row's device must not be activated, milliseconds since the Unix epoch; 0: it may be now. */
  notBefore(row: number): number;
  /** Rows whose device no upload in this store has. */
  readonly strangers: number;
}

/**
 * Refuses rows whose device is not known to be uploaded by the platform's checked word or the operator's, and takes out those that the
 * upload has activated. A device that no upload in this store has is let through, unless it must be known. Fails as the store does.
 */
export async function admitUploaded(
  input: DeviceInput,
  taken: TakenRows,
  store: Store,
  lookup: UploadLookup,
): Promise<KnownUploads> {
  const { devices } = input;
  const found = await findUploads(input, store, lookup);
  let strangers = 0;
  for (let row = 0; row < devices.size; row++) {
    if (devices.isRejected(row)) continue;
    const upload = found[row];
    if (upload === undefined) strangers++;
    const kind = refusalOf(upload, lookup) ?? planClash(upload, row, input, lookup);
    if (kind !== undefined) refuseRow(kind, row, input, upload?.holding.block);
    else if (upload?.standing === "activated" && !lookup.again) taken.take(row, upload.holding);
  }
  return {
    strangers,
    notBefore: (row) => {
      const acceptedAtMs = found[row]?.acceptedAtMs;
      return acceptedAtMs === undefined ? 0 : acceptedAtMs + uploadTakesMs;
    },
  };
}

/** What is known of a device's upload, and of the activation that it asked for. */
type Standing =
  | "uploaded"
  | "activated"
  | "activationAwaited"
  | "activationUnclear"
  | "awaiting"
  | "unclear"
  | "inDoubt"
  | "notSent"
  | "failed"
  | "otherPartner";

interface FoundUpload {
  readonly standing: Standing;
  readonly holding: Holding;
  /** When the platform answered, milliseconds since the Unix epoch. */
  readonly acceptedAtMs: number | undefined;
}

const refusals = {
  uploaded: undefined,
  activated: undefined,
  activationAwaited: "activation-awaited",
  activationUnclear: "activation-unclear",
  awaiting: "upload-awaited",
  unclear: "upload-unclear",
  inDoubt: "upload-in-doubt",
  notSent: "upload-not-sent",
  failed: "upload-failed",
  otherPartner: "sent-with-other-partner",
} as const satisfies Record<Standing, ProblemKind | undefined>;

function refusalOf(
  upload: FoundUpload | undefined,
  { uploadedBy, again }: UploadLookup,
): ProblemKind | undefined {
  if (upload?.standing === "otherPartner") return refusals.otherPartner;
  if (again) return undefined;
  if (upload !== undefined) return refusals[upload.standing];
  return uploadedBy === undefined ? undefined : "upload-not-sent";
}

/** It is active with another plan, which a second activation would not change. */
function planClash(
  upload: FoundUpload | undefined,
  row: number,
  { devices, terms }: DeviceInput,
  { again }: UploadLookup,
): ProblemKind | undefined {
  if (again || upload?.standing !== "activated") return undefined;
  const { block } = upload.holding;
  const { plan, zip } = terms[devices.termsOf(row)] ?? {};
  return differs(block.plan, plan) || differs(block.zip, zip) ? "sent-with-other-plan" : undefined;
}

/** Of several uploads of a device the one that says most for it. */
const rank: readonly Standing[] = [
  "otherPartner",
  "failed",
  "notSent",
  "inDoubt",
  "unclear",
  "awaiting",
  "activationUnclear",
  "activationAwaited",
  "uploaded",
  "activated",
];

/** By row. */
async function findUploads(
  { devices }: DeviceInput,
  store: Store,
  { endpoint, accountName }: UploadLookup,
): Promise<readonly (FoundUpload | undefined)[]> {
  const claims = await findEarlierClaims({
    store,
    claims: store.claims(endpoint, "UploadDevices"),
    devices,
    from: 0,
    heedsVerdicts: false,
  });
  const judges = await judgesOf(claims, store);
  const found: (FoundUpload | undefined)[] = Array.from({ length: devices.size });
  claims.forEach((match) => {
    const { row, holding } = match;
    if (devices.isRejected(row) || isOtherAccount(match, { accountName })) return;
    const upload = judges.get(holding)?.(match, devices);
    const before = found[row];
    if (upload === undefined || (before !== undefined && rankOf(before) >= rankOf(upload))) return;
    found[row] = upload;
  });
  return found;
}

function rankOf({ standing }: FoundUpload): number {
  return rank.indexOf(standing);
}

type Judge = (match: EarlierMatch, devices: DeviceTable) => FoundUpload;

async function judgesOf(claims: EarlierClaims, store: Store): Promise<ReadonlyMap<Holding, Judge>> {
  const accepted = new Map<Holding, EarlierBatch | undefined>();
  const jobs = new Map<string, Promise<ClaimingJob | undefined>>();
  claims.forEach(({ holding }) => void accepted.set(holding, undefined));
  for (const holding of accepted.keys()) {
    if (holding.state !== "accepted") continue;
    const { job: id, batch } = holding.block;
    const reading = jobs.get(id) ?? readClaiming(id, store);
    jobs.set(id, reading);
    const claiming = await reading;
    const verdict = claiming?.batches.get(batch);
    if (claiming !== undefined && verdict !== undefined)
      accepted.set(holding, { job: claiming.job, batch: verdict });
  }
  const batches = [...accepted.values()].filter((earlier) => earlier !== undefined);
  const { byBatch } = await readEarlierVerdicts(store.inbox, batches);
  return new Map(
    [...accepted].map(([holding, earlier]) => {
      const tally = earlier && byBatch.get(earlier)?.checked;
      return [holding, judgeOf(holding, earlier, tally)];
    }),
  );
}

interface ClaimingJob {
  readonly job: StoredJob;
  readonly batches: ReadonlyMap<number, AcceptedBatch>;
}

async function readClaiming(id: string, store: Store): Promise<ClaimingJob | undefined> {
  const job = await store.readJob(id);
  const batches = acceptedBatches(job?.facts ?? []);
  return job && { job, batches: new Map(batches.map((batch) => [batch.planned.batch, batch])) };
}

/** `tally`: of checked callbacks and the operator's word; undefined: there is neither. */
function judgeOf(
  holding: Holding,
  earlier: EarlierBatch | undefined,
  tally: RequestTally | undefined,
): Judge {
  const acceptedAtMs = earlier && acceptedAt(earlier);
  const isActivating = earlier !== undefined && asksForActivation(earlier.job.record);
  // The same of all devices of which the same is known.
  const known = new Map<Standing, FoundUpload>();
  const foundAs = (standing: Standing) => {
    const found = known.get(standing) ?? { standing, holding, acceptedAtMs };
    known.set(standing, found);
    return found;
  };
  return (match, devices) => {
    if (isOtherPartner(match, devices.uploadType)) return foundAs("otherPartner");
    // Where the job was removed, all of it had been told, its activations, too.
    if (earlier === undefined)
      return foundAs(
        holding.state === "accepted" && holding.block.activate ? "activated" : standingOfBatch[holding.state],
      );
    const identifiers = devices.kinds.map((kind, position) =>
      namedIdentifier(kind, devices.identifier(match.row, position)),
    );
    return foundAs(standingOf(tally?.lineOf(identifiers), isActivating));
  };
}

const standingOfBatch = {
  accepted: "uploaded",
  inDoubt: "inDoubt",
  inProgress: "notSent",
} as const satisfies Record<Holding["state"], Standing>;

/** By its answer, or when it was settled or said; undefined: its ledger does not tell. */
function acceptedAt({ job, batch }: EarlierBatch): number | undefined {
  const fact = job.facts.findLast(
    (each) =>
      (each.kind === "accepted" || each.kind === "saidAccepted" || each.kind === "settled") &&
      each.batch === batch.planned.batch,
  );
  return fact === undefined ? undefined : Date.parse(fact.at);
}

/** The other identifiers are of another device. Of another upload type there may be fewer, or more. */
function isOtherPartner({ same, holding }: EarlierMatch, uploadType: ClaimBlock["uploadType"]): boolean {
  return !same && holding.block.uploadType === uploadType;
}

function standingOf(line: JudgedLine | undefined, isActivating: boolean): Standing {
  if (line === undefined) return "awaiting";
  if (!isDone(line.state)) return ofLine[line.state] ?? "unclear";
  switch (line.activation) {
    case undefined:
    case "awaiting":
      return isActivating ? "activationAwaited" : "uploaded";
    case "activated":
      return "activated";
    case "failed":
      return "uploaded";
    case "unknown":
    case "inconsistent":
      return "activationUnclear";
  }
}

const ofLine: Readonly<Partial<Record<LineState, Standing>>> = {
  awaiting: "awaiting",
  pending: "awaiting",
  failed: "failed",
  refused: "failed",
};
