import type { CallbackMessage } from "./plan-messages.ts";
import type { PostOutcome } from "./post-callback.ts";

/** What was sent so far. A callback is counted once in `acknowledged`, `givenUp` or `withoutUrl`, when it is done with. */
export interface CallbackSummary {
  /** Uploads and activations of which callbacks are still to be sent, for the first time or again. */
  readonly uploadsUnderWay: number;
  /** Every POST. */
  readonly sent: number;
  /** Callbacks that were answered with a 2xx. */
  readonly acknowledged: number;
  /** Callbacks that were sent for the last time without a 2xx. */
  readonly givenUp: number;
  /** Callbacks for which there was no URL. */
  readonly withoutUrl: number;
  /** How many POSTs got which status; `none`: no answer. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** One POST, for a log. */
export interface CallbackEvent {
  readonly operation: string;
  readonly outcome: "accepted" | "refused" | "failed";
  /** No identifier of a device, no credentials. */
  readonly detail: string;
}

/** A POST that has ended. */
export interface EndedPost {
  readonly message: CallbackMessage;
  readonly requestId: string;
  readonly attempt: number;
  readonly url: string;
  readonly outcome: PostOutcome;
}

/** Keeps the numbers and tells the events. */
export interface CallbackLog {
  posted(post: EndedPost): void;
  /** A callback is done with. */
  count(end: "acknowledged" | "givenUp" | "withoutUrl"): void;
  /** The sandbox itself failed. */
  broken(error: unknown): void;
  summary(uploadsUnderWay: number): CallbackSummary;
}

/** Nothing was sent yet. */
export function createCallbackLog(onEvent: (event: CallbackEvent) => void): CallbackLog {
  const counts = { acknowledged: 0, givenUp: 0, withoutUrl: 0 };
  const statuses = new Map<string, number>();
  let sent = 0;
  return {
    count: (end) => void counts[end]++,
    broken: (error) =>
      onEvent({
        operation: "callback",
        outcome: "failed",
        detail: error instanceof Error ? error.message : String(error),
      }),
    posted(post) {
      const { outcome } = post;
      const status = outcome.kind === "answered" ? String(outcome.status) : "none";
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      sent++;
      onEvent(eventOf(post));
    },
    summary: (uploadsUnderWay) => ({
      uploadsUnderWay,
      sent,
      ...counts,
      statuses: Object.fromEntries([...statuses].sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  };
}

/** Whether a status acknowledges a callback. */
export function isAcknowledged(outcome: PostOutcome): boolean {
  return outcome.kind === "answered" && outcome.status >= 200 && outcome.status < 300;
}

/** The service whose registration a callback is for. */
export function serviceOf({ kind }: CallbackMessage): "CarrierService" | "DeviceService" {
  return kind === "activation" ? "CarrierService" : "DeviceService";
}

function eventOf({ message, requestId, attempt, url, outcome }: EndedPost): CallbackEvent {
  const answer = outcome.kind === "answered" ? String(outcome.status) : outcome.reason;
  return {
    operation: `callback ${serviceOf(message)}`,
    outcome: outcome.kind === "failed" ? "failed" : isAcknowledged(outcome) ? "accepted" : "refused",
    detail: `RequestId ${requestId}, ${describe(message)}, attempt ${attempt} to ${withoutCredentials(url)}: ${answer}`,
  };
}

function describe(message: CallbackMessage): string {
  switch (message.kind) {
    case "lines":
    case "submitted": {
      const state = message.kind === "lines" ? "" : " submitted";
      return message.from === message.to
        ? `no lines${state}`
        : `lines ${message.from + 1} to ${message.to}${state}`;
    }
    case "fault":
      return "a fault";
    case "activation":
      return message.activation.outcome === "activated" ? "a device activated" : "a device not activated";
  }
}

function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
