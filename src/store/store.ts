import type { Readable } from "node:stream";
import type { DeviceSlices } from "../devices/device-slices.ts";
import type { DeviceTable } from "../devices/device-table.ts";
import type { IdentifierKind } from "../devices/identifiers.ts";
import type { RowPlace } from "../devices/problems.ts";
import type { UploadType } from "../devices/upload-types.ts";
import type { LedgerFact, PlannedFact, RecordedFact, SaidLinesFact } from "./facts.ts";
import type { JobOperation, JobRecord } from "./job-record.ts";
import type { LockHolder } from "./lock-holder.ts";
import type { TemporaryRegistrations } from "./temporary-registrations.ts";

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
  /**
   * The facts of a published job alone, for who looks through many: cheaper, and without a word on who works on it, so that only what
   * cannot change any more is to be concluded from them. Undefined: no such job.
   */
  readFacts(id: string): Promise<readonly RecordedFact[] | undefined>;
  /** Takes a published job's lock, to go on with it. Tries once. Fails, holding nothing, when its ledger is damaged. */
  openJob(id: string): Promise<JobAttempt>;
  /** Where a job's lock is, for messages: who knows that its process is gone can delete it. */
  lockOf(id: string): string;
  /** The ids of all published jobs, oldest first. */
  listJobs(): Promise<readonly string[]>;
  /**
   * Removes a published job for good, with its files; `mayGo` is asked with what its ledger says while nobody else can work on it. Its
   * claims stay: without the job they count as those of an accepted batch, so whoever removes one has seen to it that they may. What the
   * inbox has of it stays, too, and `removedRequests` tells its RequestIds. Whatever happens meanwhile, for others the job is there whole
   * or not at all. Tries once.
   */
  removeJob(id: string, mayGo: (job: RemovableJob) => boolean): Promise<Removal>;
  /** Frees what removals that were cut off have left. */
  finishRemovals(): Promise<void>;
  /** The RequestIds of removed jobs, by job; those of jobs in `known` are left out. */
  removedRequests(known: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * The claims of one endpoint and operation (a device is uploaded, and then activated). However the base URL is spelled: letter case,
   * default port, loopback's name do not matter.
   */
  claims(endpoint: string, operation: JobOperation): Claims;
  readonly sessions: Sessions;
  readonly inbox: Inbox;
  readonly quarantine: Quarantine;
  readonly temporaryRegistrations: TemporaryRegistrations;
  /**
   * Takes a TCP port of this machine for a listener that writes into the inbox. Held: a live process of this store listens there, so
   * what arrives comes into this inbox all the same. Tries once; who follows a holder asks again now and then, and takes over
   * when that one has ended. Of other programs on the port it knows nothing.
   */
  listenOn(port: number): Promise<PortAttempt>;
}

export type JobAttempt =
  | { readonly kind: "opened"; readonly job: OpenJob }
  /** A live process works on it; undefined: its lock is being written right now. */
  | { readonly kind: "held"; readonly holder: LockHolder | undefined }
  | { readonly kind: "missing" };

export type RemovableJob = Pick<OpenJob, "record" | "facts">;

export type Removal =
  /** `kept`: `mayGo` said no. */
  | { readonly kind: "removed" | "kept" | "missing" }
  /** A live process works on it; undefined: its lock is being written right now. */
  | { readonly kind: "held"; readonly holder: LockHolder | undefined };

export type PortAttempt =
  | { readonly kind: "acquired"; readonly lock: PortLock }
  /** Undefined: its lock is being written right now. */
  | { readonly kind: "held"; readonly holder: LockHolder | undefined };

export interface PortLock {
  /** Idempotent; never rejects. The end of the process gives it up, too. */
  release(): Promise<void>;
}

export interface JobDraft {
  readonly id: string;
  /** Keeps bytes of an input as they came, in order; synchronous, since it sits in the reading loop. */
  writeSource(source: number, name: string, bytes: Uint8Array): void;
  /** The bytes of an input that were kept until now, as they came. */
  openSource(source: number): AsyncIterable<Uint8Array>;
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
  /** The devices of a planned batch with their places; fails when the kept file is not the one that was planned (sha256). */
  readBatch(planned: PlannedFact): Promise<BatchDevices>;
  /**
   * The rows that were refused, in the order of their places, a row as often as it has problems; once, without a problem, where
   * the push did not keep these in detail (`maxProblemDetails`). Earlier releases left those out: `record.rejected` is the exact
   * number of rows. It can be gone through several times. Empty: none were.
   */
  readRejected(): Promise<Iterable<RejectedRow>>;
  /** The devices that other jobs had: when it was planned, or when it was resumed (recut). Empty: none had. */
  readTaken(): Promise<readonly TakenRow[]>;
  /** What the operator said of lines; fails when the kept file is not the one that was written (sha256). */
  readSaid(said: SaidLinesFact): Promise<readonly SaidLine[]>;
  /**
   * The bytes of a source as they came; `source` is its index in the record. The stream fails when they are missing or not
   * those that were read then (sha256, known at their end).
   */
  openSource(source: number): Readable;
}

/** The devices of a batch, in its order, and where each stood in the input. */
export interface BatchDevices extends DeviceSlices {
  readonly kinds: readonly IdentifierKind[];
  /** Index of the job's source, by device. */
  readonly sources: Uint16Array;
  /** 1-based, by device. */
  readonly lines: Uint32Array;
}

