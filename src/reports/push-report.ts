import type { Problem } from "../devices/problems.ts";
import type { UploadType } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import type { SourceReport } from "../upload/read-devices.ts";
import type { SendStop } from "../upload/send-job.ts";
import type { Fault } from "../uws/fault.ts";
import { classifyUploadFault } from "../uws/faults.ts";
import type { BatchVerdict } from "../verdict/batch-states.ts";
import { type Accounting, countLines, type LineState, lineStateOfBatch } from "../verdict/line-states.ts";
import { exitCodes, type Outcome, outcomeOfError, strongestOutcome } from "./exit-codes.ts";

/** What `push` and `check` have to say: `--json` prints it as it is, the text says the same. */
export interface PushReport {
  readonly schema: "vzupload.push/1";
  readonly operation: "push" | "check";
  /** Against a private sandbox: nothing of it counts. */
  readonly rehearsal: boolean;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly job?: string;
  readonly endpoint: string;
  readonly account?: string;
  readonly sku?: string;
  readonly uploadType?: UploadType;
  readonly sources: readonly SourceReport[];
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
  readonly errors: readonly ReportedError[];
  /** Commands or steps, in order. */
  readonly next: readonly string[];
}

export interface ReportedProblems {
  readonly errors: number;
  readonly warnings: number;
  /** The first 100,000 of each severity. */
  readonly details: readonly Problem[];
}

export interface ReportedBatch {
  readonly batch: number;
  readonly sku: string;
  readonly devices: number;
  readonly state: BatchVerdict["state"];
  readonly requestId?: string;
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
  readonly state: "accepted" | "inDoubt" | "inProgress";
  readonly requestId?: string;
  readonly reason?: string;
}

export interface ReportedError {
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
}

export interface PushFacts {
  readonly operation: PushReport["operation"];
  readonly rehearsal: boolean;
  readonly endpoint: string;
  readonly account: string | undefined;
  readonly sku: string | undefined;
  readonly skipInvalid: boolean;
  readonly job: string | undefined;
  readonly inspection: Inspection | undefined;
  /** Of the job; for a check: as they would be. */
  readonly batches: readonly (BatchVerdict | ReportedBatch)[];
  readonly stop: SendStop | undefined;
  readonly error: unknown;
  /** The reason of the interrupt, if there was one. */
  readonly signal: unknown;
}

/** Puts a report together; `next` is filled in by the caller, who knows the command line. */
export function createPushReport(facts: PushFacts): PushReport {
  const batches = facts.batches.map(reportedBatch);
  const earlier = (facts.inspection?.taken.groups() ?? []).map(earlierBatch);
  const lines = accountFor(facts, batches, earlier);
  const errors = [facts.error, stopError(facts.stop)].filter((error) => error !== undefined);
  const outcome = strongestOutcome([
    ...outcomesOf(facts, batches, earlier, lines),
    ...errors.map((error) => outcomeOfThrown(error, facts.signal)),
  ]);
  return {
    schema: "vzupload.push/1",
    operation: facts.operation,
    rehearsal: facts.rehearsal,
    outcome,
    exitCode: exitCodes[outcome].code,
    ...optional("job", facts.job),
    endpoint: facts.endpoint,
    ...optional("account", facts.account),
    ...optional("sku", facts.sku),
    ...optional("uploadType", facts.inspection?.input.uploadType),
    sources: facts.inspection?.input.sources ?? [],
    rows: facts.inspection?.input.rows ?? 0,
    lines,
    problems: reportedProblems(facts.inspection),
    batches,
    sentBefore: facts.inspection?.sentBefore ?? 0,
    earlier,
    errors: errors.map(reportedError),
    next: [],
  };
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }; // as: a computed key widens
}

function reportedBatch(batch: BatchVerdict | ReportedBatch): ReportedBatch {
  if (!("planned" in batch)) return batch;
  const { batch: number, sku, devices } = batch.planned;
  const about = { batch: number, sku, devices, state: batch.state };
  switch (batch.state) {
    case "accepted":
      return { ...about, requestId: batch.requestId };
    case "refused":
      return { ...about, reason: `${batch.code}: ${batch.text}`, ...optional("hint", refusalHint(batch)) };
    case "doubtful":
      return { ...about, reason: batch.reason };
    case "planned":
      return { ...about, ...optional("reason", batch.reason) };
    case "sending":
      return about;
  }
}

