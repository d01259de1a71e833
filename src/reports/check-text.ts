import { labelOfMeaning } from "../devices/column-meanings.ts";
import { visibleText } from "../visible-text.ts";
import { accountedStates, errorLines, nextLines } from "./closing-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { formNotes } from "./form-notes.ts";
import { earlierLines, sentBeforeLines, writtenLines } from "./push-text.ts";
import type { PushReport, ReportedBatch, ReportedSource } from "./report-types.ts";
import { mayLeaveOutRows, shapeNotes } from "./source-shape.ts";
import { formatCount, formatDevices, formatNumber, formatRows, type TextLine } from "./text.ts";

/** What the input is, in one screen: each file, what is in it, and what a push would make of it. */
export function overviewLines(report: PushReport): readonly TextLine[] {
  if (report.uploadType === undefined) return [];
  return [
    ...fileLines(report.sources),
    labelled("type", report.uploadType),
    labelled("devices", deviceCounts(report)),
    ...formNotes(report.sources).map((note) => labelled("noted", note)),
    ...skuLines(report),
    ...earlierOverview(report),
  ];
}

/** The verdict and the next command, behind all that is wrong. */
export function checkClosingLines(report: PushReport): readonly TextLine[] {
  return [
    ...writtenLines(report),
    ...errorLines(report.errors),
    ...verdictLines(report),
    ...nextLines(report.next),
  ];
}

function labelled(label: string, text: string, level: TextLine["level"] = "info"): TextLine {
  return { level, text: `${label.padEnd(labelWidth)}${text}` };
}

const labelWidth = 12;

/** More files would push what matters off the screen. */
const maxFiles = 12;

function fileLines(sources: readonly ReportedSource[]): readonly TextLine[] {
  let before = "";
  const lines = sources.slice(0, maxFiles).flatMap((source) => {
    const columns = columnsText(source);
    const isSame = columns === before;
    before = columns;
    return [
      labelled("file", fileText(source), mayLeaveOutRows(source) ? "warning" : "info"),
      ...(isSame ? [] : [labelled("columns", columns)]),
    ];
  });
  const rest = sources.slice(maxFiles);
  if (rest.length === 0) return lines;
  const rows = rest.reduce((sum, source) => sum + source.rows, 0);
  return [
    ...lines,
    labelled("", `and ${formatNumber(rest.length, "more file", "more files")}: ${formatRows(rows)}`),
  ];
}

/** "devices.csv: 25,000 rows, 1,225,013 bytes, comma, UTF-8, CRLF" */
function fileText(source: ReportedSource): string {
  const { name, rows, rejected = 0, bytes, lineEnd } = source;
  const facts = [
    rejected === 0 ? formatRows(rows) : `${formatRows(rows)} (${formatCount(rejected)} refused)`,
    formatNumber(bytes, "byte", "bytes"),
    ...shapeNotes(source),
    lineEnd === "mixed" ? "mixed line ends" : lineEnd,
  ];
  return `${name}: ${facts.filter((fact) => fact !== undefined).join(", ")}`;
}

/** '1 "IMEI" = IMEI, 2 "SIM" = ICCID; not sent: 3 "Box"' */
function columnsText({ header, columns = [] }: ReportedSource): string {
  const sent = columns.map(({ holds, column }) => `${columnName(column, header)} = ${labelOfMeaning(holds)}`);
  const known = new Set(columns.map(({ column }) => column));
  const others = (header ?? []).flatMap((_, at) => (known.has(at + 1) ? [] : [columnName(at + 1, header)]));
  const shown = others.slice(0, maxOthers);
  if (others.length > maxOthers) shown.push(`${others.length - maxOthers} more`);
  const text = sent.join(", ");
  return [
    header === undefined ? `${text} (no header)` : text,
    ...(shown.length === 0 ? [] : [`not sent: ${shown.join(", ")}`]),
  ].join("; ");
}

const maxOthers = 8;
const maxHeading = 30;

function columnName(column: number, header: readonly string[] | undefined): string {
  const heading = header?.[column - 1]?.trim();
  if (heading === undefined) return String(column);
  const cut = heading.length > maxHeading ? `${heading.slice(0, maxHeading)}…` : heading;
  return `${column} "${visibleText(cut)}"`;
}

