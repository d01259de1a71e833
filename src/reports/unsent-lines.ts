import { type ProblemKind, problemTexts } from "../devices/problem-texts.ts";
import { nameIdentifiers, type UploadType } from "../devices/upload-types.ts";
import type { RejectedRow, TakenRow } from "../store/store.ts";
import type { JudgedLine } from "../verdict/judgement.ts";
import type { LineState } from "../verdict/line-states.ts";
import { optional } from "./reported-error.ts";
import type { ReportedLine } from "./reported-line.ts";

/**
 * The rows of a job's input that were refused before sending, one line each, however many problems it has. `rows` are in the order of
 * their places; the lines can be gone through as often as these.
 */
export function rejectedLines(
  rows: Iterable<RejectedRow>,
  job: string | undefined,
  fileOf: (source: number) => string,
): Iterable<ReportedLine> {
  return {
    *[Symbol.iterator]() {
      for (const group of byPlace(rows)) yield rejectedLine(group, job, fileOf);
    },
  };
}

function* byPlace(rows: Iterable<RejectedRow>): Generator<readonly [RejectedRow, ...RejectedRow[]]> {
  let group: [RejectedRow, ...RejectedRow[]] | undefined;
  for (const row of rows) {
    if (group?.[0].source === row.source && group[0].line === row.line) group.push(row);
    else {
      if (group !== undefined) yield group;
      group = [row];
    }
  }
  if (group !== undefined) yield group;
}

function rejectedLine(
  group: readonly [RejectedRow, ...RejectedRow[]],
  job: string | undefined,
  fileOf: (source: number) => string,
): ReportedLine {
  const [{ source, line }] = group;
  return {
    ...nothingKnown,
    place: { source, line },
    state: "rejected",
    words: group.map(problemWords),
    file: fileOf(source),
    job,
  };
}

/** "imei-form: IMEI 8.91E+14: not an IMEI ...". */
function problemWords({ problem, column, value }: RejectedRow): string {
  if (problem === "") return "one of too many to be kept in detail; vzupload check --problems has them all";
  const message = problem in problemTexts ? problemTexts[problem as ProblemKind].message : ""; // as: just looked up
  return [problem, `${column} ${value === "" ? "(empty)" : value}`, message]
    .filter((text) => text !== "")
    .join(": ");
}

export interface TakenLineOptions {
  readonly uploadType: UploadType;
  readonly file: string;
  /** `alreadySent` where the earlier job's batch was accepted, else what became of that batch. */
  readonly state: LineState;
  /** Of the earlier job's batch, where it was accepted. */
  readonly requestId: string | undefined;
  /** What the platform said of the device under that request; undefined: nothing yet. */
  readonly earlier: JudgedLine | undefined;
}

/** A row of a job's input whose device an earlier job has. */
export function takenLine({ source, line, ...row }: TakenRow, options: TakenLineOptions): ReportedLine {
  const { uploadType, file, state, requestId, earlier } = options;
  return {
    ...nothingKnown,
    place: { source, line },
    identifiers: nameIdentifiers(uploadType, row.identifiers),
    state,
    file,
    job: row.job,
    batch: row.batch,
    requestId,
    ...(earlier === undefined
      ? {}
      : { words: earlier.words, activation: earlier.activation, activationWords: earlier.activationWords }),
    ...optional("earlier", earlier?.state),
  };
}

const nothingKnown = {
  identifiers: [],
  words: [],
  activation: undefined,
  activationWords: [],
  batch: undefined,
  requestId: undefined,
} as const;
