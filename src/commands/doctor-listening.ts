import { startListener } from "../listener/listener.ts";
import type { Listener } from "../listener/listener-options.ts";
import { isPlatformPort, platformPortsText } from "../listener/platform-ports.ts";
import type { Finding } from "../reports/doctor-report.ts";
import type { PortLock, Store } from "../store/store.ts";
import type { TransportOptions } from "../uws/undici-transport.ts";
import type { Checked, CheckList, Examined } from "./check-list.ts";
import { examinePublicUrl, isProbe } from "./doctor-public-url.ts";
import type { ListeningSettings } from "./listening-settings.ts";

/** Where callbacks are to come in. */
export interface Hearing {
  /** Without the public URL, which is judged by itself. */
  readonly listening: ListeningSettings;
  /** As it is set, lawful or not: it may hold a password. */
  readonly publicUrl: string | undefined;
  /** Base URL of the platform that is to call. */
  readonly endpoint: string;
  readonly store: Store;
  /** How this machine reaches the outside. */
  readonly transport: TransportOptions;
}

/** A port that was looked at. */
export interface HeardPort extends Hearing {
  /** Undefined: a watch of this state directory listens there. */
  readonly ear: Ear | undefined;
  close(): Promise<void>;
}

/** A listener that keeps nothing. */
export interface Ear {
  readonly listener: Listener;
  /** The RequestIds of the probes that have come in. */
  readonly heard: ReadonlySet<string>;
}

/**
 * Listens where a watch would, and looks whether the public URL leads there. Nothing that comes in is kept. Fails as a watch would,
 * where `hearing` throws, too.
 */
export async function checkListening(checks: CheckList, hearing: Checked<() => Hearing>): Promise<void> {
  const opened = await checks.run("port", hearing, (make, signal) => examinePort(make(), signal));
  try {
    await checks.run("publicUrl", opened, examinePublicUrl);
  } finally {
    if (opened.kind === "passed") await opened.value.close();
  }
}

async function examinePort(hearing: Hearing, signal: AbortSignal): Promise<Examined<HeardPort>> {
  const { listening, publicUrl, store } = hearing;
  // While it is held here, a watch that begins follows this process, and takes over when it has ended.
  const attempt = await store.listenOn(listening.port);
  if (attempt.kind === "held") {
    const by = attempt.holder === undefined ? "another process" : `process ${attempt.holder.pid}`;
    const found = `a watch of this state directory listens on ${listening.port} (${by})`;
    return {
      finding: { state: "ok", found },
      value: { ...hearing, ear: undefined, close: async () => undefined },
    };
  }
  const { lock } = attempt;
  const ear = await startEar(listening, signal).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  return {
    finding: portFinding({ host: listening.host, port: ear.listener.port, publicUrl }),
    value: { ...hearing, ear, close: closing(ear, lock) },
  };
}

function closing({ listener }: Ear, lock: PortLock): HeardPort["close"] {
  return async () => {
    await listener.close();
    await lock.release();
  };
}

/**
 * Without credentials and without a list of senders, for the probe has neither. Callbacks of the platform that come meanwhile are
 * refused, so that it sends them again.
 */
async function startEar({ host, port, path, tls }: ListeningSettings, signal: AbortSignal): Promise<Ear> {
  const heard = new Set<string>();
  const listener = await startListener({
    host,
    port,
    path,
    signal,
    ...(tls === undefined ? {} : { tls }),
    inbox: {
      async append({ requestId }) {
        if (!isProbe(requestId)) throw new Error("this listener keeps nothing");
        heard.add(requestId);
        return requestId;
      },
      close: async () => undefined,
    },
    isOurs: () => true,
    onStored: () => undefined,
    onTurnedAway: () => undefined,
  });
  return { listener, heard };
}

interface FreePort {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
}

/** Behind a public URL any port will do: it is that URL's which the platform calls. */
function portFinding({ host, port, publicUrl }: FreePort): Exclude<Finding, { state: "failure" }> {
  const free = `${host}:${port} is free`;
  if (publicUrl !== undefined) return { state: "ok", found: free };
  if (isPlatformPort(port)) return { state: "ok", found: `${free}, and the platform calls port ${port}` };
  return {
    state: "warning",
    found: `${free}, but the platform does not call port ${port}`,
    todo: `Use one of its ports, ${platformPortsText}, or name the URL in front of this listener with --public-url.`,
  };
}
