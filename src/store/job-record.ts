import { randomInt } from "node:crypto";
import type { RowTermKind } from "../devices/row-terms.ts";
import type { UploadType } from "../devices/upload-types.ts";

/** What a job asks the platform for: a request for each of its batches. */
export type JobOperation = "UploadDevices" | "ChangeDeviceState";

/** What was asked of a job: `job.json`, written once. */
export interface JobRecord {
  readonly version: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ChangeDeviceState: to activate devices. */
  readonly operation: JobOperation;
  /** Base URL. */
  readonly endpoint: string;
  readonly uploadType: UploadType;
  readonly accountName?: string;
  /** As whom it is sent, where no account is named: it goes to this user's only one. Undefined: nobody knows, or an earlier release wrote it. */
  readonly username?: string;
  /** Where the platform mails its report of an upload. */
  readonly emailAddress?: string;
  /** What the rows said themselves, each in a column of its own; with what the command line said for rows that do not. */
  readonly termColumns?: Readonly<Partial<Record<RowTermKind, { readonly flag?: string }>>>;
  /** Of an upload: it asks for activation, too; of a ChangeDeviceState: always there. */
  readonly activate?: JobActivation;
  /** The upload's job whose devices are to be activated; undefined: they came from files. */
  readonly uploadedBy?: string;
  readonly sources: readonly JobSource[];
  /** What the columns of its sources hold, as --columns has it; undefined: they have headers, or the first release wrote it. */
  readonly columns?: string;
  /** What was said of their headings, as --map has it. */
  readonly map?: string;
  /** How its sources are written, where the user said so: they are read again in the same way. */
  readonly shape?: JobShape;
  /** Devices that earlier jobs had sent were sent once more (--again). */
  readonly again?: true;
  /** Input lines that are devices or should be; rows = rejected + taken + the planned batches' devices. */
  readonly rows: number;
  /** Refused here (`--skip-invalid`): rejected.csv names them. */
  readonly rejected: number;
  /** Of rejected.csv, hex; undefined: there is none, or the first release wrote it. */
  readonly rejectedSha256?: string;
  /** Not planned, for an earlier job has them: taken.csv names them. */
  readonly taken: readonly TakenDevices[];
  /** Of taken.csv, as `rejectedSha256`. */
  readonly takenSha256?: string;
}

export interface JobActivation {
  readonly carrierIpPoolName?: string;
  /** Undefined, as the next one: the batches say it. */
  readonly servicePlan?: string;
  readonly mdnZipCode?: string;
  /** XML namespace of these; undefined: the one that is inferred. */
  readonly namespace?: string;
}

/** As --delimiter and --encoding have it. */
export interface JobShape {
  readonly delimiter?: string;
  readonly encoding?: string;
}

export interface JobSource {
  /** As given on the command line; "<stdin>" for standard input. */
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly rows: number;
  /** Its columns were named on the command line. */
  readonly hasHeader?: false;
}

/** Devices of this input that an earlier job's batch has. */
export interface TakenDevices {
  readonly job: string;
  readonly batch: number;
  readonly devices: number;
}

/** Whether an upload asks for the activation of its devices, too: a word on that is waited for beside the one on the upload. */
export function asksForActivation({
  operation,
  activate,
}: Pick<JobRecord, "operation" | "activate">): boolean {
  return operation === "UploadDevices" && activate !== undefined;
}

/** A new id: sorts by time, can be typed, is a file name everywhere: `20261123-214501-k7qd`. */
export function createJobId(now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `${stamp}-${Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("")}`;
}

/** Whether a text has the form of a job id; other text must never become part of a path. */
export function isJobId(text: string): boolean {
  return /^\d{8}-\d{6}-[a-z0-9]{4}$/.test(text);
}

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** When a job was made, by its id: ISO 8601. */
export function timeOfJob(id: string): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(id) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}
