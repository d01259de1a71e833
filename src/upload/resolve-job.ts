import { identifiers } from "../devices/identifiers.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import type { LedgerFact } from "../store/facts.ts";
import type { Inbox, OpenJob, SaidLine, Store, StoredJob } from "../store/store.ts";
import { indexBatch } from "../verdict/batch-index.ts";
import {
  type AcceptedBatch,
  acceptedBatches,
  type BatchVerdict,
  foldLedger,
  isInDoubt,
} from "../verdict/batch-states.ts";
import { isAboutOneDevice } from "../verdict/doubt-evidence.ts";
import { meaningOfWord } from "../verdict/operator-words.ts";
import type { RequestTally } from "../verdict/request-tally.ts";
import type { TalliedDevices } from "../verdict/tallied-devices.ts";
import { visibleText } from "../visible-text.ts";
import { readEarlierVerdicts } from "./earlier-verdicts.ts";
import type { SaidRow } from "./read-said-lines.ts";
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
  /** Verdicts on lines of accepted batches, and the name of their file. */
  readonly lines: { readonly name: string; readonly rows: readonly SaidRow[] } | undefined;
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
    // Of two words at once, only one may give a RequestId to its batch.
    const needsLock = word.outcome?.kind === "accepted";
    return await (needsLock ? store.claims(open.record.endpoint).exclusively(action) : action());
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

interface LinesOfBatch {
  readonly batch: number;
  readonly lines: readonly SaidLine[];
}

async function planLines(
  { name, rows }: NonNullable<OperatorWord["lines"]>,
  only: number | undefined,
  batches: readonly BatchVerdict[],
  { job, inbox }: { readonly job: StoredJob; readonly inbox: Inbox },
): Promise<readonly LinesOfBatch[]> {
  const candidates = batches.flatMap((batch) =>
    batch.state === "accepted" && (only === undefined || batch.planned.batch === only) ? [batch] : [],
  );
  const indexes = new Map<number, TalliedDevices>();
  for (const { planned } of candidates) indexes.set(planned.batch, indexBatch(await job.readBatch(planned)));
  const said = new Map<number, SaidLine[]>();
  const seen = new Map<string, number>();
  const kinds = new Set(
    uploadTypes[job.record.uploadType].identifiers.map((kind) => identifiers[kind].platformKind),
  );
  const heard = await heardOf(job, candidates, inbox);
  for (const row of rows) {
    const hits = [...indexes].flatMap(([batch, devices]) =>
      isAboutOneDevice(row, { devices, kinds })
        ? [...devices.find(row.identifiers)].map((device) => ({ batch, devices, device }))
        : [],
    );
    const [hit, ...others] = hits;
    if (hit === undefined || others.length > 0) throw notOne(name, row, hits.length, job);
    const before = seen.get(`${hit.batch}/${hit.device}`);
    if (before !== undefined) throw twice(name, row, before);
    refuseContradiction(name, row, heard.get(hit.batch));
    seen.set(`${hit.batch}/${hit.device}`, row.line);
    const values = hit.devices.namesOf(hit.device).identifiers.map(({ value }) => value);
    const lines = said.get(hit.batch) ?? [];
    if (lines.length === 0) said.set(hit.batch, lines);
    lines.push({ identifiers: values, status: row.status });
  }
  return [...said].map(([batch, lines]) => ({ batch, lines }));
}

/** What checked callbacks say of each batch, without what the operator has said of it. */
async function heardOf(
  job: StoredJob,
  batches: readonly AcceptedBatch[],
  inbox: Inbox,
): Promise<ReadonlyMap<number, RequestTally | undefined>> {
  const asked = batches.map((batch) => ({ job, batch: { ...batch, said: [] } }));
  const { byBatch } = await readEarlierVerdicts(inbox, asked);
  return new Map(asked.map((each) => [each.batch.planned.batch, byBatch.get(each)?.checked]));
}

/** The operator decides what callbacks leave open, and nothing that they have decided: a device that is uploaded must not be sent again. */
function refuseContradiction(name: string, row: SaidRow, heard: RequestTally | undefined): void {
  const line = heard?.lineOf(row.identifiers);
  const isContradicted = line?.state === "uploaded" && meaningOfWord(row.status) === "failed";
  if (!isContradicted) return;
  throw new VzuploadError(
    "input",
    `${name}:${row.line} says "${visibleText(row.status)}", and the platform's callback says "${visibleText(line.words.join("; "))}".`,
    {
      hint: "Nothing was recorded. Leave the row out; to send the device once more all the same: push --again.",
    },
  );
}

/** Even of the same verdict: whoever wrote the file meant two devices. */
function twice(name: string, { line }: SaidRow, before: number): VzuploadError {
  return new VzuploadError("input", `${name}:${line} and line ${before} are about the same device.`, {
    hint: "Nothing was recorded. Leave one verdict on each device.",
  });
}

function notOne(
  name: string,
  { line, identifiers }: SaidRow,
  hits: number,
  { record }: StoredJob,
): VzuploadError {
  const device = identifiers.map(({ kind, value }) => `${kind} ${value}`).join(", ");
  const what = hits === 0 ? "is in no accepted batch" : "fits several devices";
  return new VzuploadError(
    "input",
    `${name}:${line}: ${device || "a row without an identifier"} ${what} of job ${record.id}.`,
    {
      hint: "Nothing was recorded. Take rows of other jobs out; of a batch in doubt say --accepted <requestId> first.",
    },
  );
}

async function recordLines(open: OpenJob, batch: number, lines: readonly SaidLine[]): Promise<void> {
  const numbers = open.facts.flatMap((fact) => (fact.kind === "saidLines" ? [fact.number] : []));
  const number = Math.max(0, ...numbers) + 1;
  const sha256 = await open.writeSaid(number, lines);
  await open.append({ kind: "saidLines", batch, number, lines: lines.length, sha256 });
}
