import type { ProblemKind } from "../devices/problem-texts.ts";
import { VzuploadError } from "../errors.ts";
import type { SendStop } from "../upload/send-job.ts";
import { type Accounting, countLines, type LineState, lineStateOfBatch } from "../verdict/line-states.ts";
import type { Outcome } from "./exit-codes.ts";
import type { EarlierBatch, PushFacts, ReportedBatch } from "./report-types.ts";

const lineStateOfEarlier = {
  accepted: "alreadySent",
  inDoubt: "inDoubt",
  inProgress: "notSent",
  notSent: "notSent",
} as const satisfies Record<EarlierBatch["state"], LineState>;

/** How many rows are in each state. */
export function accountFor(
  { input }: PushFacts,
  batches: readonly ReportedBatch[],
  earlier: readonly EarlierBatch[],
): Accounting {
  const rejected = input?.rejectedRows ?? 0;
  const groups: (readonly [LineState, number])[] = [
    ["rejected", rejected],
    ...earlier.map(({ state, devices }) => [lineStateOfEarlier[state], devices] as const),
    ...batches.map(({ state, devices }) => [lineStateOfBatch[state], devices] as const),
  ];
  const accounted = groups.reduce((sum, [, lines]) => sum + lines, 0);
  // Without a job (something ended the push before) all the rest was never posted.
  return countLines([...groups, ["notSent", (input?.rows ?? 0) - accounted]]);
}

/** Everything that holds of a push. */
export function outcomesOf(
  facts: PushFacts,
  batches: readonly ReportedBatch[],
  earlier: readonly EarlierBatch[],
  lines: Accounting,
): readonly Outcome[] {
  const leftOut = leftOutOutcomes(facts);
  // Rows that wait for their upload are no fault of the file.
  const isForLater = leftOut.length > 0 && leftOut.length === errorKinds(facts).length;
  const isMended = isForLater || (facts.skipInvalid && (leftOut.length > 0 || !isAll(lines.rejected, facts)));
  const holds: readonly (readonly [boolean, Outcome])[] = [
    [lines.rejected > 0, isMended ? "someFailed" : "inputRefused"],
    ...leftOut.map((outcome) => [isMended, outcome] as const),
    [lines.inDoubt > 0 || batches.some(({ twice }) => twice !== undefined), "inDoubt"],
    [batches.some(({ state }) => state === "refused"), "refused"],
    // Whatever the cause.
    [facts.operation !== "check" && lines.notSent > 0, "notAllSent"],
    [earlier.some(({ state }) => state === "inProgress" || state === "notSent"), "notAllSent"],
  ];
  return holds.flatMap(([is, outcome]) => (is ? [outcome] : []));
}

/** Of rows that are left out because their upload, or its activation, is not known to be done: what is to come of them. */
function leftOutOutcomes(facts: PushFacts): readonly Outcome[] {
  return errorKinds(facts).flatMap((kind) => outcomeOfUpload[kind] ?? []);
}

function errorKinds({ input }: PushFacts): readonly ProblemKind[] {
  const kinds = input?.problems.kinds ?? [];
  return kinds.flatMap(({ kind, severity }) => (severity === "error" ? [kind] : []));
}

const outcomeOfUpload: Readonly<Partial<Record<ProblemKind, Outcome>>> = {
  "upload-not-sent": "notAllSent",
  "upload-in-doubt": "inDoubt",
  "upload-awaited": "notComplete",
  "upload-unclear": "inDoubt",
  "upload-failed": "someFailed",
  "activation-awaited": "notComplete",
  "activation-unclear": "inDoubt",
};

/** Without a single good row nothing can have been finished. */
function isAll(lines: number, { input }: PushFacts): boolean {
  return lines === input?.rows;
}

/** What ended the sending, as an error with what to do; a doubt is told by its batch. */
export function stopError(stop: SendStop | undefined): unknown {
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