function refusalHint(fault: Fault): string | undefined {
  const verdict = classifyUploadFault(fault);
  return verdict.kind === "refused" ? verdict.hint : undefined;
}

function earlierBatch({ holding, devices }: ReturnType<Inspection["taken"]["groups"]>[number]): EarlierBatch {
  const { job, batch } = holding.block;
  const about = { job, batch, devices, state: holding.state };
  switch (holding.state) {
    case "accepted":
      return { ...about, ...optional("requestId", holding.requestId) };
    case "inDoubt":
      return { ...about, reason: holding.reason };
    case "inProgress":
      return { ...about, reason: holding.process };
  }
}

const lineStateOfEarlier = {
  accepted: "alreadySent",
  inDoubt: "inDoubt",
  inProgress: "notSent",
} as const satisfies Record<EarlierBatch["state"], LineState>;

function accountFor(
  { inspection }: PushFacts,
  batches: readonly ReportedBatch[],
  earlier: readonly EarlierBatch[],
): Accounting {
  const rejected = inspection?.input.problems.rejectedRows ?? 0;
  const groups: (readonly [LineState, number])[] = [
    ["rejected", rejected],
    ...earlier.map(({ state, devices }) => [lineStateOfEarlier[state], devices] as const),
    ...batches.map(({ state, devices }) => [lineStateOfBatch[state], devices] as const),
  ];
  const accounted = groups.reduce((sum, [, lines]) => sum + lines, 0);
  // Without a job (something ended the push before) all the rest was never posted.
  return countLines([...groups, ["notSent", (inspection?.input.rows ?? 0) - accounted]]);
}

function outcomesOf(
  facts: PushFacts,
  batches: readonly ReportedBatch[],
  earlier: readonly EarlierBatch[],
  lines: Accounting,
): readonly Outcome[] {
  const holds: readonly (readonly [boolean, Outcome])[] = [
    [lines.rejected > 0, facts.skipInvalid && !isAll(lines.rejected, facts) ? "skipped" : "inputRefused"],
    [lines.inDoubt > 0, "inDoubt"],
    [batches.some(({ state }) => state === "refused"), "refused"],
    [earlier.some(({ state }) => state === "inProgress"), "notAllSent"],
  ];
  return holds.flatMap(([is, outcome]) => (is ? [outcome] : []));
}

/** Without a single good row nothing can have been finished. */
function isAll(lines: number, { inspection }: PushFacts): boolean {
  return lines === inspection?.input.rows;
}

/** What ended the sending, as an error with what to do; a doubt is told by its batch. */
function stopError(stop: SendStop | undefined): unknown {
  switch (stop?.kind) {
    case undefined:
    case "doubtful":
      return undefined;
    case "interrupted":
      return new VzuploadError("interrupted", "Interrupted before all was sent.");
    case "network":
      return new VzuploadError("network", `Stopped before all was sent: ${stop.reason}`, { hint: stop.hint });
    case "session":
      return new VzuploadError("credentials", `The platform refused a fresh session, too: ${stop.reason}`, {
        hint: "Check that the user may use the Device Service, then repeat the command.",
      });
    case "error":
      return stop.error;
  }
}

function outcomeOfThrown(error: unknown, signal: unknown): Outcome {
  return error instanceof VzuploadError ? outcomeOfError(error.kind, signal) : "bug";
}

function reportedError(error: unknown): ReportedError {
  if (error instanceof VzuploadError) {
    return { kind: error.kind, message: error.message, ...optional("hint", error.hint) };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "bug", message: `unexpected: ${stack}`, hint: "Please report this." };
}

function reportedProblems(inspection: Inspection | undefined): ReportedProblems {
  const problems = inspection?.input.problems;
  return {
    errors: problems?.errorCount ?? 0,
    warnings: problems?.warningCount ?? 0,
    details: [...(problems?.errors ?? []), ...(problems?.warnings ?? [])],
  };
}
