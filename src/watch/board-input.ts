import { nameIdentifiers, type UploadType } from "../devices/upload-types.ts";
import type { RejectedRow, StoredJob, TakenRow } from "../store/store.ts";
import type { BatchVerdict } from "../verdict/batch-states.ts";
import type { JudgedLine, Until } from "../verdict/judgement.ts";
import { isFinalState, type LineState, lineStateOfBatch } from "../verdict/line-states.ts";
import type { BoardRequest } from "./board.ts";

/** An input whose lines are watched: of a job, or of a push that had nothing to send. */
export interface WatchedInput {
  /** As it was read last. */
  readonly job: StoredJob | undefined;
  readonly uploadType: UploadType;
  /** Names of the sources, by index. */
  readonly sources: readonly string[];
  /** All its lines. */
  readonly rows: number;
  /** Rows that were refused here; and these themselves, all but those that an earlier release left out. */
  readonly rejectedRows: number;
  /** As `StoredJob.readRejected` has them. */
  readonly rejected: Iterable<RejectedRow>;
  readonly taken: readonly TakenRow[];
}

/** The same on a board. */
export interface BoardInput extends WatchedInput {
  readonly earlier: readonly EarlierRow[];
}

/** A row whose device an earlier job has, and the request that it went out under, if any. */
export interface EarlierRow {
  readonly row: TakenRow;
  /** `alreadySent`, or what became of a batch that was not accepted. */
  readonly state: LineState;
  readonly request: BoardRequest | undefined;
}

export async function inputOfJob(job: StoredJob): Promise<WatchedInput> {
  const { record } = job;
  return {
    job,
    uploadType: record.uploadType,
    sources: record.sources.map(({ name }) => name),
    rows: record.rows,
    rejectedRows: record.rejected,
    rejected: await job.readRejected(),
    taken: await job.readTaken(),
  };
}

/** What the platform said of a row's device under its earlier request, of what the row asks for; undefined: nothing. */
export function earlierLine(
  { row, request }: EarlierRow,
  { uploadType, job }: WatchedInput,
): JudgedLine | undefined {
  const line = request?.tally.lineOf(nameIdentifiers(uploadType, row.identifiers));
  const isOfUpload = request?.batch?.record.operation === "UploadDevices";
  return job?.record.operation === "ChangeDeviceState" && isOfUpload ? asActivation(line) : line;
}

/** An upload that has activated its devices, to whom asks for the activation alone. */
function asActivation(line: JudgedLine | undefined): JudgedLine | undefined {
  if (line === undefined) return undefined;
  const { activation = "awaiting", activationWords } = line;
  return { ...line, state: activation, words: activationWords, activation: undefined, activationWords: [] };
}

/**
 * The first taken row from `from` on that something more is to come for; the number of rows: none. Of an earlier batch that was not
 * accepted nothing ever will.
 */
export function firstOpenRow(input: BoardInput, until: Until, from: number): number {
  let at = from;
  for (
    let row = input.earlier[at];
    row !== undefined && isSettled(row, input, until);
    row = input.earlier[++at]
  );
  return at;
}

function isSettled(row: EarlierRow, input: BoardInput, until: Until): boolean {
  if (row.request === undefined) return true;
  const line = earlierLine(row, input);
  if (line === undefined || !isFinalState(line.state)) return false;
  return until === "uploaded" || line.state !== "uploaded" || line.activation !== "awaiting";
}

/** The state of the lines of a batch that is not accepted. A live process that sends it right now will tell. */
export function stateOfUnaccepted({ state }: BatchVerdict, job: StoredJob | undefined): LineState {
  return state === "sending" && job?.holder !== undefined ? "notSent" : lineStateOfBatch[state];
}
