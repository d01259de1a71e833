import { deviceTexts } from "../devices/device-slices.ts";
import { nameIdentifiers } from "../devices/upload-types.ts";
import { isTrouble, type ReportedLine } from "../reports/reported-line.ts";
import { rejectedLines, takenLine } from "../reports/unsent-lines.ts";
import type { BatchDevices } from "../store/store.ts";
import { type BatchVerdict, foldLedger } from "../verdict/batch-states.ts";
import type { WantsLine } from "../verdict/request-tally.ts";
import type { Board, BoardRequest } from "./board.ts";
import { type BoardInput, earlierLine, stateOfUnaccepted } from "./board-input.ts";

/** Lines that belong together; they can be gone through several times. */
export type LineGroup = { readonly lines: Iterable<ReportedLine> } & (
  | { readonly kind: "rejected" | "alreadySent"; readonly input: BoardInput }
  | { readonly kind: "batch"; readonly input: BoardInput; readonly batch: BatchVerdict }
  | {
      readonly kind: "request";
      readonly input: BoardInput | undefined;
      readonly request: BoardRequest;
      /** Only those lines that something is wrong with. */
      readonly troubles: Iterable<ReportedLine>;
    }
);

/** Every line of what is watched: of each input its own, of other requests their devices. */
export async function groupLines(board: Board): Promise<readonly LineGroup[]> {
  const groups: LineGroup[] = [];
  const inputJobs = new Set<string | undefined>();
  for (const input of board.inputs) {
    groups.push(...(await inputGroups(input, board)));
    inputJobs.add(input.job?.record.id);
  }
  for (const request of board.requests.values()) {
    const { isEarlier, batch } = request;
    if (isEarlier || (batch !== undefined && inputJobs.has(batch.record.id))) continue;
    groups.push(requestGroup(undefined, request));
  }
  return groups;
}

async function inputGroups(input: BoardInput, board: Board): Promise<readonly LineGroup[]> {
  const { job, sources, earlier } = input;
  const groups: LineGroup[] = [];
  if (input.rejectedRows > 0) {
    const lines = rejectedLines(input.rejected, job?.record.id, (source) => sources[source] ?? "");
    groups.push({ kind: "rejected", input, lines });
  }
  if (earlier.length > 0)
    groups.push({ kind: "alreadySent", input, lines: repeatable(() => takenLines(input)) });
  for (const batch of job === undefined ? [] : foldLedger(job.facts)) {
    const request = batch.state === "accepted" ? board.requests.get(batch.requestId) : undefined;
    if (request !== undefined) {
      groups.push(requestGroup(input, request));
    } else if (job !== undefined) {
      const devices = await job.readBatch(batch.planned);
      groups.push({
        kind: "batch",
        input,
        batch,
        lines: repeatable(() => batchLines(input, batch, devices)),
      });
    }
  }
  return groups;
}

function repeatable<Item>(iterate: () => Iterator<Item>): Iterable<Item> {
  return { [Symbol.iterator]: iterate };
}

function requestGroup(input: BoardInput | undefined, request: BoardRequest): LineGroup {
  const lines = requestLines(request);
  return { kind: "request", input, request, lines, troubles: requestLines(request, isTrouble) };
}

/** One request at a time is held as lines: at most 10,000 of them. */
function requestLines({ requestId, tally, batch }: BoardRequest, wants?: WantsLine): Iterable<ReportedLine> {
  const job = batch?.record.id;
  return repeatable(function* () {
    const lines: ReportedLine[] = [];
    tally.forEachLine((line) => {
      const file = line.place === undefined ? undefined : batch?.record.sources[line.place.source]?.name;
      lines.push({ ...line, file, job, batch: batch?.batch, requestId });
    }, wants);
    yield* lines;
  });
}

function* takenLines(input: BoardInput): Generator<ReportedLine> {
  const { uploadType, sources } = input;
  for (const each of input.earlier) {
    yield takenLine(each.row, {
      uploadType,
      file: sources[each.row.source] ?? "",
      state: each.state,
      requestId: each.request?.requestId,
      earlier: earlierLine(each, input),
    });
  }
}

/** The lines of a batch that is not accepted. */
function* batchLines(
  { job, uploadType, sources }: BoardInput,
  batch: BatchVerdict,
  devices: BatchDevices,
): Generator<ReportedLine> {
  const state = stateOfUnaccepted(batch, job);
  const words = wordsOf(batch);
  for (let device = 0; device < devices.devices; device++) {
    const source = devices.sources[device] ?? 0;
    yield {
      place: { source, line: devices.lines[device] ?? 0 },
      identifiers: nameIdentifiers(uploadType, deviceTexts(devices, device)),
      state,
      words,
      activation: undefined,
      activationWords: [],
      file: sources[source],
      job: job?.record.id,
      batch: batch.planned.batch,
      requestId: undefined,
    };
  }
}

function wordsOf(batch: BatchVerdict): readonly string[] {
  switch (batch.state) {
    case "refused":
      return [batch.text === "" ? batch.code : batch.text];
    case "doubtful":
      return [batch.reason];
    case "planned":
      return batch.reason === undefined ? [] : [batch.reason];
    default:
      return [];
  }
}