function deviceCounts({ rows, lines }: PushReport): string {
  return `${formatRows(rows)}: ${accountedStates(lines).join(", ")}`;
}

/** A line for each SKU. */
function skuLines(report: PushReport): readonly TextLine[] {
  const { batches, sku, outcome } = report;
  const bySku = new Map<string | undefined, ReportedBatch[]>();
  for (const batch of batches) {
    const known = bySku.get(batch.sku);
    if (known === undefined) bySku.set(batch.sku, [batch]);
    else known.push(batch);
  }
  if (bySku.size === 0) {
    const why = outcome === "inputRefused" ? "nothing, for rows are refused" : "nothing";
    const name = sku === undefined && hasSkuColumn(report) ? "as the rows say" : skuName(sku);
    return [labelled("SKU", `${name}: ${why}`)];
  }
  const shown = [...bySku]
    .slice(0, maxSkus)
    .map(([name, own]) => labelled("SKU", `${skuName(name)}: ${batchesText(own)}`));
  if (bySku.size <= maxSkus) return shown;
  const rest = [...bySku.values()].slice(maxSkus).flat();
  return [
    ...shown,
    labelled("", `and ${formatNumber(bySku.size - maxSkus, "more SKU", "more SKUs")}: ${batchesText(rest)}`),
  ];
}

/** More would push what matters off the screen. */
const maxSkus = 12;

/** Whether the rows of each file say their SKU themselves. */
export function hasSkuColumn({ sources }: PushReport): boolean {
  return sources.every(({ columns = [] }) => columns.some(({ holds }) => holds === "sku"));
}

function skuName(sku: string | undefined): string {
  return sku ?? "none given (--sku)";
}

/** "25 devices in 3 batches (10 + 10 + 5)" */
function batchesText(batches: readonly ReportedBatch[]): string {
  const sizes = batches.map(({ devices }) => devices);
  const devices = sizes.reduce((sum, size) => sum + size, 0);
  const text = `${formatDevices(devices)} in ${formatNumber(batches.length, "batch", "batches")}`;
  if (sizes.length < 2) return text;
  const shown = sizes.length <= maxSizes ? sizes : [...sizes.slice(0, 2), undefined, ...sizes.slice(-1)];
  return `${text} (${shown.map((size) => (size === undefined ? "..." : formatCount(size))).join(" + ")})`;
}

const maxSizes = 5;

function earlierOverview(report: PushReport): readonly TextLine[] {
  const { earlier, sentBefore, sku, batches } = report;
  const isSkuKnown =
    sku !== undefined || (hasSkuColumn(report) && batches.every((batch) => batch.sku !== undefined));
  if (!isSkuKnown && sentBefore > 0) {
    const text = `${formatDevices(sentBefore)} already sent by an earlier push; whether under this SKU needs --sku`;
    return [labelled("earlier", text, "warning")];
  }
  const lines = [...earlier.flatMap(earlierLines), ...sentBeforeLines(sentBefore)];
  if (lines.length > 0) return lines.map(({ level, text }) => labelled("earlier", text.trim(), level));
  return [labelled("earlier", "none of these devices was sent by an earlier push")];
}

/** What it comes to, in one line; what ended the check is told by itself. */
function verdictLines(report: PushReport): readonly TextLine[] {
  const { outcome, lines, rows, batches } = report;
  if (report.errors.length > 0 || report.uploadType === undefined) return [];
  const would = `push would send ${formatDevices(lines.notSent)}`;
  const into = batches.length === 0 ? "" : ` in ${formatNumber(batches.length, "batch", "batches")}`;
  switch (outcome) {
    case "success":
      return [
        { level: "good", text: batches.length === 0 ? "ok: nothing is left to send" : `ok: ${would}${into}` },
      ];
    case "inputRefused": {
      const which =
        lines.rejected === rows
          ? "every row is refused"
          : `${formatCount(lines.rejected)} of ${formatRows(rows)} refused`;
      return [{ level: "error", text: `not ok: ${which}, and push would send nothing` }];
    }
    case "someFailed": {
      const text = `partly ok: ${would}${into}, and leave out ${formatRows(lines.rejected)}`;
      return [{ level: "warning", text }];
    }
    default:
      return [{ level: "warning", text: `not ok: ${exitCodes[outcome].meaning}` }];
  }
}
