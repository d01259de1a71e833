import { visibleText } from "../visible-text.ts";
import { accountedStates, countedStates, errorLines, nextLines } from "./closing-text.ts";
import {
  formatCount,
  formatDevices,
  formatDuration,
  formatNumber,
  formatRows,
  shortText,
  type TextLine,
} from "./text.ts";
import type { LineCounts, ReasonGroup, WatchReport } from "./watch-report-types.ts";
import { requestLines } from "./watch-request-text.ts";

/**
 * The end of a watch for people: what the platform said, what became of each request and each line, why, what to do next.
 * `sinceLastCallbackMs`: how long ago the last callback came. With --verbose ("detail") nothing is folded.
 */
export function watchClosingLines(
  report: WatchReport,
  sinceLastCallbackMs: number | undefined,
): readonly TextLine[] {
  return [
    ...statusLines(report),
    ...requestLines(report.requests),
    ...lineLines(report, sinceLastCallbackMs),
    ...turnedAwayLines(report),
    ...endLines(report),
  ];
}

/** The same of a watch that nobody listened for, without its requests. */
export function watchSummaryLines(
  report: Omit<WatchReport, "schema" | "turnedAway" | "rehearsal">,
  sinceLastCallbackMs: number | undefined,
): readonly TextLine[] {
  return [...statusLines(report), ...lineLines(report, sinceLastCallbackMs), ...endLines(report)];
}

type Summary = Parameters<typeof watchSummaryLines>[0];

function lineLines(report: Summary, sinceLastCallbackMs: number | undefined): readonly TextLine[] {
  return [
    ...reasonLines(report.reasons),
    ...accountingLines(report),
    ...activationLines(report),
    ...callbackLines(report, sinceLastCallbackMs),
    ...uncheckedLines(report),
  ];
}

function endLines({ files, errors, next }: Summary): readonly TextLine[] {
  return [...fileLines(files), ...errorLines(errors), ...nextLines(next)];
}

/** A table: devices, state, the platform's text. */
function statusLines({ statuses }: Summary): readonly TextLine[] {
  if (statuses.length === 0) return [];
  const counts = statuses.map(({ devices }) => formatCount(devices));
  const countWidth = Math.max(...counts.map((count) => count.length));
  const stateWidth = Math.max(...statuses.map(({ state }) => state.length));
  const rows = statuses.map(({ state, text }, at): TextLine => {
    const cells = [
      (counts[at] ?? "").padStart(countWidth),
      state.padEnd(stateWidth),
      shortText(text) || "(no text)",
    ];
    return { level: at < shownStatuses ? "info" : "detail", text: `  ${cells.join("  ")}` };
  });
  const title: TextLine = { level: "info", text: "the platform said:" };
  return [title, ...rows, ...foldLines(rows.length - shownStatuses, "text", "texts")];
}

const shownStatuses = 20;

function reasonLines(reasons: readonly ReasonGroup[]): readonly TextLine[] {
  const blocks = reasons.map((group, at) => reasonBlock(group, at < shownReasons ? "error" : "detail"));
  return [...blocks.flat(), ...foldLines(reasons.length - shownReasons, "reason", "reasons")];
}

const shownReasons = 10;

function reasonBlock(
  { state, reason, devices, examples }: ReasonGroup,
  level: "error" | "detail",
): readonly TextLine[] {
  const rest = devices - examples.length;
  return [
    { level, text: `${formatCount(devices)} ${reasonNames[state] ?? state}: ${shortText(reason)}` },
    ...examples.map((example): TextLine => ({ level, text: `  ${visibleText(example)}` })),
    ...(rest > 0 && examples.length > 0 ? [{ level, text: `  and ${formatCount(rest)} more` }] : []),
  ];
}

const reasonNames: Readonly<Partial<Record<ReasonGroup["state"], string>>> = {
  inDoubt: "in doubt",
  activationFailed: "not activated",
  activationUnknown: "perhaps not activated",
};

