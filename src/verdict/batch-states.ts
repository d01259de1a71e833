import { VzuploadError } from "../errors.ts";
import type { PlannedFact, RecordedFact, RecutFact, SaidLinesFact } from "../store/facts.ts";
import { activationDeviceCodes } from "../uws/known-faults.ts";

/**
 * - `planned`: not sent; `word`: it was in doubt, and the operator says that the platform does not have it
 * - `sending`: the intent is recorded and nothing after it: in doubt, unless the process that sends it is alive
 * - `accepted`: has a RequestId, by the platform's answer, by a callback that has its devices, or by the operator's word
 * - `refused`: a fault proved that nothing was applied
 * - `doubtful`: sent, without a usable answer
 */
export type BatchStatus =
  | { readonly state: "planned"; readonly reason?: string; readonly word?: NotAppliedWord }
  | { readonly state: "sending"; readonly sentAt: string }
  | {
      readonly state: "accepted";
      readonly requestId: string;
      readonly by: AcceptedBy;
      readonly sentAt: string;
      /** It was sent once more by this word of the operator. */
      readonly word?: NotAppliedWord;
      /** The request that the platform had it under all the same: the word was wrong, and it was uploaded twice. */
      readonly twice?: string;
    }
  | {
      readonly state: "refused";
      readonly code: string;
      readonly text: string;
      readonly word?: NotAppliedWord;
    }
  | {
      readonly state: "doubtful";
      readonly reason: string;
      readonly sentAt: string;
      /** Of requests whose callbacks have its devices: only one can be its own. */
      readonly rivals?: readonly string[];
    };

export type BatchState = BatchStatus["state"];

export type AcceptedBy = "answer" | "callback" | "operator";

/**
 * `sentAt`: when it went out, if it did: should the operator be wrong, a callback from then on still tells. The word stands until a
 * sending behind it has an outcome of its own: a try that reached nobody proves nothing about the first.
 */
export interface NotAppliedWord {
  readonly at: string;
  readonly sentAt: string;
}

/** A batch as the ledger knows it. */
export type BatchVerdict = BatchStatus & {
  readonly planned: PlannedFact;
  /** What the operator said of its lines, in order. */
  readonly said: readonly SaidLinesFact[];
};

/** Every batch of a ledger with its state, in the order of sending. A batch that was cut anew is not among them: its rest is. */
export function foldLedger(facts: readonly RecordedFact[]): readonly BatchVerdict[] {
  const batches = new Map<number, FoldedBatch>();
  for (const fact of facts) foldFact(fact, batches);
  return [...batches.values()].map(({ verdict }) => verdict);
}

interface FoldedBatch {
  readonly verdict: BatchVerdict;
  /** Of the first intent whose outcome is not known, ISO 8601; "": there is none. */
  readonly openSince: string;
  readonly word: NotAppliedWord | undefined;
}

function foldFact(fact: RecordedFact, batches: Map<number, FoldedBatch>): void {
  if (fact.kind === "planned") {
    const verdict = { planned: fact, state: "planned", said: [] } as const;
    batches.set(fact.batch, { verdict, openSince: "", word: undefined });
    return;
  }
  const known = batches.get(fact.batch);
  if (known === undefined) throw unplanned(fact.batch);
  const { verdict } = known;
  switch (fact.kind) {
    case "recut":
      batches.delete(fact.batch);
      if (fact.rest !== undefined) batches.set(fact.rest.batch, restOf(known, fact.rest, fact.at));
      return;
    case "saidLines":
      batches.set(fact.batch, { ...known, verdict: { ...verdict, said: [...verdict.said, fact] } });
      return;
    default: {
      const next = openAfter(fact, known);
      const { planned, said } = verdict;
      batches.set(fact.batch, { ...next, verdict: { planned, said, ...statusAfter(fact, next) } });
    }
  }
}

/** What was said of the whole holds of the rest. */
function restOf(known: FoldedBatch, rest: Omit<PlannedFact, "kind">, at: string): FoldedBatch {
  const planned = { ...rest, kind: "planned", at } as const;
  return { ...known, verdict: { planned, said: [], state: "planned", ...optionalWord(known) } };
}

type Open = Pick<FoldedBatch, "openSince" | "word">;

function openAfter(fact: StatusFact, { openSince, word }: Open): Open {
  switch (fact.kind) {
    case "sending":
      return { openSince: openSince === "" ? fact.at : openSince, word };
    case "notSent":
      return { openSince: word?.sentAt ?? "", word };
    case "saidNotApplied":
      return { openSince, word: { at: fact.at, sentAt: openSince } };
    case "refused":
    case "doubtful":
    case "ambiguous":
      return { openSince, word };
    case "accepted":
    case "uploadedTwice":
      return { openSince, word };
    case "settled":
    case "saidAccepted":
      return { openSince, word: undefined };
  }
}

