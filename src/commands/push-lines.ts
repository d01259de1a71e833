import type { Context } from "../context.ts";
import { formatCount, formatDevices, formatDuration, formatSkus, type TextLine } from "../reports/text.ts";
import type { PlannedFact, RecordedFact } from "../store/facts.ts";
import type { JobActivation, JobRecord } from "../store/job-record.ts";
import type { Printer } from "../terminal/printer.ts";
import type { Wait } from "../upload/retry-policy.ts";
import type { SendEvent } from "../upload/send-job.ts";
import { visibleText } from "../visible-text.ts";
import type { Invocation } from "./invocation.ts";
import type { PushOptions } from "./push-options.ts";

/** What is about to be asked of the platform: a setting may have come from a file. */
export function jobLines(
  record: JobRecord,
  facts: readonly RecordedFact[],
  { stateDirectory }: PushOptions,
  { values }: Invocation,
): readonly TextLine[] {
  const state = values.sandbox ? "throwaway state" : `state in ${stateDirectory}`;
  const { accountName, activate, emailAddress, id, uploadType } = record;
  const planned = facts.filter((fact) => fact.kind === "planned");
  const skus = [...new Set(planned.flatMap(({ sku }) => sku ?? []))];
  const batches = `${formatCount(planned.length)} ${planned.length === 1 ? "batch" : "batches"}`;
  const plan = [`${batches} of ${uploadType}`, ...(skus.length === 0 ? [] : [formatSkus(skus)])].join(", ");
  const account = accountName === undefined ? "the user's only account" : `account ${accountName}`;
  const service =
    activate === undefined ? "no activation" : `activation with ${activationText(activate, planned)}`;
  const report = emailAddress === undefined ? [] : [`report to ${emailAddress}`];
  return [
    { level: "info", text: `job ${id}: ${plan}, ${state}` },
    { level: "info", text: [`for ${account}`, service, ...report].join(", ") },
    ...(values.profile === undefined
      ? []
      : [{ level: "detail" as const, text: `with profile ${values.profile} of the configuration` }]),
  ];
}

/** "plan SBG4G in 12345", or that the rows say it. */
function activationText(activate: JobActivation, planned: readonly PlannedFact[]): string {
  const texts = planned.map((fact) => ({ ...activate, ...fact.activate }));
  const each = new Set(texts.map(({ servicePlan, mdnZipCode }) => `plan ${servicePlan} in ${mdnZipCode}`));
  const [only = ""] = each;
  return each.size === 1 ? visibleText(only) : `${each.size} plans or ZIP codes, as the rows say`;
}

export const rehearsalLine: TextLine = {
  level: "warning",
  text: "this was a rehearsal: Verizon was not contacted, and nothing counts as sent",
};

export const stoppingLine: TextLine = {
  level: "warning",
  text: "stopping: a request in flight is finished and recorded first; a second signal ends at once and leaves it in doubt",
};

/** CI workspaces are wiped, and with the state goes the knowledge of what was sent. */
export function warnOfWipedState(
  { values }: Invocation,
  options: PushOptions,
  printer: Printer,
  { env }: Context,
): void {
  if (!env["CI"] || values.stateDir !== undefined) return;
  const text = `in CI the state directory ${options.stateDirectory} may be wiped between runs, and then nothing stops a second sending; set VZUPLOAD_STATE_DIR to a lasting place`;
  printer.line({ level: "warning", text: `warning: ${text}` });
}

/** Tells of a step of the sending; RequestIds go to stdout, but not beside a document. */
export function showEvent(event: SendEvent, printer: Printer, json: boolean): void {
  const { batch, devices } = event.batch.planned;
  const what = `batch ${batch} (${formatDevices(devices)})`;
  if (event.kind === "sending") printer.progress(`sending ${what}`);
  if (event.kind === "accepted" && !json) printer.result(`${event.requestId}\n`);
  if (event.kind === "waiting") showWait(what, event.wait, printer);
  else if (event.kind === "held") showPause(what, event, printer);
  else printer.line(eventLine(event, what));
}

/** Tells of a wait for another try: live on a terminal, else a line. */
export function showWait(what: string, { ms, reason, nextTry, tries }: Wait, printer: Printer): void {
  const text = `${what}: waiting ${formatWait(ms)}: ${reason} (try ${nextTry} of ${tries})`;
  if (printer.isLive) printer.progress(text);
  else printer.line({ level: "warning", text });
}

/** Told once a second: live on a terminal, else a line at the beginning and one a minute. */
function showPause(what: string, { pause, isFirst }: HeldEvent, printer: Printer): void {
  const { ms, reason } = pause;
  const until = new Date(Date.now() + ms).toISOString().slice(11, 19);
  const text = `${what}: waiting ${formatDuration(Math.ceil(ms / 1_000) * 1_000)}, until ${until} UTC: ${reason}`;
  if (printer.isLive) printer.progress(text);
  else if (isFirst || Math.ceil(ms / 1_000) % 60 === 0) printer.line({ level: "info", text });
}

type HeldEvent = Extract<SendEvent, { kind: "held" }>;

function formatWait(ms: number): string {
  return ms > 0 && ms < 1_000 ? `${Math.ceil(ms)} ms` : `${Math.ceil(ms / 1_000)} s`;
}

function eventLine(event: Exclude<SendEvent, { kind: "waiting" | "held" }>, what: string): TextLine {
  switch (event.kind) {
    case "sending":
      return { level: "detail", text: `sending ${what}` };
    case "accepted":
      return { level: "info", text: `${what} accepted under RequestId ${event.requestId}` };
    case "notAccepted":
      return { level: "detail", text: `${what} ${event.text}` };
  }
}
