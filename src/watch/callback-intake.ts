import { startListener } from "../listener/listener.ts";
import type { Listener, ListenerOptions } from "../listener/listener-options.ts";
import { describeHolder } from "../store/lock.ts";
import type { InboxWriter, PortLock, Store } from "../store/store.ts";

/** Where callbacks come in: this process's own listener, or the one of another `watch` whose inbox is followed. */
export interface CallbackIntake {
  /** Undefined: another process listens on the port. */
  readonly listener: Listener | undefined;
  /** The live process that listens instead. */
  readonly followed: string | undefined;
  /** Requests that this process's listener did not take, by reason. */
  readonly turnedAway: Readonly<Record<string, number>>;
  /** While following: listens itself as soon as the other one has gone. True: it does so from now on. */
  takeOver(): Promise<boolean>;
  /** Finishes what is in flight. Idempotent. */
  close(): Promise<void>;
}

export interface IntakeOptions extends Omit<ListenerOptions, "inbox"> {
  readonly store: Store;
}

/** Fails with VzuploadError "usage" when the port is taken by anything but a `watch` on the same state directory. */
export async function openIntake(options: IntakeOptions): Promise<CallbackIntake> {
  const { store } = options;
  const writer = await store.inbox.openWriter();
  let open: OpenListener | undefined;
  let followed: string | undefined;
  let turnedAway: Readonly<Record<string, number>> = {};

  async function tryListening(): Promise<boolean> {
    const attempt = await listenOrFollow(options, writer);
    if (attempt.kind === "following") followed = attempt.holder;
    else open = attempt;
    return open !== undefined;
  }

  await tryListening();
  return {
    get listener() {
      return open?.listener;
    },
    get followed() {
      return open === undefined ? followed : undefined;
    },
    get turnedAway() {
      return { ...(open?.listener.counts().turnedAway ?? turnedAway) };
    },
    takeOver: async () => open === undefined && (await tryListening()),
    async close() {
      const closing = open;
      open = undefined;
      await closing?.listener.close();
      turnedAway = closing?.listener.counts().turnedAway ?? turnedAway;
      await closing?.release();
      await writer.close();
    },
  };
}

interface OpenListener {
  readonly kind: "listening";
  readonly listener: Listener;
  readonly release: () => Promise<void>;
}

type ListeningAttempt = OpenListener | { readonly kind: "following"; readonly holder: string };

/**
 * The port's lock comes first: of two that begin at the same moment one listens and the other follows. A port that the system
 * chooses nobody else can have.
 */
async function listenOrFollow(options: IntakeOptions, inbox: InboxWriter): Promise<ListeningAttempt> {
  if (options.port === 0) return listening(await startListener({ ...options, inbox }), undefined);
  const attempt = await options.store.listenOn(options.port);
  if (attempt.kind === "held") return { kind: "following", holder: describeHolder(attempt.holder) };
  try {
    return listening(await startListener({ ...options, inbox }), attempt.lock);
  } catch (error) {
    await attempt.lock.release();
    throw error;
  }
}

function listening(listener: Listener, lock: PortLock | undefined): OpenListener {
  return { kind: "listening", listener, release: async () => lock?.release() };
}
