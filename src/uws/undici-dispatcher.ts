import { type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { ProxySetting } from "./proxy-setting.ts";
import { endpointContext, type TlsSettings, trust } from "./secure-context.ts";

/** What a connection needs, all optional. */
export interface ConnectSettings extends TlsSettings {
  /** For TCP and TLS together, and for the proxy's answer to CONNECT; default 10 s. */
  readonly connectTimeoutMs?: number | undefined;
}

export interface DispatcherSettings extends ConnectSettings {
  readonly proxy: ProxySetting | undefined;
  /** Ends every socket, in whatever state it is. */
  readonly signal: AbortSignal;
}

/**
 * A dispatcher for one request. Throws what OpenSSL says about a certificate or key that it cannot use. This module loads
 * undici (70 ms): import it late.
 */
export function createDispatcher(settings: DispatcherSettings): Dispatcher {
  const { proxy, connectTimeoutMs = 10_000, signal } = settings;
  const socket = { timeout: connectTimeoutMs, signal };
  const endpoint = { ...socket, ...endpointContext(settings) };
  return new EnvHttpProxyAgent({
    connect: endpoint,
    requestTls: endpoint,
    proxyTls: { ...socket, ...trust(settings.ca) },
    // Empty texts keep undici from reading the process's environment.
    httpProxy: proxy?.url ?? "",
    httpsProxy: proxy?.url ?? "",
    noProxy: "",
    ...(proxy?.authorization === undefined ? {} : { token: proxy.authorization }),
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: connectTimeoutMs }),
  });
}
