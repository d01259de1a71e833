import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";

/** What TLS needs, all optional. */
export interface TlsSettings {
  /** PEM: certificates to trust beside those that come with Node. */
  readonly ca?: string | undefined;
  /** PEM, with `clientKey`. */
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
}

/** For the endpoint; empty: Node's own. Throws what OpenSSL says about a certificate or key that it cannot use. */
export function endpointContext({ ca, clientCert, clientKey }: TlsSettings): {
  secureContext?: SecureContext;
} {
  if (ca === undefined && clientCert === undefined) return {};
  const client =
    clientCert === undefined || clientKey === undefined ? {} : { cert: clientCert, key: clientKey };
  return { secureContext: createSecureContext({ ...trust(ca), ...client }) };
}

/** Naming an authority replaces Node's: they are named beside it. */
export function trust(ca: string | undefined): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...rootCertificates, ca] };
}