/** A row of the input that was refused here (devices/problems.ts). */
export interface RejectedRow extends RowPlace {
  readonly column: string;
  /** Empty, as the others: it was not kept in detail. */
  readonly problem: string;
  readonly value: string;
}

/** A row of the input whose device an earlier job's batch has. */
export interface TakenRow extends RowPlace {
  /** In the order of the upload type. */
  readonly identifiers: readonly string[];
  readonly job: string;
  readonly batch: number;
}

/** The operator's word on one device. */
export interface SaidLine {
  /** In the order of the upload type. */
  readonly identifiers: readonly string[];
  /** The platform's status text, as it stood in its report. */
  readonly status: string;
}

/** A job that this process, and no other, may continue: one writer. */
export interface OpenJob {
  readonly record: JobRecord;
  readonly facts: readonly RecordedFact[];
  /** Durable when it returns. Never retried: after a failure every further call fails. */
  append(fact: LedgerFact): Promise<void>;
  /** The devices of a planned batch; fails when the kept file is not the one that was planned (sha256). */
  readBatch(planned: PlannedFact): Promise<BatchDevices>;
  /**
   * Keep files of which a fact is to tell: a batch's devices, the devices of a batch that other jobs have, what the operator said of
   * lines. Each is durable when its sha256 (hex) is returned, counts from when its fact is appended, and replaces one without.
   */
  writeBatch(batch: number, bytes: Uint8Array): Promise<string>;
  writeTaken(batch: number, rows: Iterable<TakenRow>): Promise<string>;
  writeSaid(number: number, lines: Iterable<SaidLine>): Promise<string>;
  /** Gives the job's lock up. Idempotent. */
  close(): Promise<void>;
}

/** Where a claimed device went. Whether it still counts is for the job's ledger to say. */
export interface ClaimBlock {
  readonly job: string;
  readonly batch: number;
  /** Undefined: of an activation. */
  readonly sku?: string;
  readonly uploadType: UploadType;
  /** The billing account, where one was named. */
  readonly account?: string;
  /** The batch asked for activation, too. */
  readonly activate?: true;
  /** What with; undefined, as the next one: not activated, or written before these were kept. */
  readonly plan?: string;
  readonly zip?: string;
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

/**
 * Callbacks as they came, for good: what the platform said of each line is here and nowhere else. Any number of processes may
 * write at once, each to its own end of it; any may read.
 */
export interface Inbox {
  /**
   * Visits the messages that are whole and not older than the cursor (undefined: all), in no order that means anything; `visit` is
   * called before this resolves, and a promise that it returns is waited for before the next message. What a writer has in hand
   * right now comes with the next call. Fails for damage, naming the place, and not for what a crash may leave behind.
   */
  read(from: InboxCursor | undefined, visit: (message: InboxMessage) => unknown): Promise<InboxCursor>;
  /** Nothing is created before the first append. */
  openWriter(): Promise<InboxWriter>;
}

/** Opaque: how far the inbox has been read. */
export type InboxCursor = ReadonlyMap<string, number>;

export interface InboxWriter {
  /**
   * Durable when it resolves; appends under way share their fsync. Rejects when the message may not be durable: then it must
   * not be acknowledged. It may be read all the same, now or later, which is harmless: it did come, and whoever did not get an
   * acknowledgement sends it again. A later append may succeed again (the disk has room again): it starts anew and retries no
   * fsync. The body must stay as it is until this is settled. Returns the `place` under which it will be read.
   */
  append(message: NewInboxMessage): Promise<string>;
  /** Waits for what is under way. Idempotent. */
  close(): Promise<void>;
}

export interface NewInboxMessage {
  readonly requestId: string;
  /** Whether user name and password of the message were compared with the expected ones; without, it never changes what is sent. */
  readonly credentials: "checked" | "unchecked";
  /** XML as received, in UTF-8; its Password is redacted. */
  readonly body: Uint8Array;
}

/**
 * Callbacks of known requests whose credentials were wrong, the last of them: if it was the expected password that was mistyped, they
 * can be read again. They count for nothing.
 */
export interface Quarantine {
  /** Where they are, for messages. */
  readonly location: string;
  /** `body` as of an inbox message. Durable when it resolves. Bounded: the oldest make room. */
  keep(body: Uint8Array): Promise<void>;
}

export interface InboxMessage {
  /** Opaque: which part of the inbox it stands in; each has one writer. */
  readonly segment: string;
  /** Opaque: where it stands, for good; no other message has the same. */
  readonly place: string;
  readonly requestId: string;
  readonly credentials: "checked" | "unchecked";
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly bytes: number;
  /** Reads the XML; only while it is visited. */
  body(): Buffer;
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
  /** "<salt>:<hash>" in hex, of 16 and 32 bytes. */
  readonly hash: string;
  /** What the platform said then. */
  readonly reason: string;
}

export interface Sessions {
  read(key: SessionKey): Promise<KeptSession>;
  /** Of whom anything is kept. */
  list(): Promise<readonly SessionKey[]>;
  /** Replaces what is kept, by nothing if `session` is empty; durable when it returns; readable by this user only. */
  write(key: SessionKey, session: KeptSession): Promise<void>;
  /** One log-in at a time across processes. Waits its turn. */
  exclusively<Result>(action: () => Promise<Result>): Promise<Result>;
}