/** "25,000 rows: 24,998 uploaded, 2 failed (...)"; a row for each state where that is too long. */
function accountingLines({ job, rows, lines, alreadySent, outcome }: Summary): readonly TextLine[] {
  if (rows === 0) return [];
  const level = outcome === "success" ? "good" : "info";
  const states = accountedStates(lines);
  const earlier = earlierLines(lines.alreadySent, alreadySent);
  const all = job === undefined ? formatDevices(rows) : formatRows(rows);
  const text = `${all}: ${states.join(", ")}`;
  if (text.length <= maxColumns) return [{ level, text }, ...earlier];
  const each = states.map((state): TextLine => ({ level, text: `  ${state}` }));
  return [{ level, text: `${all}:` }, ...each, ...earlier];
}

const maxColumns = 100;

/** The verdict on lines that an earlier job has. */
function earlierLines(sent: number, told: LineCounts): readonly TextLine[] {
  if (sent === 0) return [];
  const counts = countedStates(told);
  const silent = sent - counts.reduce((sum, [, count]) => sum + count, 0);
  const texts = counts.map(([state, count]) => `${formatCount(count)} ${state}`);
  if (silent > 0) texts.push(`${formatCount(silent)} without a word yet`);
  return [
    {
      level: "info",
      text: `  what the earlier jobs' callbacks say of those already sent: ${texts.join(", ")}`,
    },
  ];
}

function activationLines({ activations, until }: Summary): readonly TextLine[] {
  const counts = Object.entries(activations).filter(([, devices]) => devices > 0);
  if (counts.length === 0) return [];
  const states = counts.map(([state, devices]) => `${formatCount(devices)} ${state}`).join(", ");
  const hint = activations.awaiting && until === "uploaded" ? " (--until activated waits for it)" : "";
  return [{ level: "info", text: `activation: ${states}${hint}` }];
}

function callbackLines(
  { lastCallbackAt, otherCallbacks }: Summary,
  sinceMs: number | undefined,
): readonly TextLine[] {
  const since = sinceMs === undefined ? lastCallbackAt : `${formatDuration(sinceMs)} ago`;
  const last = lastCallbackAt === undefined ? "no callback came" : `the last callback came ${since}`;
  const others = formatNumber(otherCallbacks, "callback", "callbacks");
  const verb = otherCallbacks === 1 ? "is" : "are";
  const kept = otherCallbacks === 0 ? "" : `; ${others} of other requests ${verb} kept in the inbox`;
  return [{ level: lastCallbackAt === undefined ? "warning" : "info", text: `${last}${kept}` }];
}

function uncheckedLines({ unchecked: { callbacks, counted } }: Summary): readonly TextLine[] {
  if (callbacks === 0) return [];
  const what = formatNumber(callbacks, "callback", "callbacks");
  const text = counted
    ? `the credentials of ${what} were not checked: anybody could have sent them, so they never change what is sent`
    : `${what} without checked credentials: not counted`;
  return [{ level: "warning", text }];
}

function turnedAwayLines({ turnedAway }: WatchReport): readonly TextLine[] {
  const reasons = Object.entries(turnedAway).filter(([, count]) => count > 0);
  if (reasons.length === 0) return [];
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  const each = reasons.map(([reason, count]) => `${formatCount(count)} ${plainReason(reason)}`).join(", ");
  return [{ level: "warning", text: `turned away ${formatNumber(all, "request", "requests")}: ${each}` }];
}

/** In words; a reason that is not here is its own name. */
function plainReason(reason: string): string {
  return reasonTexts[reason] ?? visibleText(reason);
}

const reasonTexts: Readonly<Record<string, string>> = {
  ownCredentials: "with a wrong user name or password, for requests of ours",
  credentials: "with a wrong user name or password",
  address: "from an address that is not allowed",
  path: "at another path",
  method: "not a POST",
  message: "no callback",
  store: "could not be stored",
  quota: "of other requests, beyond the quota",
  slow: "too slow",
  aborted: "broken off",
  tooLarge: "too large",
  crowded: "dropped to make room",
};

function fileLines(files: WatchReport["files"]): readonly TextLine[] {
  return files.map(({ path, rows, kind }) => {
    const size = kind === "junit" ? "" : ` (${formatRows(rows)})`;
    return { level: "info", text: `wrote ${visibleText(path)}${size}` };
  });
}

function foldLines(count: number, one: string, many: string): readonly TextLine[] {
  if (count <= 0) return [];
  return [
    {
      level: "info",
      text: `  and ${formatNumber(count, `more ${one}`, `more ${many}`)} (--verbose shows them)`,
    },
  ];
}
