import type { DeviceSlices } from "../devices/device-slices.ts";
import type { DeviceTable } from "../devices/device-table.ts";
import type { UploadType } from "../devices/upload-types.ts";
import type { LedgerFact, PlannedFact, RecordedFact } from "./facts.ts";
import type { JobRecord } from "./job-record.ts";
import type { LockHolder } from "./lock-holder.ts";

/**
 * What vzupload remembers. The file store is the embedded default; another implementation must keep every contract below
 * (and pass the conformance suite in test/store). All methods fail with a VzuploadError of kind "store".
 */
export interface Store {
  /** Where the state is, for messages. */
  readonly location: string;
  /** Starts a job that nobody else sees until it is published. */
  draftJob(): Promise<JobDraft>;
  /** Reads a published job, taking no lock. Undefined: no such job. */
  readJob(id: string): Promise<StoredJob | undefined>;
  /** The claims of one endpoint, however its base URL is spelled: letter case, default port, loopback's name do not matter. */
  claims(endpoint: string): Claims;
  readonly sessions: Sessions;
}

export interface JobDraft {
  readonly id: string;
  /** Keeps bytes of an input as they came, in order; synchronous, since it sits in the reading loop. */
  writeSource(source: number, name: string, bytes: Uint8Array): void;
  /** Keeps a file of the plan (a batch, the refused rows) under its name; returns its sha256 in hex. */
  writeFile(name: string, bytes: Uint8Array): Promise<string>;
  /**
   * Makes the job visible, whole and durable, with its lock held: after a crash either all of it is there or nothing.
   * The planned facts are the ledger's first lines.
   */
  publish(record: JobRecord, planned: readonly PlannedFact[]): Promise<OpenJob>;
  /** Drops it without a trace. Idempotent, and harmless after `publish`. */
  discard(): Promise<void>;
}

export interface StoredJob {
  readonly record: JobRecord;
  readonly facts: readonly RecordedFact[];
  /** The live process that works on the job right now. */
  readonly holder: LockHolder | undefined;
}

/** A job that this process, and no other, may continue: one writer. */
export interface OpenJob {
  readonly record: JobRecord;
  readonly facts: readonly RecordedFact[];
  /** Durable when it returns. Never retried: after a failure every further call fails. */
  append(fact: LedgerFact): Promise<void>;
  /** The devices of a planned batch; fails when the kept file is not the one that was planned (sha256). */
  readBatch(planned: PlannedFact): Promise<DeviceSlices>;
  /** Gives the job's lock up. Idempotent. */
  close(): Promise<void>;
}

/** Where a claimed device went. Whether it still counts is for the job's ledger to say. */
export interface ClaimBlock {
  readonly job: string;
  readonly batch: number;
  readonly sku: string;
  readonly uploadType: UploadType;
  /** The billing account, where one was named. */
  readonly account?: string;
  /** The batch asked for activation, too. */
  readonly activate?: true;
  readonly devices: number;
}

export interface ClaimMatch {
  /** Row of the device table that was asked about. */
  readonly row: number;
  readonly block: ClaimBlock;
  /** All identifiers are the same; false: only some, the device went out with another partner. */
  readonly same: boolean;
}

/** Opaque: how far the claims have been looked through. */
export type ClaimCursor = number;

/**
 * Which devices are taken. Append-only; later claims of a device stand beside earlier ones. Looking is a stream over all
 * claims with memory for the asked devices only.
 *
 * Whoever sends a planned batch must have appended its claim, within `exclusively` and after a look at what others claimed,
 * in this life of the job: since the process that holds its lock has held it. While nobody held it, its claim was void, and
 * another push may have looked and taken the devices; a claim from before would not be seen behind that push's cursor.
 * Who takes a job up again therefore looks and claims anew before it sends.
 *
 * Claims are durable before the first sending: where they are lost and a job of the endpoint says that it began to send, looking
 * and appending fail.
 */
export interface Claims {
  /** Visits every claim behind `from` that shares an identifier with a row of `devices`. */
  find(devices: DeviceTable, from: ClaimCursor, visit: (match: ClaimMatch) => void): Promise<ClaimCursor>;
  /** Runs `action` while nobody else can append: what `find` saw up to its end stays all there is. Waits its turn. */
  exclusively<Result>(action: () => Promise<Result>): Promise<Result>;
  /** Within `exclusively`: takes rows of `devices`; durable when it returns. */
  append(devices: DeviceTable, blocks: readonly NewClaim[]): Promise<void>;
}

export interface NewClaim {
  readonly block: ClaimBlock;
  readonly rows: readonly number[] | Uint32Array;
}

/** A session is kept by endpoint and user. */
export interface SessionKey {
  readonly endpoint: string;
  readonly username: string;
}

export interface KeptSession {
  readonly token?: string;
  /** ISO 8601. */
  readonly tokenSince?: string;
  /** Passwords that the platform rejected since the last good log-in, newest last; never tried again. */
  readonly rejected?: readonly RejectedPassword[];
  /** Log-ins in a row without an answer: each may have counted as a failure. */
  readonly unansweredLogIns?: number;
}

export interface RejectedPassword {
  /** Salted. */
  readonly hash: string;
  /** What the platform said then. */
  readonly reason: string;
}

export interface Sessions {
  read(key: SessionKey): Promise<KeptSession>;
  /** Replaces what is kept; durable when it returns; readable by this user only. */
  write(key: SessionKey, session: KeptSession): Promise<void>;
  /** One log-in at a time across processes. Waits its turn. */
  exclusively<Result>(action: () => Promise<Result>): Promise<Result>;
}
