import { VzuploadError } from "../errors.ts";
import type { ListenerOptions } from "../listener/listener-options.ts";
import { isPlatformPort, platformPortsText } from "../listener/platform-ports.ts";
import { formatCount, formatDuration, type TextLine } from "../reports/text.ts";
import { liveLine, watchStepLine } from "../reports/watch-progress.ts";
import type { Printer } from "../terminal/printer.ts";
import type { Callback } from "../uws/callback.ts";
import type { LineState } from "../verdict/line-states.ts";
import { visibleText } from "../visible-text.ts";
import type { Board } from "../watch/board.ts";
import type { CallbackIntake } from "../watch/callback-intake.ts";
import { isOnThisMachine, type ListeningSettings } from "./listening-settings.ts";

/** Shows how a watch goes: a live line on a terminal, else one line now and then. */
export interface WatchDisplay {
  /** A callback of what is watched came, and is in the board. */
  onCallback(callback: Callback, isNew: boolean, board: Board): void;
  onTurnedAway: ListenerOptions["onTurnedAway"];
  /** Called a few times a second. `leftMs` is infinite where there is no limit. */
  onLook(board: Board, leftMs: number): void;
}

/** Without a terminal: the first callback of the first few requests at once, then one line in so many milliseconds. */
const stepPauseMs = 10_000;
const maxStepsAtOnce = 10;
const heartbeatMs = 60_000;

export function createWatchDisplay(printer: Printer, nowMs: () => number): WatchDisplay {
  const rate = createRate();
  const seen = new Set<string>();
  let toldAtMs = nowMs();

  function isTold(requestId: string): boolean {
    const isFirst = seen.size < maxStepsAtOnce && !seen.has(requestId);
    seen.add(requestId);
    return isFirst || nowMs() - toldAtMs >= stepPauseMs;
  }

  /** A log that says nothing for minutes looks like a program that hangs. */
  function tellStillWaiting(board: Board, leftMs: number): void {
    if (leftMs <= 0 || nowMs() - toldAtMs < heartbeatMs) return;
    toldAtMs = nowMs();
    const { done, total } = progressOf(board);
    const sum = total === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
    const left = Number.isFinite(leftMs) ? `, ${formatDuration(leftMs)} left` : "";
    printer.line({ level: "info", text: `still waiting: ${sum} have reported${left}` });
  }

  return {
    onCallback(callback, isNew, board) {
      if (printer.isLive || !isTold(callback.requestId)) return;
      toldAtMs = nowMs();
      printer.line(
        watchStepLine({
          requestId: callback.requestId,
          devices: Math.max(callback.lines.length, callback.device.length > 0 ? 1 : 0),
          about: aboutOf(callback),
          isRepeat: !isNew,
          ...progressOf(board),
        }),
      );
    },
    onTurnedAway({ reason, status, message, remote, count, cause }) {
      const answer = status === undefined ? "cut off" : `HTTP ${status}`;
      const times = count > 1 ? ` (${formatCount(count)} of these by now)` : "";
      printer.line({
        level: reason === "store" || reason === "failed" ? "error" : "warning",
        text: `turned away ${visibleText(remote)}: ${answer}, ${message}${times}`,
      });
      // Why it could not be stored is for the operator to mend, as long as callbacks come.
      if (cause instanceof VzuploadError)
        printer.line({ level: "error", text: `  ${cause.message} ${cause.hint ?? ""}`.trimEnd() });
    },
    onLook(board, leftMs) {
      if (!printer.isLive) return tellStillWaiting(board, leftMs);
      const { done, total, states } = progressOf(board);
      const last = board.lastCallbackAt;
      printer.progress(
        liveLine({
          states,
          done,
          total,
          perSecond: rate.perSecond(done, nowMs()),
          sinceLastCallbackMs: last === undefined ? undefined : Math.max(0, nowMs() - Date.parse(last)),
          leftMs: Number.isFinite(leftMs) ? Math.max(0, leftMs) : undefined,
        }),
      );
    },
  };
}

function aboutOf({ fault, service, device }: Callback): "upload" | "activation" | "fault" {
  if (service === "CarrierService" || device.length > 0) return "activation";
  return fault === undefined ? "upload" : "fault";
}

interface Progress {
  readonly done: number;
  readonly total: number | undefined;
  readonly states: Readonly<Partial<Record<LineState, number>>>;
}

/** Over all requests. */
function progressOf(board: Board): Progress {
  const states: Partial<Record<LineState, number>> = {};
  let [done, total, isTotalKnown] = [0, 0, true];
  for (const request of board.requests.values()) {
    if (request.isEarlier) continue;
    const judgement = board.judge(request);
    if (judgement.devices === undefined) isTotalKnown = false;
    total += judgement.devices ?? 0;
    for (const [state, count] of Object.entries(judgement.states) as [LineState, number][]) {
      // as: the keys of the counts
      states[state] = (states[state] ?? 0) + count;
    }
    done += (judgement.devices ?? judgement.open) - judgement.open;
  }
  return { done, total: isTotalKnown ? total : undefined, states };
}

/** How fast verdicts come: over the last few seconds. */
function createRate(): { perSecond(done: number, nowMs: number): number | undefined } {
  const points: { readonly done: number; readonly atMs: number }[] = [];
  return {
    perSecond(done, atMs) {
      points.push({ done, atMs });
      while (points.length > 2 && atMs - (points[0]?.atMs ?? atMs) > rateWindowMs) points.shift();
      const first = points[0];
      if (first === undefined || atMs - first.atMs < 1_000 || done === first.done) return undefined;
      return ((done - first.done) * 1_000) / (atMs - first.atMs);
    },
  };
}

const rateWindowMs = 5_000;

/** What is to be said of a listener before it listens. */
export function listeningWarnings(settings: ListeningSettings): readonly TextLine[] {
  const { host, port, credentials, tls, publicUrl } = settings;
  const isWide = !isOnThisMachine(host);
  const warnings: readonly (readonly [boolean, string])[] = [
    [
      port !== 0 && !isPlatformPort(port),
      `the platform does not call port ${port} (its ports: ${platformPortsText}); fine behind a proxy`,
    ],
    [
      isWide && credentials === undefined,
      `anybody who reaches ${host} can send callbacks: set --callback-username and VZUPLOAD_CALLBACK_PASSWORD`,
    ],
    [
      !isWide && publicUrl !== undefined && credentials === undefined,
      "anybody who knows the public URL can send callbacks: set --callback-username and VZUPLOAD_CALLBACK_PASSWORD",
    ],
    [
      isWide && tls === undefined,
      "callbacks, and the password in them, come in the clear: set --tls-cert and --tls-key",
    ],
  ];
  return warnings.flatMap(([holds, text]) =>
    holds ? [{ level: "warning" as const, text: `warning: ${text}` }] : [],
  );
}

/** "listening on http://127.0.0.1:50551/ ...", or whom it follows. */
export function intakeLine({ listener, followed }: CallbackIntake, publicUrl?: string): TextLine {
  if (listener === undefined) {
    return { level: "info", text: `following the inbox: ${followed} listens on this port` };
  }
  const shown = publicUrl === undefined ? "" : `, registered as ${publicUrl}`;
  return { level: "info", text: `listening for callbacks on ${listener.url}${shown}` };
}