function unplanned(batch: number): VzuploadError {
  return new VzuploadError(
    "store",
    `A ledger is damaged: it speaks of batch ${batch}, which it never planned.`,
    {
      hint: "Restore the job's ledger.ndjson from a backup; do not edit it.",
    },
  );
}

type StatusFact = Exclude<RecordedFact, { kind: "planned" | "recut" | "saidLines" }>;

function statusAfter(fact: StatusFact, open: Open): BatchStatus {
  const sentAt = open.openSince;
  switch (fact.kind) {
    case "sending":
      return { state: "sending", sentAt };
    case "notSent":
      return { state: "planned", reason: fact.reason, ...optionalWord(open) };
    case "accepted":
      return { state: "accepted", requestId: fact.requestId, by: "answer", sentAt, ...optionalWord(open) };
    case "uploadedTwice": {
      const { requestId, other } = fact;
      return { state: "accepted", requestId, by: "answer", sentAt, ...optionalWord(open), twice: other };
    }
    case "settled":
      return { state: "accepted", requestId: fact.requestId, by: "callback", sentAt };
    case "saidAccepted":
      return { state: "accepted", requestId: fact.requestId, by: "operator", sentAt };
    case "refused":
      return { state: "refused", code: fact.code, text: fact.text, ...optionalWord(open) };
    case "doubtful":
      return { state: "doubtful", reason: fact.reason, sentAt };
    case "ambiguous":
      return { state: "doubtful", reason: ambiguousText(fact.requestIds), sentAt, rivals: fact.requestIds };
    case "saidNotApplied":
      return { state: "planned", reason: notAppliedText, ...optionalWord(open) };
  }
}

function optionalWord({ word }: Open): { readonly word?: NotAppliedWord } {
  return word === undefined ? {} : { word };
}

function ambiguousText(requestIds: readonly string[]): string {
  return `callbacks of several requests have its devices: ${requestIds.join(", ")}`;
}

/** Why a batch of which only the intent is recorded is in doubt. */
export const senderEndedText = "its sender ended before the answer was recorded";

const notAppliedText = "not applied, by the operator's word";

/** The batches that were cut anew: their devices are in the rest, or other jobs have them. */
export function recutBatches(facts: readonly RecordedFact[]): ReadonlyMap<number, RecutFact> {
  return new Map(facts.flatMap((fact) => (fact.kind === "recut" ? [[fact.batch, fact]] : [])));
}

/** What became of the devices of a batch: of one that was cut anew, its rest; undefined: other jobs have them all. */
export function batchNow(facts: readonly RecordedFact[], batch: number): BatchVerdict | undefined {
  const recuts = recutBatches(facts);
  let now: number | undefined = batch;
  while (now !== undefined && recuts.has(now)) now = recuts.get(now)?.rest?.batch;
  return foldLedger(facts).find(({ planned }) => planned.batch === now);
}

/** Planned batches but those that are like one which the platform refused: it would refuse them, too. */
export function unsentBatches(batches: readonly BatchVerdict[]): readonly BatchVerdict[] {
  const refused = new Set(
    batches.flatMap((batch) =>
      batch.state === "refused" && speaksOfAll(batch) ? refusedAlike(batch.planned) : [],
    ),
  );
  return batches.filter(({ state, planned }) => state === "planned" && !refused.has(refusedAlike(planned)));
}

/** Whether a refusal is about what was asked for, and not about one device of it. */
export function speaksOfAll({ code }: { readonly code: string }): boolean {
  return !activationDeviceCodes.some((known) => code.includes(known.code));
}

/** What batches have in common of which the platform refuses all or none: an upload's SKU, what an activation is with. */
export function refusedAlike({ sku, activate }: Pick<PlannedFact, "sku" | "activate">): string {
  return sku ?? JSON.stringify(activate ?? {});
}

/** Sent, and the outcome is not known; `holder`: the live process that works on the job. */
export function isInDoubt({ state }: BatchStatus, holder: unknown): boolean {
  return state === "doubtful" || (state === "sending" && holder === undefined);
}

/** A batch that the platform has under a RequestId. */
export type AcceptedBatch = Extract<BatchVerdict, { readonly state: "accepted" }>;

/** The batches of a ledger that were accepted, in the order of sending. */
export function acceptedBatches(facts: readonly RecordedFact[]): readonly AcceptedBatch[] {
  return foldLedger(facts).filter((batch) => batch.state === "accepted");
}
