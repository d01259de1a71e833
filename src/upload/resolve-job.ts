import { VzuploadError } from "../errors.ts";
import type { LedgerFact } from "../store/facts.ts";
import type { OpenJob, SaidLine, Store, StoredJob } from "../store/store.ts";
import { acceptedBatches, type BatchVerdict, foldLedger, isInDoubt } from "../verdict/batch-states.ts";
import type { SaidFile } from "./read-said-lines.ts";
import { planLines } from "./resolve-lines.ts";
import { takeJob } from "./resume-job.ts";

/** What the operator says of a job. */
export interface OperatorWord {
  /** Undefined: the one that can be meant. */
  readonly batch: number | undefined;
  /** Of a batch in doubt; undefined: nothing is said of it. */
  readonly outcome:
    | { readonly kind: "accepted"; readonly requestId: string }
    | { readonly kind: "notApplied" }
    | undefined;
  /** Verdicts on lines of accepted batches. */
  readonly lines: SaidFile | undefined;
}

/** One thing that was recorded. */
export type Recorded =
  | { readonly kind: "accepted"; readonly batch: number; readonly requestId: string }
  | { readonly kind: "notApplied"; readonly batch: number }
  | { readonly kind: "lines"; readonly batch: number; readonly lines: number }
  /** It was known before, by the platform's word or the operator's own. */
  | { readonly kind: "known"; readonly batch: number };

/**
 * Records the operator's word in the job's ledger. Nothing is recorded unless all of it can be. Errors: VzuploadError "usage" where it says
 * what the platform contradicts or what cannot be meant, "input" for a line that is of no batch, "network" where a live process has the job.
 */
export async function resolveJob(id: string, word: OperatorWord, store: Store): Promise<readonly Recorded[]> {
  const open = await takeJob(id, store);
  const action = () => record(open, word, store);
  try {
    // Of two words at once, only one may give a RequestId to its batch, whatever that asked for.
    const needsLock = word.outcome?.kind === "accepted";
    return await (needsLock
      ? store.claims(open.record.endpoint, "UploadDevices").exclusively(action)
      : action());
  } finally {
    await open.close();
  }
}

async function record(open: OpenJob, word: OperatorWord, store: Store): Promise<readonly Recorded[]> {
  const job = await store.readJob(open.record.id);
  if (job === undefined) throw new Error(`job ${open.record.id} is open and cannot be read`);
  const batches = foldLedger(job.facts);
  const outcome = await planOutcome(word, { job, batches, store });
  const settled =
    outcome?.fact === undefined
      ? batches
      : foldLedger([...job.facts, { ...outcome.fact, at: new Date().toISOString() }]);
  const said =
    word.lines === undefined
      ? []
      : await planLines(word.lines, word.batch, settled, { job, inbox: store.inbox });
  const recorded: Recorded[] = [];
  if (outcome?.fact !== undefined) await open.append(outcome.fact);
  if (outcome !== undefined) recorded.push(outcome.recorded);
  for (const { batch, lines } of said) {
    await recordLines(open, batch, lines);
    recorded.push({ kind: "lines", batch, lines: lines.length });
  }
  return recorded;
}

interface Surroundings {
  readonly job: StoredJob;
  readonly batches: readonly BatchVerdict[];
  readonly store: Store;
}

interface PlannedOutcome {
  /** Undefined: it is known already. */
  readonly fact: LedgerFact | undefined;
  readonly recorded: Recorded;
}

async function planOutcome(
  { batch: number, outcome }: OperatorWord,
  { job, batches, store }: Surroundings,
): Promise<PlannedOutcome | undefined> {
  if (outcome === undefined) return undefined;
  const batch = number === undefined ? onlyDoubt(batches, job) : findBatch(number, batches, job);
  const at = batch.planned.batch;
  const known: PlannedOutcome = { fact: undefined, recorded: { kind: "known", batch: at } };
  if (outcome.kind === "notApplied") {
    if (batch.state === "planned" && batch.word !== undefined) return known;
    refuseIfHeard(batch, job);
    refuseUnlessOpen(batch, job);
    return { fact: { kind: "saidNotApplied", batch: at }, recorded: { kind: "notApplied", batch: at } };
  }
  const { requestId } = outcome;
  if (batch.state === "accepted" && batch.requestId === requestId) return known;
  refuseUnlessOpen(batch, job);
  await refuseBound(requestId, { job, batch: at, store });
  return {
    fact: { kind: "saidAccepted", batch: at, requestId },
    recorded: { kind: "accepted", batch: at, requestId },
  };
}

