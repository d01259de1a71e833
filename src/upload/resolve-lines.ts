import { identifiers } from "../devices/identifiers.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { Inbox, SaidLine, StoredJob } from "../store/store.ts";
import { indexBatch } from "../verdict/batch-index.ts";
import type { AcceptedBatch, BatchVerdict } from "../verdict/batch-states.ts";
import { isAboutOneDevice } from "../verdict/doubt-evidence.ts";
import { isDone } from "../verdict/line-states.ts";
import { meaningOfWord } from "../verdict/operator-words.ts";
import type { RequestTally } from "../verdict/request-tally.ts";
import type { TalliedDevices } from "../verdict/tallied-devices.ts";
import { visibleText } from "../visible-text.ts";
import { readEarlierVerdicts } from "./earlier-verdicts.ts";
import type { SaidFile, SaidRow } from "./read-said-lines.ts";

/** The operator's word on lines of one batch. */
export interface LinesOfBatch {
  readonly batch: number;
  readonly lines: readonly SaidLine[];
}

/**
 * The rows of a file of verdicts by batch, each with the whole device. `only`: the batch that they must be of. Errors: VzuploadError "input" for
 * a row that is not of one device of an accepted batch, and for one that a checked callback contradicts.
 */
export async function planLines(
  { name, rows }: SaidFile,
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
    refuseContradiction(name, row, heard.get(hit.batch), job.record.operation);
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
function refuseContradiction(
  name: string,
  row: SaidRow,
  heard: RequestTally | undefined,
  operation: JobOperation,
): void {
  const line = heard?.lineOf(row.identifiers);
  if (line === undefined || !isDone(line.state) || meaningOfWord(row.status, operation) !== "failed") return;
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
