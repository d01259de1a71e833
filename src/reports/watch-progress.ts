import type { LineState } from "../verdict/line-states.ts";
import { visibleText } from "../visible-text.ts";
import { formatCount, formatDevices, formatDuration, type TextLine } from "./text.ts";
import type { LineCounts } from "./watch-report-types.ts";

export interface WatchStep {
  readonly requestId: string;
  /** Devices that the callback spoke of. */
  readonly devices: number;
  /** What it spoke of. */
  readonly about: "upload" | "activation" | "fault";
  /** It said nothing new. */
  readonly isRepeat: boolean;
  /** Devices that are final by now, over all watched requests; `total` undefined: nobody knows how many there are. */
  readonly done: number;
  readonly total: number | undefined;
}

/** One step where there is no terminal: "callback for RequestId X: 250 devices; 1,250 of 10,000 have reported". */
export function watchStepLine({ requestId, devices, about, isRepeat, done, total }: WatchStep): TextLine {
  const what = {
    upload: formatDevices(devices),
    activation: `activation of ${formatDevices(devices)}`,
    fault: "a fault",
  };
  const again = isRepeat ? " (nothing new)" : "";
  const sum = total === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
  const verb = done === 1 && total === undefined ? "has" : "have";
  return {
    level: about === "fault" ? "warning" : "info",
    text: `callback for RequestId ${visibleText(requestId)}: ${what[about]}${again}; ${sum} ${verb} reported`,
  };
}

export interface LiveProgress {
  readonly states: LineCounts;
  /** As of a step. */
  readonly done: number;
  readonly total: number | undefined;
  /** Verdicts a second of late; undefined: not known yet. */
  readonly perSecond: number | undefined;
  /** Undefined: none came yet. */
  readonly sinceLastCallbackMs: number | undefined;
  /** Until the time is up; undefined: there is no limit. */
  readonly leftMs: number | undefined;
}

/**
 * What a terminal shows while it waits, without colour: "[####------] 4,000/10,000, 3 failed, 412/s, callback 3 s
 * ago, 12 min left". At most `columns`, by default what a terminal of 80 leaves beside the spinner: what matters
 * least is left out.
 */
export function liveLine(progress: LiveProgress, columns = 77): string {
  const parts = liveParts(progress);
  const kept = new Set<LivePart>();
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    kept.add(part);
    if (textOf(parts, kept).length > columns) kept.delete(part);
  }
  return textOf(parts, kept);
}

interface LivePart {
  readonly text: string;
  /** 0 is kept first. */
  readonly rank: number;
}

/** In the order of the line. */
function liveParts({
  states,
  done,
  total,
  perSecond,
  sinceLastCallbackMs,
  leftMs,
}: LiveProgress): readonly LivePart[] {
  const count =
    total === undefined
      ? `${formatCount(done)} done`
      : `${bar(done, total)} ${formatCount(done)}/${formatCount(total)}`;
  const last =
    sinceLastCallbackMs === undefined
      ? "no callback yet"
      : `callback ${formatDuration(sinceLastCallbackMs)} ago`;
  return [
    { text: count, rank: 0 },
    ...shownStates
      .filter(({ state }) => (states[state] ?? 0) > 0)
      .map(({ state, rank }) => ({ text: `${formatCount(states[state] ?? 0)} ${state}`, rank })),
    ...(perSecond === undefined ? [] : [{ text: `${rateText(perSecond)}/s`, rank: 7 }]),
    { text: last, rank: 3 },
    ...(leftMs === undefined ? [] : [{ text: `${formatDuration(leftMs)} left`, rank: 4 }]),
  ];
}

/** Trouble before what goes well. */
const shownStates: readonly { readonly state: LineState; readonly rank: number }[] = [
  { state: "failed", rank: 1 },
  { state: "refused", rank: 1 },
  { state: "inconsistent", rank: 1 },
  { state: "unknown", rank: 2 },
  { state: "pending", rank: 5 },
  { state: "uploaded", rank: 6 },
  { state: "activated", rank: 6 },
];

function bar(done: number, total: number): string {
  // All of it only when it is all.
  const filled = total > 0 ? Math.min(barWidth, Math.floor((done * barWidth) / total)) : 0;
  return `[${"#".repeat(filled)}${"-".repeat(barWidth - filled)}]`;
}

const barWidth = 10;

function rateText(perSecond: number): string {
  return perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1);
}

function textOf(parts: readonly LivePart[], kept: ReadonlySet<LivePart>): string {
  return parts
    .filter((part) => kept.has(part))
    .map(({ text }) => text)
    .join(", ");
}
