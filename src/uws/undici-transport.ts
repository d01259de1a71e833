import type { Transport } from "./transport.ts";

/** How to reach the endpoint. */
export interface TransportOptions {
  /** The values of the proxy variables; the environment itself is never read. A loopback endpoint is never proxied. */
  readonly proxyEnv?: ProxyEnv | undefined;
  /** PEM: certificates to trust beside those that Node trusts. */
  readonly ca?: string | undefined;
  /** PEM, with `clientKey`. */
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  /** For TCP and TLS together, and for the proxy's answer to CONNECT; default 10 s. */
  readonly connectTimeoutMs?: number | undefined;
}

export interface ProxyEnv {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

/** The transport over undici, which it loads at the first post (70 ms). */
export function createTransport(_options: TransportOptions = {}): Transport {
  throw new Error("not yet");
}
