import type { CallbackCounters } from "../uws/callback.ts";
import type { OwnLines } from "./own-lines.ts";

/**
 * What the counters of a request's callbacks say against its lines. Counters can only take away from the lines' verdict: where they
 * cannot be explained, the lines are not believed.
 */
export interface CounterEvidence {
  /** The largest of each. */
  readonly largest: CallbackCounters;
  /** Takes in one callback's counters. Returns whether they say anything new. */
  add(counters: CallbackCounters, own: OwnLines): boolean;
  disagreement(tallied: TalliedLines): Disagreement | undefined;
}

/** Devices by what is known of them so far. */
export interface TalliedLines {
  readonly success: number;
  readonly failed: number;
  /** Unknown or contradictory: may count as either. */
  readonly unsure: number;
  readonly refused: number;
  /** Pending or without a word, or not even named yet. Infinity: nobody said how many there are. */
  readonly open: number;
  /** Of the batch; undefined without a ledger. */
  readonly batch: number | undefined;
}

export interface Disagreement {
  /** One sentence, without a full stop. */
  readonly text: string;
  /** Another message may still explain it. */
  readonly mayPass: boolean;
}

export function createCounterEvidence(): CounterEvidence {
  let largest: CallbackCounters = {
    total: undefined,
    pending: undefined,
    success: undefined,
    failed: undefined,
  };
  let summaries: readonly Summary[] = [];
  /** Of a callback that contradicts itself; the first in alphabetical order, so that any order gives the same. */
  let selfContradiction: string | undefined;
  /** Some callback's counters cannot be explained by its own lines. */
  let needSummary = false;

  function addSummary({ success, failed }: CallbackCounters): boolean {
    if (success === undefined && failed === undefined) return false;
    const summary = { success: success ?? Infinity, failed: failed ?? Infinity };
    if (summaries.some((each) => covers(each, summary)) || summaries.length === maxSummaries) return false;
    summaries = [...summaries.filter((each) => !covers(summary, each)), summary];
    return true;
  }

  function addOwn(counters: CallbackCounters, own: OwnLines): boolean {
    const text = contradictionOf(counters, own);
    const isNewText = text !== undefined && (selfContradiction === undefined || text < selfContradiction);
    if (isNewText) selfContradiction = text;
    const isUnexplained = !isWithinOwn(counters, own) && !needSummary;
    if (isUnexplained) needSummary = true;
    return isNewText || isUnexplained;
  }

  return {
    get largest() {
      return largest;
    },
    add(counters, own) {
      const next = largestOf(largest, counters);
      const isLarger = next !== undefined;
      if (next !== undefined) largest = next;
      const isNewSummary = addSummary(counters);
      return addOwn(counters, own) || isNewSummary || isLarger;
    },
    disagreement(tallied) {
      if (selfContradiction !== undefined) return { text: selfContradiction, mayPass: false };
      const excess = excessOf(largest, tallied);
      if (excess !== undefined) return { text: excess, mayPass: false };
      if (tallied.open > 0 || !needSummary || summaries.some((each) => explains(each, tallied)))
        return undefined;
      return { text: unexplainedText(tallied), mayPass: true };
    },
  };
}

/** Success and failed of one callback; Infinity: it does not say. */
interface Summary {
  readonly success: number;
  readonly failed: number;
}

/** A bound on what only contradictory messages could fill. */
const maxSummaries = 1_000;

/**
 * Whether a summary explains whatever another one does. Larger counters do: none is too large for the lines, or that is a
 * disagreement of its own.
 */
function covers(larger: Summary, smaller: Summary): boolean {
  return larger.success >= smaller.success && larger.failed >= smaller.failed;
}

function explains({ success, failed }: Summary, tallied: TalliedLines): boolean {
  const { unsure, refused } = tallied;
  return (
    (success === Infinity || isWithin(success, tallied.success, unsure)) &&
    (failed === Infinity || isWithin(failed, tallied.failed, unsure + refused))
  );
}

/** Undefined: none is larger. */
function largestOf(largest: CallbackCounters, counters: CallbackCounters): CallbackCounters | undefined {
  const names = ["total", "pending", "success", "failed"] as const;
  if (!names.some((name) => (counters[name] ?? -1) > (largest[name] ?? -1))) return undefined;
  const [total, pending, success, failed] = names.map((name) =>
    counters[name] === undefined ? largest[name] : Math.max(counters[name], largest[name] ?? 0),
  );
  return { total, pending, success, failed };
}

/** Missing counters never disagree. Without lines they are explained by nothing of their own. */
function isWithinOwn({ success, failed }: CallbackCounters, own: OwnLines): boolean {
  if (success === undefined && failed === undefined) return true;
  return (
    own.devices > 0 && isWithin(success, own.success, own.open) && isWithin(failed, own.failed, own.open)
  );
}

function isWithin(counter: number | undefined, least: number, more: number): boolean {
  return counter === undefined || (counter >= least && counter <= least + more);
}

/** What is wrong with a callback whose lines are all that it counts, or more than that. */
function contradictionOf(counters: CallbackCounters, own: OwnLines): string | undefined {
  const { total } = counters;
  if (total === undefined || own.devices === 0) return undefined;
  if (own.devices > total)
    return `a message of the platform has lines of ${own.devices} devices and counts ${total} in all`;
  if (own.devices < total || isWithinOwn(counters, own)) return undefined;
  return (
    `a message of the platform has ${own.success} successful and ${own.failed} failed lines of ${own.devices} ` +
    `and counts ${countsText(counters)}`
  );
}

function countsText({ success, failed }: CallbackCounters): string {
  const counts = [
    ...(success === undefined ? [] : [`${success} successful`]),
    ...(failed === undefined ? [] : [`${failed} failed`]),
  ];
  return counts.join(" and ");
}

/** A counter that is too large for the request, whatever is still to come. */
function excessOf({ total, success, failed }: CallbackCounters, tallied: TalliedLines): string | undefined {
  const either = tallied.unsure + tallied.open;
  const most = { success: tallied.success + either, failed: tallied.failed + tallied.refused + either };
  if (tallied.batch !== undefined && (total ?? 0) > tallied.batch)
    return `the platform counts ${total} devices in all, and there are ${tallied.batch}`;
  if ((success ?? 0) > most.success)
    return `the platform counts ${success} successful, and by its lines there are at most ${most.success}`;
  if ((failed ?? 0) > most.failed)
    return `the platform counts ${failed} failed, and by its lines there are at most ${most.failed}`;
  return undefined;
}

function unexplainedText({ success, failed }: TalliedLines): string {
  return `the platform's lines say ${success} successful and ${failed} failed, and no message of its counts so`;
}
