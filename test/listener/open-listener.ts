import { onTestFinished } from "vitest";
import { startListener } from "../../src/listener/listener.ts";
import type { Listener, ListenerOptions } from "../../src/listener/listener-options.ts";
import type { TurnAwayReason } from "../../src/listener/refusals.ts";
import type { TurnedAway } from "../../src/listener/turned-away.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { Callback } from "../../src/uws/callback.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A listener on a free port of 127.0.0.1 with a store of its own, until the running test ends. */
export interface OpenListener {
  readonly listener: Listener;
  readonly port: number;
  readonly store: Store;
  /** What it said it had stored, in order. */
  readonly stored: readonly Callback[];
  readonly turnedAway: readonly TurnedAway[];
  /** Until so many of a reason were told. */
  told(reason: TurnAwayReason, count?: number): Promise<void>;
  /** What a reader of the inbox finds. */
  inbox(): Promise<readonly StoredText[]>;
}

export interface StoredText {
  readonly requestId: string;
  readonly credentials: "checked" | "unchecked";
  readonly text: string;
}

/** Takes callbacks of every request, with any credentials, unless told otherwise. */
export async function openListener(
  options: Partial<ListenerOptions> = {},
  store = createFileStore(temporaryDirectory(), process.pid),
): Promise<OpenListener> {
  const inbox = await store.inbox.openWriter();
  const stored: Callback[] = [];
  const turnedAway: TurnedAway[] = [];
  const hearers = new Set<() => void>();
  const listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    inbox,
    quarantine: store.quarantine,
    isOurs: () => true,
    onStored: ({ callback }) => stored.push(callback),
    onTurnedAway: (away) => {
      turnedAway.push(away);
      for (const hear of hearers) hear();
    },
    ...options,
  });
  onTestFinished(async () => {
    await listener.close();
    await inbox.close();
  });
  const told = (reason: TurnAwayReason, count = 1) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (turnedAway.filter((away) => away.reason === reason).length >= count) resolve();
      };
      hearers.add(look);
      look();
    });
  return { listener, port: listener.port, store, stored, turnedAway, told, inbox: () => readInbox(store) };
}

/** All messages of a store's inbox. */
export async function readInbox(store: Store): Promise<readonly StoredText[]> {
  const messages: StoredText[] = [];
  await store.inbox.read(undefined, (message) => {
    const { requestId, credentials } = message;
    messages.push({ requestId, credentials, text: message.body().toString("utf8") });
  });
  return messages;
}
