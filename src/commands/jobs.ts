import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { errorLines } from "../reports/closing-text.ts";
import { exitCodes, strongestOutcome } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { type KeptJobs, type PruneReport, pruneText } from "../reports/prune-report.ts";
import { outcomeOfThrown, reportedError } from "../reports/reported-error.ts";
import { createFileStore } from "../store/file-store.ts";
import { createPrinter } from "../terminal/printer.ts";
import { type KeptReason, keptReasons, type PrunePlan, planPruning } from "../watch/plan-pruning.ts";
import { type Pruned, pruneJobs } from "../watch/prune-jobs.ts";
import { maxAgeMs } from "../watch/put-target.ts";
import type { Invocation } from "./invocation.ts";
import { stateDirectory } from "./push-options.ts";
import { printerOptions } from "./report-output.ts";

/** `vzupload jobs prune`: removes old jobs that everything is told of. */
export async function jobs(invocation: Invocation, context: Context): Promise<number> {
  const { values } = invocation;
  const cutoff = new Date(Date.now() - olderThanMs(invocation)).toISOString();
  // What callbacks settle is in no ledger, and must not be forgotten with it.
  const store = createFileStore(stateDirectory(invocation, context), context.pid);
  const printer = await createPrinter(printerOptions(invocation), context);
  try {
    const dryRun = values.dryRun ?? false;
    const plan = await planPruning(store, cutoff);
    const pruned: Pruned = dryRun
      ? { removed: plan.removable, changed: [], errors: [] }
      : await pruneJobs(store, plan, context.interrupt);
    const report = reportOf(plan, pruned, { dryRun, cutoff, signal: context.interrupt.reason });
    if (values.json) printer.result(jsonDocument(report));
    else
      printer.result(
        pruneText(report, Date.now())
          .map((line) => `${line}\n`)
          .join(""),
      );
    for (const line of errorLines([...report.damaged.map(({ error }) => error), ...report.errors]))
      printer.line(line);
    return report.exitCode;
  } finally {
    printer.close();
  }
}

/** Errors: VzuploadError "usage". */
function olderThanMs({ values: { olderThan } }: Invocation): number {
  if (olderThan === undefined) {
    throw new VzuploadError("usage", "--older-than is missing: how old a job must be to go.", {
      hint: "Add e.g. --older-than 90d; with --dry-run nothing is removed.",
    });
  }
  if (olderThan >= maxAgeMs) return olderThan;
  const days = maxAgeMs / 86_400_000;
  throw new VzuploadError(
    "usage",
    `--older-than: callbacks are waited for ${days} days, and jobs stay so long.`,
    {
      hint: `Give at least ${days}d.`,
    },
  );
}

interface PruneFacts extends Pick<PruneReport, "dryRun" | "cutoff"> {
  /** The reason of the interrupt, if there was one. */
  readonly signal: unknown;
}

function reportOf(plan: PrunePlan, pruned: Pruned, { dryRun, cutoff, signal }: PruneFacts): PruneReport {
  const errors = [...plan.errors, ...pruned.errors];
  const all = [...plan.damaged.map(({ error }) => error), ...errors];
  const outcome = strongestOutcome(all.map((error) => outcomeOfThrown(error, signal)));
  return {
    schema: "vzupload.prune/1",
    outcome,
    exitCode: exitCodes[outcome].code,
    dryRun,
    cutoff,
    removed: pruned.removed.map(({ record: { id, createdAt, rows, sources } }) => ({
      job: id,
      createdAt,
      rows,
      sources: sources.map(({ name }) => name),
    })),
    kept: keptJobs(plan, pruned),
    younger: plan.younger,
    damaged: plan.damaged.map(({ id, error }) => ({ job: id, error: reportedError(error) })),
    errors: errors.map(reportedError),
  };
}

function keptJobs({ kept }: PrunePlan, { changed }: Pruned): readonly KeptJobs[] {
  const byReason = (Object.keys(keptReasons) as readonly KeptReason[]).map((reason) => ({
    reason,
    text: keptReasons[reason],
    // as: the table's own keys
    jobs: kept.filter((job) => job.reason === reason).map(({ id }) => id),
  }));
  const all = [
    ...byReason,
    { reason: "changed", text: "it has changed meanwhile, or one that refers to it has", jobs: changed },
  ];
  return all.filter(({ jobs: ids }) => ids.length > 0);
}
