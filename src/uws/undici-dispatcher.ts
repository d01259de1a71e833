import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { ProxySetting } from "./proxy-setting.ts";

/** What a connection needs, all optional. */
export interface ConnectSettings {
  /** PEM: certificates to trust beside those that come with Node. */
  readonly ca?: string | undefined;
  /** PEM, with `clientKey`. */
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
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
    // The empty text keeps undici from reading the process's environment.
    httpProxy: proxy?.url ?? "",
    httpsProxy: proxy?.url ?? "",
    noProxy: proxy?.noProxy ?? "",
    ...(proxy?.authorization === undefined ? {} : { token: proxy.authorization }),
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: connectTimeoutMs }),
  });
}

function endpointContext({ ca, clientCert, clientKey }: ConnectSettings): { secureContext?: SecureContext } {
  if (ca === undefined && clientCert === undefined) return {};
  const client =
    clientCert === undefined || clientKey === undefined ? {} : { cert: clientCert, key: clientKey };
  return { secureContext: createSecureContext({ ...trust(ca), ...client }) };
}

function trust(ca: string | undefined): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...rootCertificates, ca] };
}
