import { VzuploadError } from "../errors.ts";
import type { Inbox, InboxCursor, InboxMessage } from "../store/store.ts";
import type { Callback } from "../uws/callback.ts";
import { storedCallbackLimits } from "../uws/callback-limits.ts";
import { readCallbackInTurns } from "../uws/callback-reader.ts";
import { createPassedCallbacks, type PassedCallbacks } from "./passed-callbacks.ts";
import type { ReadCallbacks } from "./read-callbacks.ts";

/** Who hears of callbacks. */
export interface CallbackTaker {
  /** Whether its callbacks are wanted; of others only the number is kept. */
  has(requestId: string): boolean;
  take(callback: Callback, receivedAt: string): void;
}

/**
 * Brings the callbacks of an inbox to a taker, each once. What this process has stored comes by the inbox, too: there is one truth.
 * What it has read at the door it need not read again.
 */
export interface InboxFollower {
  /** What is new since the last call, whoever stored it. */
  poll(): Promise<void>;
  /** The taker wants more requests now: brings what was passed over before. Neither may run beside the other. */
  catchUp(requestIds: readonly string[]): Promise<void>;
  /** Callbacks of wanted requests whose credentials were not checked: taken all the same, or left out. */
  readonly unchecked: number;
  /** Stored callbacks of wanted requests that no longer read as callbacks, as errors. */
  readonly unreadable: readonly VzuploadError[];
  /** Callbacks that were not wanted. */
  readonly passed: Omit<PassedCallbacks, "add" | "take">;
}

export interface InboxFollowerOptions {
  readonly inbox: Inbox;
  readonly taker: CallbackTaker;
  /** Only callbacks whose credentials were checked count. */
  readonly onlyChecked: boolean;
  /** What this process has stored of the taker's callbacks. */
  readonly read: ReadCallbacks;
}

export function createInboxFollower(options: InboxFollowerOptions): InboxFollower {
  const { inbox, taker, onlyChecked, read } = options;
  const passed = createPassedCallbacks();
  /** Messages of each segment that `poll` has met: in a segment the order never changes. */
  const met = new Map<string, number>();
  const unreadable: VzuploadError[] = [];
  let unchecked = 0;
  let cursor: InboxCursor | undefined;

  /** In turns with others: while there is much to read, callbacks come in that are to be acknowledged. */
  async function takeMessage(message: InboxMessage): Promise<void> {
    if (message.credentials !== "checked") {
      unchecked++;
      if (onlyChecked) return;
    }
    const known = read.take(message.place);
    if (known !== undefined) return taker.take(known, message.receivedAt);
    const result = await readCallbackInTurns(message.body(), storedCallbackLimits);
    if (result.kind === "callback") return taker.take(result.callback, message.receivedAt);
    // It was acknowledged, and nobody will say it again: without it no verdict can be trusted.
    unreadable.push(unreadableMessage(message, result.refusal.message));
  }

  return {
    async poll() {
      const places = read.places();
      cursor = await inbox.read(cursor, (message) => {
        increment(met, message.segment);
        if (taker.has(message.requestId)) return takeMessage(message);
        passed.add(message);
        return undefined;
      });
      // They were met before they were known to be stored, or there.
      for (const place of places) read.take(place);
    },
    async catchUp(requestIds) {
      const wanted = new Set(requestIds.filter((id) => passed.mayHave(id)));
      if (wanted.size === 0) return;
      const seen = new Map<string, number>();
      await inbox.read(undefined, (message) => {
        // What `poll` has not met yet it will bring.
        if (increment(seen, message.segment) > (met.get(message.segment) ?? 0)) return undefined;
        if (!wanted.has(message.requestId)) return undefined;
        passed.take(message);
        return takeMessage(message);
      });
    },
    get unchecked() {
      return unchecked;
    },
    unreadable,
    passed,
  };
}

function unreadableMessage({ requestId, segment, receivedAt }: InboxMessage, why: string): VzuploadError {
  return new VzuploadError(
    "store",
    `A callback of RequestId ${requestId} that was stored at ${receivedAt} cannot be read again: ${why}`,
    { hint: `Report this. Until then its lines are not counted; it is in inbox/${segment}.` },
  );
}

function increment(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
