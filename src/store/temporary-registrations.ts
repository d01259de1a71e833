import type { VzuploadError } from "../errors.ts";
import type { LockHolder } from "./lock-holder.ts";

/** What a registration of the platform is kept under. */
export interface RegistrationKey {
  /** Base URL, however it is spelled. */
  readonly endpoint: string;
  readonly account: string;
  readonly service: string;
}

/** A registration that is made for a time, and what it displaced: all that is needed to put that back. */
export interface TemporaryRecord extends RegistrationKey {
  /** The temporary URL. */
  readonly url: string;
  /** `registering`: it may have been registered, or may yet be: the call was about to be sent, or under way. */
  readonly phase: "registering" | "registered";
  /** ISO 8601: when the last try of a call began, or it was registered. */
  readonly since: string;
  /** Undefined: nothing was registered. */
  readonly displaced?: DisplacedRegistration;
}

export interface DisplacedRegistration {
  readonly url: string;
  /** What is to be put back with it: known again without being kept. Undefined: none were given. */
  readonly credentials?: { readonly username: string; readonly passwordHash: string };
}

/** A record as somebody else sees it. */
export interface KeptTemporary {
  readonly record: TemporaryRecord;
  /** The live process that will put back what it displaced; undefined: its process is gone. */
  readonly holder: LockHolder | undefined;
}

/**
 * The registrations that vzupload made for a time and has not put back yet, by key. All methods fail with a VzuploadError of
 * kind "store", for a damaged record, too.
 */
export interface TemporaryRegistrations {
  /**
   * Every record, in the order of endpoint, account and service. Takes nothing. `onDamaged` is given the error of each damaged one,
   * and the others are listed; without it the first is thrown.
   */
  list(onDamaged?: (error: VzuploadError) => void): Promise<readonly KeptTemporary[]>;
  /**
   * Takes a key: one process at a time makes, or puts back, a temporary registration of it. Tries once. What a process has taken is
   * free again when it has ended, however it ended.
   */
  take(key: RegistrationKey): Promise<TemporaryAttempt>;
}

export type TemporaryAttempt =
  | { readonly kind: "taken"; readonly held: HeldTemporary }
  /** Undefined: its lock is being written right now. */
  | { readonly kind: "held"; readonly holder: LockHolder | undefined };

/** A key that this process has taken. */
export interface HeldTemporary {
  /** What is recorded: by this process, or by one that is gone. */
  read(): Promise<TemporaryRecord | undefined>;
  /** Replaces what is recorded. After a crash either is there, whole; durable when it resolves. Readable by this user only. */
  write(record: TemporaryRecord): Promise<void>;
  /** Forgets it; durable when it resolves. Harmless where nothing is recorded. */
  remove(): Promise<void>;
  /** Gives the key back; what is recorded stays. Idempotent. */
  release(): Promise<void>;
}
