import type { VzuploadError } from "../errors.ts";
import type { ListenerOptions, StoredCallback } from "../listener/listener-options.ts";
import type { UncheckedCallbacks } from "../reports/watch-report-types.ts";
import type { Store } from "../store/store.ts";
import type { Callback } from "../uws/callback.ts";
import type { Until } from "../verdict/judgement.ts";
import { type Board, createBoard } from "./board.ts";
import { type CallbackIntake, openIntake } from "./callback-intake.ts";
import { createInboxFollower, type InboxFollower } from "./inbox-follower.ts";
import { createKnownRequests, type KnownRequests } from "./known-requests.ts";
import { createReadCallbacks, type ReadCallbacks } from "./read-callbacks.ts";
import { type Look, type WaitEnd, type WaitOptions, waitForVerdicts } from "./wait-for-verdicts.ts";

/** One watch: what is watched, where callbacks come in, and how long it waits. */
export interface WatchSession {
  readonly board: Board;
  /** Undefined: nobody listens (yet). */
  readonly intake: CallbackIntake | undefined;
  /** Callbacks of requests that no job here has, and that are not watched; 0 where nobody listened. */
  readonly otherCallbacks: number;
  /** What is wrong with the inbox beside what `put` and `wait` fail for. */
  readonly errors: readonly VzuploadError[];
  /** Callbacks of watched requests whose credentials were not checked. */
  readonly unchecked: UncheckedCallbacks;
  /** Requests of this process's listener that were not taken, by reason. */
  readonly turnedAway: Readonly<Record<string, number>>;
  /** A request of ours whose callbacks may come before it is on the board. */
  expect(requestId: string): void;
  /** Changes the board, then brings what came before for the requests that are new on it. */
  put(change: (board: Board) => Promise<void>): Promise<void>;
  /** Begins to listen, or to follow another process that does. Errors: VzuploadError "usage". */
  listen(options: SessionListening): Promise<CallbackIntake>;
  wait(options: SessionWait): Promise<WaitEnd>;
  /** Stops listening and brings in what came until then. */
  close(): Promise<void>;
  /** Only stops listening, whatever went wrong before. Idempotent. */
  stop(): Promise<void>;
}

export type SessionListening = Omit<
  ListenerOptions,
  "inbox" | "quarantine" | "isOurs" | "foreign" | "onStored"
>;

export interface SessionWait extends Omit<WaitOptions, "update" | "look" | "nowMs"> {
  /** Goes on when all is complete: until the time is up or a signal comes. */
  readonly forever: boolean;
  /** Called about once a second, to put more on the board. */
  readonly refresh: () => Promise<void>;
  /** The process that was followed has gone: this one listens now. */
  readonly onTakenOver: (intake: CallbackIntake) => void;
}

export interface SessionOptions {
  readonly store: Store;
  readonly until: Until;
  /** Only callbacks whose credentials were checked count. */
  readonly onlyChecked: boolean;
  readonly expectedCount?: number | undefined;
  readonly quietPeriodMs: number;
  /** Of a clock that nobody sets: a wait must not last longer because the time of day was. */
  readonly nowMs: () => number;
  /** Told of each callback of what is watched; `isNew` false: it said nothing new. */
  readonly onCallback?: (callback: Callback, isNew: boolean, board: Board) => void;
}

/** Nothing is listened to and nothing created before `listen`. */
export function openWatchSession(options: SessionOptions): WatchSession {
  const { store, nowMs } = options;
  const board = createBoard({ ...options, awaitsSettlement: options.onlyChecked });
  const known = createKnownRequests(store);
  let intake: CallbackIntake | undefined;
  let lastNewsMs: number | undefined;
  const read = createReadCallbacks();
  const follower = createInboxFollower({
    inbox: store.inbox,
    onlyChecked: options.onlyChecked,
    read,
    taker: {
      has: (requestId) => board.requests.has(requestId),
      take(callback, receivedAt) {
        lastNewsMs = nowMs();
        // Not within the call: without anybody to tell its arguments would not be looked at.
        const isNew = board.take(callback, receivedAt);
        options.onCallback?.(callback, isNew, board);
      },
    },
  });
  const put = async (change: (board: Board) => Promise<void>) => {
    const before = new Set(board.requests.keys());
    await change(board);
    await follower.catchUp([...board.requests.keys()].filter((id) => !before.has(id)));
    await follower.poll();
  };
  const look = (forever: boolean): Look => ({
    isComplete: !forever && board.isComplete(),
    settleMs: board.isFirm() ? Math.min(firmSettleMs, options.quietPeriodMs) : options.quietPeriodMs,
    lastNewsMs,
  });
  return {
    board,
    get intake() {
      return intake;
    },
    get otherCallbacks() {
      return intake === undefined ? 0 : follower.passed.strangers(known.has).callbacks;
    },
    errors: follower.unreadable,
    get unchecked() {
      return { counted: !options.onlyChecked, callbacks: follower.unchecked };
    },
    get turnedAway() {
      return intake?.turnedAway ?? {};
    },
    expect: known.add,
    put,
    async listen(listening) {
      await known.refresh();
      await follower.poll();
      intake = await openIntake({ ...listening, ...receiving({ store, board, known, follower, read }) });
      return intake;
    },
    wait: (wait) =>
      waitForVerdicts({
        ...wait,
        nowMs,
        look: () => look(wait.forever),
        update: everySecond(nowMs, follower, async () => {
          await known.refresh();
          if (intake !== undefined && (await intake.takeOver())) wait.onTakenOver(intake);
          await wait.refresh();
        }),
      }),
    async stop() {
      await intake?.close();
    },
    async close() {
      await intake?.close();
      await known.refresh();
      await follower.poll();
    },
  };
}

/** What comes right behind the last line is heard, too: a final callback with the counters. */
const firmSettleMs = 1_000;

interface Receiving {
  readonly store: Store;
  readonly board: Board;
  readonly known: KnownRequests;
  readonly follower: InboxFollower;
  readonly read: ReadCallbacks;
}

function receiving({ store, board, known, follower, read }: Receiving) {
  return {
    store,
    isOurs: (requestId: string) => board.requests.has(requestId) || known.has(requestId),
    foreign: { usedBytes: follower.passed.strangers(known.has).bytes },
    quarantine: store.quarantine,
    // It counts when it comes by the inbox, as what other processes have stored.
    onStored({ callback, place, bytes }: StoredCallback) {
      if (board.requests.has(callback.requestId)) read.add(place, callback, bytes);
    },
  };
}

/** Polls at each call; the slower `action` is taken once a second. */
function everySecond(
  nowMs: () => number,
  follower: InboxFollower,
  action: () => Promise<void>,
): () => Promise<void> {
  let lastMs = nowMs();
  return async () => {
    if (nowMs() - lastMs >= 1_000) {
      await action();
      lastMs = nowMs();
    }
    await follower.poll();
  };
}
