import type { Problem, ProblemCount } from "../devices/problems.ts";
import type { UploadType } from "../devices/upload-types.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { HeldDevices } from "../upload/holding.ts";
import type { SourceReport } from "../upload/read-types.ts";
import type { SendStop } from "../upload/send-job.ts";
import type { BatchVerdict } from "../verdict/batch-states.ts";
import type { Accounting } from "../verdict/line-states.ts";
import type { Outcome } from "./exit-codes.ts";

/** What `push`, `check`, `activate` and `resume` have to say: `--json` prints it as it is, the text says the same. */
export interface PushReport {
  readonly schema: "vzupload.push/1";
  readonly operation: "push" | "check" | "activate" | "resume";
  /** What the platform is asked for. */
  readonly request: JobOperation;
  /** Against a private sandbox: nothing of it counts. */
  readonly rehearsal: boolean;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly job?: string;
  readonly endpoint: string;
  readonly account?: string;
  readonly sku?: string;
  readonly uploadType?: UploadType;
  readonly sources: readonly ReportedSource[];
  /** Input lines that are devices or should be; `lines` says how many are in each state, and adds up to it. */
  readonly rows: number;
  readonly lines: Accounting;
  readonly problems: ReportedProblems;
  /** Of a check: as a push would send them. */
  readonly batches: readonly ReportedBatch[];
  /** Devices that an earlier push sent and that went out once more (--again). */
  readonly sentBefore: number;
  /** Batches of earlier jobs that have some of the devices. */
  readonly earlier: readonly EarlierBatch[];
  /** Files that were asked for, and what --skip-invalid has left out. */
  readonly written: readonly InputFile[];
  readonly errors: readonly ReportedError[];
  /** Commands or steps, in order. */
  readonly next: readonly string[];
}

/** Of a job that goes on: as its record has them, for they are not read again. */
export type ReportedSource = Pick<SourceReport, "name" | "bytes" | "sha256" | "rows"> &
  Partial<SourceReport> & {
    /** Rows of it that are refused. */
    readonly rejected?: number;
  };

export interface ReportedProblems {
  readonly errors: number;
  readonly warnings: number;
  /** How often each kind was found. */
  readonly kinds: readonly ProblemCount[];
  /** The first 100,000 of each severity. */
  readonly details: readonly Problem[];
}

/** A file about an input. */
export interface InputFile {
  /** The flag that names it. */
  readonly kind: "problems" | "rejected" | "code-quality";
  readonly path: string;
  /** Problems that it tells of, or rows that it holds. */
  readonly rows: number;
}

export interface ReportedBatch {
  readonly batch: number;
  /** Undefined: of an activation. */
  readonly sku?: string;
  readonly devices: number;
  readonly state: BatchVerdict["state"];
  readonly requestId?: string;
  /** By whom it is known that the platform has it, where its answer did not tell. */
  readonly by?: "callback" | "operator";
  /** The platform had it under this RequestId, too: it was sent once more by a wrong word of the operator. */
  readonly twice?: string;
  /** The platform's words, or why the outcome is unknown. */
  readonly reason?: string;
  /** What to do about a refusal. */
  readonly hint?: string;
}

export interface EarlierBatch {
  readonly job: string;
  readonly batch: number;
  /** How many of this input's devices it has. */
  readonly devices: number;
  /** `notSent`: it was never sent, and no process is about to send it. */
  readonly state: "accepted" | "inDoubt" | "inProgress" | "notSent";
  /** Of a batch in doubt: it was accepted, and what the platform said of these devices is not clear. */
  readonly requestId?: string;
  readonly reason?: string;
  /** What else was heard, and what to do about it. */
  readonly hint?: string;
}

export interface ReportedError {
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
}

export interface PushFacts {
  readonly operation: PushReport["operation"];
  readonly request: JobOperation;
  readonly rehearsal: boolean;
  readonly endpoint: string;
  readonly account: string | undefined;
  readonly sku: string | undefined;
  readonly skipInvalid: boolean;
  readonly job: string | undefined;
  /** Undefined: it could not be read. */
  readonly input: ReportedInput | undefined;
  /** Of the job; for a check: as they would be. */
  readonly batches: readonly (BatchVerdict | ReportedBatch)[];
  readonly stop: SendStop | undefined;
  readonly written?: readonly InputFile[];
  readonly error: unknown;
  /** The reason of the interrupt, if there was one. */
  readonly signal: unknown;
}

/** The input of a push, as far as a report speaks of it. */
export interface ReportedInput extends Pick<PushReport, "sources" | "rows" | "problems" | "sentBefore"> {
  readonly uploadType: UploadType;
  readonly rejectedRows: number;
  /** What earlier jobs have of it. */
  readonly earlier: readonly HeldDevices[];
}
