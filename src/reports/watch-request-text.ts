import { classifyUploadFault } from "../uws/faults.ts";
import { isDone, type LineState } from "../verdict/line-states.ts";
import { visibleText } from "../visible-text.ts";
import { countedStates } from "./closing-text.ts";
import { uploadedTwiceText } from "./push-text.ts";
import { formatCount, formatDevices, formatNumber, shortText, type TextLine } from "./text.ts";
import type { WatchedRequest } from "./watch-report-types.ts";

/** A line for each request, and what is wrong with it. Of many requests those that are well are one line, unless verbose. */
export function requestLines(requests: readonly WatchedRequest[]): readonly TextLine[] {
  const isFolded = requests.length > shownRequests;
  let shown = 0;
  const lines = requests.flatMap((request) => {
    const block = requestBlock(request);
    const isShown = !isFolded || (!isWell(request) && shown++ < shownRequests);
    return isShown ? block : block.map(({ text }): TextLine => ({ level: "detail", text }));
  });
  return isFolded ? [...lines, ...foldedLines(requests)] : lines;
}

const shownRequests = 10;

function foldedLines(requests: readonly WatchedRequest[]): readonly TextLine[] {
  const well = requests.filter(isWell);
  const devices = well.reduce((sum, { states }) => sum + doneIn(states), 0);
  const hidden = requests.length - well.length - shownRequests;
  const lines: TextLine[] = [];
  if (hidden > 0)
    lines.push({
      level: "warning",
      text: `and ${formatNumber(hidden, "more request", "more requests")} that did not end well (--verbose shows them)`,
    });
  if (well.length > 0)
    lines.push({
      level: "info",
      text: `${formatNumber(well.length, "request", "requests")} complete: ${formatDevices(devices)} ${doneText(well)}`,
    });
  return lines;
}

function doneIn({ uploaded = 0, activated = 0 }: WatchedRequest["states"]): number {
  return uploaded + activated;
}

function doneText(requests: readonly WatchedRequest[]): string {
  const all = requests.map(({ states }) => states);
  const done = (["uploaded", "activated"] as const).filter((state) =>
    all.some((each) => (each[state] ?? 0) > 0),
  );
  return done.join(" or ");
}

/** Nothing is to be said of it. */
function isWell(request: WatchedRequest): boolean {
  const { isComplete, states, activations, surplus, fault, disagreement, twice } = request;
  const isUploaded = Object.entries(states).every(
    ([state, devices]) => isDone(state as LineState) || devices === 0, // as: the keys of the counts
  );
  const isActivated =
    (activations.failed ?? 0) + (activations.unknown ?? 0) + (activations.inconsistent ?? 0) === 0;
  return (
    isComplete &&
    isUploaded &&
    isActivated &&
    surplus === 0 &&
    twice === undefined &&
    fault === undefined &&
    disagreement === undefined
  );
}

function requestBlock(request: WatchedRequest): readonly TextLine[] {
  const { requestId, devices, callbacks, repeats } = request;
  const size = devices === undefined ? "an unknown number of devices" : formatDevices(devices);
  const nothingNew = repeats === 0 ? "" : ` (${formatCount(repeats)} told nothing new)`;
  const heard = `${formatNumber(callbacks + repeats, "callback", "callbacks")}${nothingNew}`;
  const text = `RequestId ${visibleText(requestId)}${placeOf(request)}: ${[size, progressOf(request), heard].join(", ")}`;
  return [{ level: isWell(request) ? "info" : "warning", text }, ...requestDetails(request)];
}

/** The states of its devices, and what is wrong with it. */
export function requestDetails(request: WatchedRequest): readonly TextLine[] {
  return [...stateLines(request), ...troubleLines(request)];
}

function placeOf({ job, batch, by }: WatchedRequest): string {
  const parts = [
    job === undefined ? [] : [`job ${job}`],
    batch === undefined ? [] : [`batch ${batch}`],
    by === undefined ? [] : [byTexts[by]],
  ].flat();
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

const byTexts = {
  callback: "was in doubt; a callback has its devices",
  operator: "was in doubt; settled by the operator's word",
} as const satisfies Record<NonNullable<WatchedRequest["by"]>, string>;

function progressOf({ isComplete, isFirm, open, devices }: WatchedRequest): string {
  if (isComplete) return isFirm ? "complete" : "complete by the platform's own count";
  if (open > 0) return `${formatCount(open)} open`;
  return devices === undefined ? "open" : "not complete";
}

/** Nothing where all devices are uploaded, or none has had a word yet: the line above says so. */
function stateLines({ states }: WatchedRequest): readonly TextLine[] {
  const told = countedStates(states);
  const [only] = told.map(([state]) => state);
  if (
    told.length === 0 ||
    (told.length === 1 && (only === "awaiting" || (only !== undefined && isDone(only))))
  )
    return [];
  const counts = told.map(([state, count]) => `${formatCount(count)} ${state}`);
  return [{ level: "info", text: `  ${counts.join(", ")}` }];
}

function troubleLines({ fault, disagreement, surplus, twice }: WatchedRequest): readonly TextLine[] {
  const lines: TextLine[] = [];
  if (twice !== undefined) lines.push({ level: "error", text: `  ${uploadedTwiceText(twice)}` });
  if (fault !== undefined) {
    const verdict = classifyUploadFault(fault);
    const words = [fault.code, fault.text]
      .filter((word) => word !== "")
      .map(shortText)
      .join(": ");
    lines.push({
      level: "error",
      text: `  ${verdict.kind === "doubt" ? "in doubt" : "refused by the platform"}: ${words}`,
    });
    if (verdict.kind === "refused") lines.push({ level: "info", text: `  ${verdict.hint}` });
  }
  if (disagreement !== undefined)
    lines.push({ level: "error", text: `  contradictory: ${shortText(disagreement)}` });
  if (surplus > 0)
    lines.push({
      level: "error",
      text: `  the platform reported ${formatDevices(surplus)} that ${surplus === 1 ? "is" : "are"} not in it`,
    });
  return lines;
}
