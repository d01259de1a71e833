import { type ProblemKind, problemTexts } from "../devices/problem-texts.ts";
import { nameIdentifiers, type UploadType } from "../devices/upload-types.ts";
import type { RejectedRow, TakenRow } from "../store/store.ts";
import type { JudgedLine } from "../verdict/judgement.ts";
import type { LineState } from "../verdict/line-states.ts";
import { optional } from "./reported-error.ts";
import type { ReportedLine } from "./reported-line.ts";

/** The rows of a job's input that were refused before sending, one line each, however many problems it has. */
export function rejectedLines(
  rows: readonly RejectedRow[],
  job: string | undefined,
  fileOf: (source: number) => string,
): readonly ReportedLine[] {
  const byPlace = new Map<string, RejectedRow[]>();
  for (const row of rows) {
    const key = `${row.source}:${row.line}`;
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, [row]);
    else known.push(row);
  }
  return [...byPlace.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { source, line } = first;
    return [
      {
        ...nothingKnown,
        place: { source, line },
        state: "rejected",
        words: group.map(problemWords),
        file: fileOf(source),
        job,
      },
    ];
  });
}

/** "imei-form: IMEI 8.91E+14: not an IMEI ...". */
function problemWords({ problem, column, value }: RejectedRow): string {
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
