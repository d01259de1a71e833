import type { JobOperation } from "../store/job-record.ts";
import type { AcceptedBy, BatchState } from "../verdict/batch-states.ts";
import type { BatchCounts, JobState } from "../verdict/job-standing.ts";
import type { Outcome } from "./exit-codes.ts";
import type { ReportedError } from "./report-types.ts";
import type { LineCounts, WatchReport } from "./watch-report-types.ts";

/** What `status` says of all jobs: `--json` prints it as it is, the text says the same. */
export interface JobList {
  readonly schema: "vzupload.jobs/1";
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly stateDirectory: string;
  /** Newest first. */
  readonly jobs: readonly (ListedJob | DamagedJob)[];
  /** Jobs that are not listed: older ones that nothing is left to do for. */
  readonly older: number;
  readonly errors: readonly ReportedError[];
  readonly next: readonly string[];
}

export interface ListedJob {
  readonly job: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly state: JobState;
  /** What it asks the platform for. */
  readonly request: JobOperation;
  /** Names of its inputs. */
  readonly sources: readonly string[];
  readonly skus: readonly string[];
  readonly rows: number;
  readonly batches: BatchCounts;
  /** The live process that works on it. */
  readonly holder?: string;
}

export interface DamagedJob {
  readonly job: string;
  readonly createdAt: string;
  readonly state: "damaged";
  readonly error: ReportedError;
}

/** What `status` says of one job: what a watch of it would report now, and its batches. */
export interface JobReport extends Omit<WatchReport, "schema" | "job" | "rehearsal" | "turnedAway"> {
  readonly schema: "vzupload.status/1";
  readonly job: string;
  readonly createdAt: string;
  readonly state: JobState;
  readonly sources: readonly string[];
  readonly request: JobOperation;
  readonly uploadType: string;
  readonly endpoint: string;
  readonly account?: string;
  /** Of an upload. */
  readonly email?: string;
  /** An upload that asks for activation, too. */
  readonly activates: boolean;
  readonly holder?: string;
  readonly batches: readonly JobBatch[];
}

/** A batch of a job, with what is known of it and by whom. */
export interface JobBatch {
  readonly batch: number;
  /** Undefined: of an activation. */
  readonly sku?: string;
  readonly devices: number;
  /** As in a push's report; `sending`: a live process does that. */
  readonly state: BatchState;
  readonly requestId?: string;
  /** By whom the RequestId is known. */
  readonly by?: AcceptedBy;
  /** ISO 8601, of a batch in doubt. */
  readonly sentAt?: string;
  /** Of a planned batch that must not go out earlier, ISO 8601. */
  readonly notBefore?: string;
  /** Why it is in doubt, was refused or was not sent. */
  readonly reason?: string;
  /** When the operator said that the platform does not have it, ISO 8601. */
  readonly notAppliedSaidAt?: string;
  /** Lines that the operator has told the verdict on. */
  readonly saidLines?: number;
  /** Its lines by state. */
  readonly lines: LineCounts;
}