function findBatch(number: number, batches: readonly BatchVerdict[], { record }: StoredJob): BatchVerdict {
  const batch = batches.find(({ planned }) => planned.batch === number);
  if (batch !== undefined) return batch;
  const numbers = batches.map(({ planned }) => planned.batch).join(", ");
  throw new VzuploadError("usage", `Job ${record.id} has no batch ${number}.`, {
    hint: `It has ${numbers}.`,
  });
}

function onlyDoubt(batches: readonly BatchVerdict[], { record }: StoredJob): BatchVerdict {
  const doubts = batches.filter((batch) => isInDoubt(batch, undefined));
  const [first, ...others] = doubts;
  if (first !== undefined && others.length === 0) return first;
  const numbers = doubts.map(({ planned }) => planned.batch).join(", ");
  throw new VzuploadError(
    "usage",
    first === undefined
      ? `No batch of job ${record.id} is in doubt.`
      : `Several batches of job ${record.id} are in doubt: ${numbers}.`,
    { hint: "Say which batch is meant with --batch." },
  );
}

/** Callbacks of several requests have its devices: that none of them is its own cannot be. */
function refuseIfHeard(batch: BatchVerdict, { record }: StoredJob): void {
  if (batch.state !== "doubtful" || batch.rivals === undefined) return;
  throw new VzuploadError(
    "usage",
    `Batch ${batch.planned.batch} of job ${record.id}: callbacks of RequestIds ${batch.rivals.join(", ")} have its devices.`,
    { hint: "Ask Verizon which of them is this batch's, and say --accepted <requestId>." },
  );
}

/** The platform's own word goes before the operator's; the operator may correct what the operator has said. */
function refuseUnlessOpen(batch: BatchVerdict, { record }: StoredJob): void {
  const { batch: number } = batch.planned;
  const what = `Batch ${number} of job ${record.id}`;
  switch (batch.state) {
    case "doubtful":
    case "sending":
      return;
    case "planned":
      if (batch.word !== undefined) return;
      throw new VzuploadError("usage", `${what} was never sent, so there is nothing to settle.`, {
        hint: `Send it: vzupload resume ${record.id}`,
      });
    case "refused":
      throw new VzuploadError("usage", `${what} was refused by the platform (${batch.text}).`, {
        hint: "Mend what it names and push the devices again.",
      });
    case "accepted": {
      if (batch.by === "operator") return;
      const by = batch.by === "answer" ? "the platform's answer" : "a callback that has its devices";
      throw new VzuploadError("usage", `${what} was accepted under RequestId ${batch.requestId}, by ${by}.`, {
        hint: `Its verdicts come by callback: vzupload watch --job ${record.id}`,
      });
    }
  }
}

/** Of two batches under one RequestId the callbacks could not be told apart. */
async function refuseBound(
  requestId: string,
  own: { readonly job: StoredJob; readonly batch: number; readonly store: Store },
): Promise<void> {
  for (const id of await own.store.listJobs()) {
    const job = await own.store.readJob(id);
    for (const { planned, requestId: other } of job === undefined ? [] : acceptedBatches(job.facts)) {
      if (other !== requestId || (id === own.job.record.id && planned.batch === own.batch)) continue;
      throw otherRequest(`RequestId ${requestId} is that of batch ${planned.batch} of job ${id}.`);
    }
  }
  for (const [id, requestIds] of await own.store.removedRequests(new Set())) {
    if (requestIds.includes(requestId))
      throw otherRequest(`RequestId ${requestId} is one of job ${id}, which was removed.`);
  }
}

function otherRequest(message: string): VzuploadError {
  return new VzuploadError("usage", message, {
    hint: "Look the RequestId of this batch up again; each request has its own.",
  });
}

async function recordLines(open: OpenJob, batch: number, lines: readonly SaidLine[]): Promise<void> {
  const numbers = open.facts.flatMap((fact) => (fact.kind === "saidLines" ? [fact.number] : []));
  const number = Math.max(0, ...numbers) + 1;
  const sha256 = await open.writeSaid(number, lines);
  await open.append({ kind: "saidLines", batch, number, lines: lines.length, sha256 });
}
