import type { InboxWriter, Quarantine } from "../store/store.ts";
import type { Callback } from "../uws/callback.ts";
import type { AllowList } from "./allow-list.ts";
import type { ExpectedCredentials } from "./credentials.ts";
import type { ListenerLimits } from "./limits.ts";
import type { TurnedAway, TurnedAwayCounts } from "./turned-away.ts";

/** How to listen for callbacks. */
export interface ListenerOptions {
  /** A name or address of this machine; "::" and "0.0.0.0" stand for all of them. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Exact, beginning with a slash; a query behind it does not matter. Default "/". */
  readonly path?: string;
  /** PEM texts; with them HTTPS is spoken, from TLS 1.2 on, which is the newest that the platform speaks. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Without them every callback is taken, as unchecked. */
  readonly credentials?: ExpectedCredentials;
  /** Default: all addresses may send. */
  readonly allow?: AllowList;
  /** Stays the caller's: it is not closed here. */
  readonly inbox: InboxWriter;
  /** Where callbacks of our requests with wrong credentials are kept; default: nowhere. */
  readonly quarantine?: Quarantine;
  /** Whether a RequestId is one that is waited for or known here. Asked once or twice for each callback; must not throw. */
  readonly isOurs: (requestId: string) => boolean;
  /** For callbacks of others: at most so many bytes in this inbox, of which so many are there already. Default 256 MiB, none. */
  readonly foreign?: { readonly maxBytes?: number; readonly usedBytes?: number };
  readonly limits?: Partial<ListenerLimits>;
  /** Called once for each callback, when it is durable and its acknowledgement is written. Must not throw. */
  readonly onStored: (stored: StoredCallback) => void;
  /** Called for few of those that were turned away, however many there are. Must not throw. */
  readonly onTurnedAway: (turnedAway: TurnedAway) => void;
  /** Closes the listener when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A callback that is durable. */
export interface StoredCallback {
  /** As it would be read from the inbox, but for its password. */
  readonly callback: Callback;
  /** In the inbox (store.ts). */
  readonly place: string;
  /** Of the message there. */
  readonly bytes: number;
}

/** A listener at work. */
export interface Listener {
  /** Of the callback path, with the host as it was given: http://127.0.0.1:50551/. */
  readonly url: string;
  readonly port: number;
  counts(): ListenerCounts;
  /**
   * Takes no more connections, finishes and acknowledges what is under way within a bound, drops the rest. What is being stored
   * is always waited for: afterwards nothing is appended. Idempotent.
   */
  close(): Promise<void>;
}

export interface ListenerCounts {
  /** Callbacks that were stored, repetitions included. */
  readonly stored: number;
  readonly storedForeign: number;
  readonly quarantined: number;
  readonly turnedAway: TurnedAwayCounts;
}
