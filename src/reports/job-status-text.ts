import { visibleText } from "../visible-text.ts";
import type { JobBatch, JobReport } from "./status-report-types.ts";
import { jobStateTexts, listText } from "./status-text.ts";
import {
  formatAge,
  formatDevices,
  formatNumber,
  formatRows,
  shortText,
  skuWords,
  type TextLine,
} from "./text.ts";
import { requestDetails } from "./watch-request-text.ts";
import { watchSummaryLines } from "./watch-text.ts";

/** One job for people: what it is, its batches, what became of its lines, what to do next. */
export function jobStatusLines(report: JobReport, nowMs: number): readonly TextLine[] {
  const last = report.lastCallbackAt;
  return [
    ...headLines(report, nowMs),
    ...report.batches.flatMap((batch) => batchLines(batch, report, nowMs)),
    ...watchSummaryLines(report, last === undefined ? undefined : nowMs - Date.parse(last)),
  ];
}

function headLines(report: JobReport, nowMs: number): readonly TextLine[] {
  const { job, createdAt, state, holder, sources, rows, uploadType, account } = report;
  const age = formatAge(nowMs - Date.parse(createdAt));
  const asked = [
    account === undefined ? "for the user's only account" : `for account ${visibleText(account)}`,
    ...askedTexts(report),
    `endpoint ${visibleText(report.endpoint)}`,
  ];
  return info([
    `job ${job}, ${age}: ${jobStateTexts[state]}`,
    ...(holder === undefined ? [] : [`${visibleText(holder)} works on it`]),
    `${listText(sources)}: ${formatRows(rows)} of ${uploadType}`,
    asked.join(", "),
  ]);
}

function askedTexts({ request, activates, email }: JobReport): readonly string[] {
  if (request === "ChangeDeviceState") return ["activation"];
  const report = email === undefined ? [] : [`report to ${visibleText(email)}`];
  return [activates ? "with activation" : "no activation", ...report];
}

function batchLines(batch: JobBatch, report: JobReport, nowMs: number): readonly TextLine[] {
  const { sku, devices } = batch;
  const title = `batch ${batch.batch} (${[formatDevices(devices), ...skuWords(sku)].join(", ")})`;
  const request = report.requests.find(({ requestId }) => requestId === batch.requestId);
  return [
    ...info([`${title}: ${stateText(batch, report, nowMs)}`]),
    ...info(wordLines(batch, nowMs)),
    ...(request === undefined ? [] : requestDetails(request)),
  ];
}

function stateText(batch: JobBatch, { requests }: JobReport, nowMs: number): string {
  const reason = batch.reason === undefined ? "" : `: ${shortText(batch.reason)}`;
  switch (batch.state) {
    case "accepted": {
      const request = requests.find(({ requestId }) => requestId === batch.requestId);
      const heard = request === undefined ? 0 : request.callbacks + request.repeats;
      const by = byTexts[batch.by ?? "answer"];
      return `accepted under RequestId ${visibleText(batch.requestId ?? "")}, by ${by}; ${formatNumber(heard, "callback", "callbacks")}`;
    }
    case "doubtful": {
      const sent = batch.sentAt === undefined ? "" : `, sent ${formatAge(nowMs - Date.parse(batch.sentAt))}`;
      return `in doubt${sent}${reason}`;
    }
    case "refused":
      return `refused${reason}`;
    case "planned":
      return `not sent${reason}${waitText(batch, nowMs)}`;
    case "sending":
      return "being sent";
  }
}

function waitText({ notBefore }: JobBatch, nowMs: number): string {
  if (notBefore === undefined || Date.parse(notBefore) <= nowMs) return "";
  return `, waits until ${notBefore.slice(11, 19)} UTC: five minutes behind its upload`;
}

const byTexts = {
  answer: "the platform's answer",
  callback: "a callback that has its devices",
  operator: "the operator's word",
} as const satisfies Record<NonNullable<JobBatch["by"]>, string>;

function wordLines({ notAppliedSaidAt, saidLines }: JobBatch, nowMs: number): readonly string[] {
  const lines: string[] = [];
  if (notAppliedSaidAt !== undefined) {
    const age = formatAge(nowMs - Date.parse(notAppliedSaidAt));
    lines.push(`  the operator said ${age} that the platform does not have it`);
  }
  if (saidLines !== undefined)
    lines.push(`  the operator told the verdict on ${formatNumber(saidLines, "line", "lines")}`);
  return lines;
}

function info(texts: readonly string[]): readonly TextLine[] {
  return texts.map((text) => ({ level: "info", text }));
}
