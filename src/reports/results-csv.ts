import { identifierKinds, identifiers } from "../devices/identifiers.ts";
import { csvRecord } from "./csv-cells.ts";
import type { ReportedLine } from "./reported-line.ts";

/** `--results`: every input line with what became of it. */
export interface ResultsCsv {
  readonly header: string;
  row(line: ReportedLine): string;
}

/**
 * A CSV for programs: UTF-8 without a byte order mark, which most of them would take for a part of the first heading;
 * all but file names and the platform's words is ASCII, so a spreadsheet misreads no more than these. Identifiers are
 * plain digits: any protection (="...", an apostrophe) would no longer be the identifier. So import their columns as
 * text: opened directly, a spreadsheet rounds them on its screen. `kinds`: all that occur ("IMEI"); those that are
 * not the platform's share a column.
 */
export function createResultsCsv(kinds: ReadonlySet<string>): ResultsCsv {
  const known = knownKinds.filter((kind) => kinds.has(kind));
  const hasOthers = [...kinds].some((kind) => !knownKinds.includes(kind));
  const header = csvRecord([
    "file",
    "line",
    ...known,
    ...(hasOthers ? ["otherIdentifiers"] : []),
    "state",
    "words",
    "requestId",
    "batch",
    "job",
    "activation",
    "activationWords",
  ]);
  return {
    header,
    row: (line) =>
      csvRecord([
        line.file ?? "",
        line.place === undefined ? "" : String(line.place.line),
        ...known.map((kind) => valuesOf(line, kind)),
        ...(hasOthers ? [otherValues(line)] : []),
        line.state,
        wordsOf(line),
        line.requestId ?? "",
        line.batch === undefined ? "" : String(line.batch),
        line.job ?? "",
        line.activation ?? "",
        line.activationWords.join("; "),
      ]),
  };
}

const knownKinds: readonly string[] = identifierKinds.map((kind) => identifiers[kind].platformKind);

function valuesOf({ identifiers }: ReportedLine, kind: string): string {
  return identifiers
    .filter((each) => each.kind === kind)
    .map(({ value }) => value)
    .join(" ");
}

function otherValues({ identifiers }: ReportedLine): string {
  return identifiers
    .filter(({ kind }) => !knownKinds.includes(kind))
    .map(({ kind, value }) => `${kind} ${value}`)
    .join(" ");
}

/** Of a line that an earlier job has: what the platform said of it there. */
function wordsOf({ state, earlier, words }: ReportedLine): string {
  const text = words.join("; ");
  if (state !== "alreadySent") return text;
  return [earlier ?? "awaiting", text].filter((part) => part !== "").join(": ");
}
