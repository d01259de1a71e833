import type { DeviceInput, SourceReport } from "../upload/read-types.ts";
import { visibleText } from "../visible-text.ts";
import { accountedStates, errorLines, nextLines } from "./closing-text.ts";
import { formNotes } from "./form-notes.ts";
import { problemLines } from "./problems-text.ts";
import type { EarlierBatch, PushReport, ReportedBatch } from "./report-types.ts";
import { mayLeaveOutRows, shapeNotes } from "./source-shape.ts";
import { formatCount, formatDevices, formatNumber, formatRows, skuWords, type TextLine } from "./text.ts";

/** "read devices.csv: 25,000 rows (comma, UTF-8, identifiers put into form: 3 with blanks)". */
export function sourceLine(source: SourceReport): TextLine {
  const { name, rows } = source;
  return {
    level: mayLeaveOutRows(source) ? "warning" : "info",
    text: `read ${name}: ${formatRows(rows)} (${[...shapeNotes(source), ...formNotes([source])].join(", ")})`,
  };
}

/** All that is wrong with the input; `maxProblems`: how many of each kind are shown. */
export function inputProblemLines(
  { problems, sources }: DeviceInput,
  maxProblems: number,
): readonly TextLine[] {
  return problemLines(problems, { sources: sources.map(({ name }) => name), maxProblems });
}

/** With --again: how many devices an earlier push has sent. */
export function sentBeforeLines(devices: number): readonly TextLine[] {
  if (devices === 0) return [];
  const text = `${formatDevices(devices)} of these were sent by an earlier push and go out once more (--again)`;
  return [{ level: "warning", text }];
}

/** Of an activation: how many devices this state directory knows no upload of. */
export function strangerLines(devices: number): readonly TextLine[] {
  if (devices === 0) return [];
  const text = `no push in this state directory has uploaded ${formatCount(devices)} of these devices: whether they are uploaded, the platform will say`;
  return [{ level: "warning", text }];
}

/** What became of it all: batches that did not end well, earlier jobs, the accounting, errors, what to do next. */
export function closingLines(report: PushReport): readonly TextLine[] {
  return [
    ...report.earlier.flatMap(earlierLines),
    ...report.batches.flatMap(batchLine),
    ...unsentLines(report),
    ...accountingLines(report),
    ...writtenLines(report),
    ...refusalLines(report),
    ...errorLines(report.errors),
    ...nextLines(report.next),
  ];
}

/** What became of the sending, where the verdict on each line is waited for. */
export function sendingLines(report: PushReport): readonly TextLine[] {
  return [
    ...report.earlier.map(earlierLine),
    ...report.batches.flatMap(batchLine),
    ...unsentLines(report),
    ...writtenLines(report),
    ...errorLines(report.errors),
  ];
}

/** The files about the input. */
export function writtenLines({ written }: Pick<PushReport, "written">): readonly TextLine[] {
  return written.map(({ kind, path, rows }) => {
    const size = kind === "rejected" ? formatRows(rows) : formatNumber(rows, "problem", "problems");
    return { level: "info", text: `wrote ${visibleText(path)} (${size})` };
  });
}

/** What an earlier job has, and what to do about it. */
export function earlierLines(earlier: EarlierBatch): readonly TextLine[] {
  const line = earlierLine(earlier);
  return earlier.hint === undefined ? [line] : [line, { level: "warning", text: `  ${earlier.hint}` }];
}

function earlierLine({ job, batch, devices, state, requestId, reason }: EarlierBatch): TextLine {
  const where = `job ${job}, batch ${batch}`;
  const under = requestId === undefined ? "" : ` under RequestId ${requestId}`;
  switch (state) {
    case "accepted":
      return {
        level: "info",
        text: `${formatDevices(devices)} already sent${under} (${where}); not sent again`,
      };
    case "inDoubt":
      return {
        level: "warning",
        text: `${formatDevices(devices)} in doubt since ${where}${under} (${visibleText(reason ?? "")}); not sent again`,
      };
    case "inProgress":
      return {
        level: "warning",
        text: `${formatDevices(devices)} being sent right now by ${where}, ${reason ?? ""}`,
      };
    case "notSent":
      return {
        level: "warning",
        text: `${formatDevices(devices)} left to ${where}, which has not sent them`,
      };
  }
}

function batchLine({ batch, devices, sku, state, reason, hint, twice }: ReportedBatch): readonly TextLine[] {
  if (twice !== undefined) return [{ level: "error", text: `batch ${batch} ${uploadedTwiceText(twice)}` }];
  if (state === "planned" || state === "accepted") return [];
  const what = `batch ${batch} (${[formatDevices(devices), ...skuWords(sku)].join(", ")})`;
  const why = reason === undefined ? "" : `: ${visibleText(reason)}`;
  const lines: readonly TextLine[] = [{ level: "error", text: `${what} ${batchTexts[state]}${why}` }];
  return hint === undefined ? lines : [...lines, { level: "info", text: `  ${hint}` }];
}

/** `other`: the RequestId that it was applied under first. */
export function uploadedTwiceText(other: string): string {
  return `was uploaded twice: also under RequestId ${visibleText(other)}, by a callback, although the operator had said that it was not applied`;
}

/** Batches that were never sent are one line, however many. */
function unsentLines({ batches }: PushReport): readonly TextLine[] {
  const unsent = batches.filter(({ state }) => state === "planned");
  const [first] = unsent;
  const last = unsent.at(-1);
  if (first === undefined || last === undefined) return [];
  const devices = unsent.reduce((sum, each) => sum + each.devices, 0);
  const range = first === last ? `batch ${first.batch}` : `batches ${first.batch} to ${last.batch}`;
  return [{ level: "warning", text: `${range} (${formatDevices(devices)}) not sent` }];
}

const batchTexts = {
  sending: "in doubt: no outcome was recorded",
  refused: "refused by the platform",
  doubtful: "in doubt",
} as const satisfies Partial<Record<ReportedBatch["state"], string>>;

/** Refused rows stop the whole push, and that must not be missed. */
function refusalLines({ outcome, lines, rows }: PushReport): readonly TextLine[] {
  if (outcome !== "inputRefused" || lines.rejected === 0) return [];
  const todo =
    lines.rejected === rows
      ? "every row is refused, see above"
      : "fix the rows above, or leave them out with --skip-invalid";
  const text = `nothing was sent: ${todo}`;
  return [{ level: "error", text }];
}

/** "25,000 rows: 24,998 awaiting (...), 2 rejected (...)". */
function accountingLines({ rows, lines, outcome }: PushReport): readonly TextLine[] {
  if (rows === 0) return [];
  return [
    {
      level: outcome === "success" ? "good" : "info",
      text: `${formatRows(rows)}: ${accountedStates(lines).join(", ")}`,
    },
  ];
}
