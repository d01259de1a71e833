import type { JobOperation } from "../store/job-record.ts";
import type { HeldDevices } from "../upload/holding.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import type { Fault } from "../uws/fault.ts";
import { classifyActivationFault, classifyUploadFault } from "../uws/faults.ts";
import type { BatchVerdict } from "../verdict/batch-states.ts";
import { exitCodes, strongestOutcome } from "./exit-codes.ts";
import { accountFor, outcomesOf, stopError } from "./push-outcome.ts";
import type {
  EarlierBatch,
  PushFacts,
  PushReport,
  ReportedBatch,
  ReportedInput,
  ReportedProblems,
} from "./report-types.ts";
import { optional, outcomeOfThrown, reportedError } from "./reported-error.ts";

/** Puts a report together; `next` is filled in by the caller, who knows the command line. */
export function createPushReport(facts: PushFacts): PushReport {
  const batches = facts.batches.map((batch) => reportedBatch(batch, facts.request));
  const { input } = facts;
  const earlier = (input?.earlier ?? []).map(earlierBatch);
  const lines = accountFor(facts, batches, earlier);
  const errors = [facts.error, stopError(facts.stop)].filter((error) => error !== undefined);
  const outcome = strongestOutcome([
    ...outcomesOf(facts, batches, earlier, lines),
    ...errors.map((error) => outcomeOfThrown(error, facts.signal)),
  ]);
  return {
    schema: "vzupload.push/1",
    operation: facts.operation,
    request: facts.request,
    rehearsal: facts.rehearsal,
    outcome,
    exitCode: exitCodes[outcome].code,
    ...optional("job", facts.job),
    endpoint: facts.endpoint,
    ...optional("account", facts.account),
    ...optional("sku", facts.sku),
    ...optional("uploadType", input?.uploadType),
    sources: input?.sources ?? [],
    rows: input?.rows ?? 0,
    lines,
    problems: input?.problems ?? noProblems,
    batches,
    sentBefore: input?.sentBefore ?? 0,
    earlier,
    written: facts.written ?? [],
    errors: errors.map(reportedError),
    next: [],
  };
}

function reportedBatch(batch: BatchVerdict | ReportedBatch, request: JobOperation): ReportedBatch {
  if (!("planned" in batch)) return batch;
  const { batch: number, sku, devices } = batch.planned;
  const about = { batch: number, ...optional("sku", sku), devices, state: batch.state };
  switch (batch.state) {
    case "accepted":
      return {
        ...about,
        requestId: batch.requestId,
        ...optional("by", batch.by === "answer" ? undefined : batch.by),
        ...optional("twice", batch.twice),
      };
    case "refused":
      return {
        ...about,
        reason: `${batch.code}: ${batch.text}`,
        ...optional("hint", refusalHint(batch, request)),
      };
    case "doubtful":
      return { ...about, reason: batch.reason };
    case "planned":
      return { ...about, ...optional("reason", batch.reason) };
    case "sending":
      return about;
  }
}

function refusalHint(
  { planned, ...fault }: Fault & Pick<BatchVerdict, "planned">,
  request: JobOperation,
): string | undefined {
  const verdict =
    request === "UploadDevices"
      ? classifyUploadFault(fault)
      : classifyActivationFault(fault, planned.devices);
  return verdict.kind === "refused" ? verdict.hint : undefined;
}

function earlierBatch({ holding, devices }: HeldDevices): EarlierBatch {
  const { job, batch } = holding.block;
  const about = { job, batch, devices, state: holding.state };
  switch (holding.state) {
    case "accepted":
      return {
        ...about,
        ...optional("requestId", holding.requestId),
        ...optional("hint", holding.hasUncheckedFailure && uncheckedHint),
      };
    case "inDoubt":
      return { ...about, ...optional("requestId", holding.requestId), reason: holding.reason };
    case "inProgress":
      return { ...about, reason: holding.process };
    case "notSent":
      return about;
  }
}

const uncheckedHint =
  "reported as failed by a callback whose credentials were not checked; if you trust it, push these rows alone with --again";

/** Of what was not read, now or at all. */
export const noProblems: ReportedProblems = { errors: 0, warnings: 0, kinds: [], details: [] };

/** What a report says of an input that was read. */
export function reportedInput({ input, taken, sentBefore }: Inspection): ReportedInput {
  const { problems } = input;
  const rejected = new Map(problems.rejectedPlaces().map(({ source, lines }) => [source, lines.length]));
  return {
    uploadType: input.uploadType,
    sources: input.sources.map((source, at) => ({ ...source, rejected: rejected.get(at) ?? 0 })),
    rows: input.rows,
    rejectedRows: problems.rejectedRows,
    problems: {
      errors: problems.errorCount,
      warnings: problems.warningCount,
      kinds: problems.counts(),
      details: [...problems.errors, ...problems.warnings],
    },
    earlier: taken.groups(),
    sentBefore,
  };
}
