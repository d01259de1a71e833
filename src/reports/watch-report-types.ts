import type { ActivationState, RequestJudgement, StatusCount } from "../verdict/judgement.ts";
import type { Accounting, LineState } from "../verdict/line-states.ts";
import type { CallbackServiceReport } from "./callback-report.ts";
import type { Outcome } from "./exit-codes.ts";
import type { ReportedError } from "./report-types.ts";

/** What `watch` has to say: `--json` prints it as it is, the text says the same. */
export interface WatchReport {
  readonly schema: "vzupload.watch/1";
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly rehearsal: boolean;
  readonly until: "uploaded" | "activated";
  /** Every device of every watched request is final. */
  readonly complete: boolean;
  readonly job?: string;
  readonly requests: readonly WatchedRequest[];
  /**
   * Lines that are watched: of the job's input, else of the requests; `lines` says how many are in each state, and
   * adds up to it.
   */
  readonly rows: number;
  readonly lines: Accounting;
  /**
   * What the platform said, under the earlier jobs' requests, of the lines that are `alreadySent`; of the rest
   * nothing yet.
   */
  readonly alreadySent: LineCounts;
  /** Beside `lines`, when activation was asked for or reported. */
  readonly activations: Readonly<Partial<Record<ActivationState, number>>>;
  /** Over all requests, most devices first; identifiers in the texts are left out, so that devices have a text in common. */
  readonly statuses: readonly StatusCount[];
  /**
   * What is wrong, by reason: lines that failed, were refused or cannot be told; activations that failed. Most
   * devices first.
   */
  readonly reasons: readonly ReasonGroup[];
  /** ISO 8601; undefined: none came. */
  readonly lastCallbackAt?: string;
  /** Callbacks of requests that are not watched, kept in the inbox. */
  readonly otherCallbacks: number;
  readonly unchecked: UncheckedCallbacks;
  /** Requests of the listener that were turned away, by reason. */
  readonly turnedAway: Readonly<Record<string, number>>;
  readonly files: readonly WrittenFile[];
  /** Of --register: what became of each service. */
  readonly registrations?: readonly CallbackServiceReport[];
  readonly errors: readonly ReportedError[];
  /** Commands or steps, in order. */
  readonly next: readonly string[];
}

/** Callbacks of watched requests whose credentials were not checked: they never change what is sent. */
export interface UncheckedCallbacks {
  readonly callbacks: number;
  /** Whether they count for this report: no credentials are configured to check them with. */
  readonly counted: boolean;
}

/** How many lines are in each state; states without any may be left out. */
export type LineCounts = Readonly<Partial<Record<LineState, number>>>;

/** What a watch has found, to make a report of. */
export interface WatchFacts
  extends Pick<
    WatchReport,
    | "rehearsal"
    | "until"
    | "requests"
    | "rows"
    | "lines"
    | "alreadySent"
    | "activations"
    | "reasons"
    | "otherCallbacks"
    | "unchecked"
    | "turnedAway"
    | "files"
  > {
  readonly job: string | undefined;
  readonly lastCallbackAt: string | undefined;
  readonly registrations?: readonly CallbackServiceReport[] | undefined;
  /** What went wrong beside the verdicts: what ended the watch, files that could not be written. */
  readonly errors: readonly unknown[];
  /** The reason of the interrupt, if one ended the watch. */
  readonly signal: unknown;
}

export interface WatchedRequest extends RequestJudgement {
  readonly job?: string;
  readonly batch?: number;
  /** By whom it is known that the batch has this RequestId, where the platform's answer did not tell. */
  readonly by?: "callback" | "operator";
  /** As of a batch in a push's report. */
  readonly twice?: string;
}

export interface ReasonGroup {
  readonly state: LineState | "activationFailed" | "activationUnknown";
  /** The platform's words, or ours. */
  readonly reason: string;
  readonly devices: number;
  /** The first few: "devices.csv:7 IMEI 358755000000007 ICCID ...". */
  readonly examples: readonly string[];
}

export interface WrittenFile {
  readonly kind: "results" | "failed" | "junit";
  readonly path: string;
  /** Lines that it tells of. */
  readonly rows: number;
}
