import { identifierKinds, identifiers } from "../devices/identifiers.ts";
import type { LineState } from "../verdict/line-states.ts";
import { csvRecord } from "./csv-cells.ts";
import { platformState, type ReportedLine } from "./reported-line.ts";

/**
 * Whether a line belongs into `--failed`, the file to mend and push: it went wrong, and its device may be sent. Not
 * so a device that was uploaded and not activated; and what was never sent is sent by repeating the push.
 */
export function isFailedRow(line: ReportedLine): boolean {
  return toBeMended.has(platformState(line));
}

const toBeMended: ReadonlySet<LineState> = new Set(["failed", "refused", "rejected"]);

/** The failed rows of one source, to be cut out of its kept copy. */
export interface FailedPlaces {
  readonly source: number;
  /** Ascending, each once. */
  readonly lines: readonly number[];
}

/** Gathers where the failed rows stand; lines without a place are not its business. */
export function createFailedPlaces(): { add(line: ReportedLine): void; bySource(): readonly FailedPlaces[] } {
  const bySource = new Map<number, number[]>();
  return {
    add(line) {
      if (line.place === undefined || !isFailedRow(line)) return;
      const lines = bySource.get(line.place.source);
      if (lines === undefined) bySource.set(line.place.source, [line.place.line]);
      else lines.push(line.place.line);
    },
    bySource: () =>
      [...bySource]
        .map(([source, lines]) => ({ source, lines: ascending(lines) }))
        .sort((a, b) => a.source - b.source),
  };
}

function ascending(lines: readonly number[]): readonly number[] {
  return lines.toSorted((a, b) => a - b).filter((line, at, all) => line !== all[at - 1]);
}

/** A text of file number `file` (0, 1 ...) of the failed rows; `rows`: how many of them it holds, 0 for a header. */
export interface FailedRowsPart {
  readonly file: number;
  readonly text: string;
  readonly rows: number;
}

/**
 * Without a ledger: the failed lines by their identifiers, a file for each set of kinds, for a push takes one upload
 * type a file. Lines without an identifier that can be pushed are left out.
 */
export function* failedRowsByIdentifiers(lines: Iterable<ReportedLine>): Generator<FailedRowsPart> {
  const files = new Map<string, number>();
  for (const line of lines) {
    const known = knownIdentifiers(line);
    if (known.length === 0 || !isFailedRow(line)) continue;
    const header = csvRecord(known.map(({ kind }) => kind));
    let file = files.get(header);
    if (file === undefined) {
      file = files.size;
      files.set(header, file);
      yield { file, text: header, rows: 0 };
    }
    yield { file, text: csvRecord(known.map(({ value }) => value)), rows: 1 };
  }
}

/** In the table's order, one of a kind. */
function knownIdentifiers(line: ReportedLine): ReportedLine["identifiers"] {
  return identifierKinds.flatMap((kind) => {
    const found = line.identifiers.find((each) => each.kind === identifiers[kind].platformKind);
    return found === undefined ? [] : [found];
  });
}

/** Path of the failed rows' file number `file`: "out/failed.csv", then "out/failed-2.csv". */
export function failedFilePath(path: string, file: number): string {
  return file === 0 ? path : path.replace(/(\.[^./\\]*)?$/, (extension) => `-${file + 1}${extension}`);
}
