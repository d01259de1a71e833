import { chooseRoute, type ProxyEnv } from "./proxy-route.ts";
import type { PostOutcome, PostRequest, Transport } from "./transport.ts";
import { describeFailure, TransportFailure } from "./transport-failures.ts";
import type { ConnectSettings } from "./undici-dispatcher.ts";
import { createExchange, type Exchange } from "./undici-exchange.ts";

/** How to reach the endpoint. */
export interface TransportOptions extends ConnectSettings {
  /** A loopback endpoint is never proxied. */
  readonly proxyEnv?: ProxyEnv | undefined;
}

/** The transport over undici, which it loads at the first post (70 ms). */
export function createTransport(options: TransportOptions = {}): Transport {
  const closing = new AbortController();
  const underWay = new Set<Promise<PostOutcome>>();
  return {
    post(request) {
      const posting = post(options, request, closing.signal);
      underWay.add(posting);
      return posting.finally(() => underWay.delete(posting));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}

async function post(
  options: TransportOptions,
  request: PostRequest,
  closing: AbortSignal,
): Promise<PostOutcome> {
  const { url, timeoutMs, signal } = request;
  const route = chooseRoute(options.proxyEnv ?? {}, url);
  if (route.kind === "notUnderstood") {
    return describeFailure({ url, error: new TransportFailure("PROXY_URL"), hasBegun: false });
  }
  const proxy = route.kind === "proxy" ? route.proxy : undefined;
  const exchange = createExchange(request);
  const release = stopWhen(exchange, timeoutMs, signal === undefined ? [closing] : [closing, signal]);
  try {
    const { createDispatcher } = await import("./undici-dispatcher.ts");
    return await exchange.run((over) => createDispatcher({ ...options, proxy, signal: over }), proxy?.shown);
  } finally {
    release();
  }
}

/** Stops the exchange after `timeoutMs` or when a signal says so; the returned function ends the watch. */
function stopWhen(exchange: Exchange, timeoutMs: number, signals: readonly AbortSignal[]): () => void {
  const onAbort = (): void => exchange.stop(new TransportFailure("ABORTED"));
  const timer = setTimeout(() => exchange.stop(new TransportFailure("TIMEOUT")), timeoutMs);
  for (const signal of signals) signal.addEventListener("abort", onAbort, { once: true });
  if (signals.some(({ aborted }) => aborted)) onAbort();
  return () => {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", onAbort);
  };
}
