interface FailureText {
  /** What failed, after "POST <url>: ". */
  readonly text: string;
  /** What to do when nothing was sent. */
  readonly hint: string;
}

const later = "Check the network, then repeat the command; nothing was sent.";
const caHint = "Give the certificate authority of your network or endpoint with --ca-file.";
const clientHint =
  "Check --client-cert and --client-key: the endpoint wants a client certificate that it knows.";
const proxyHint = "Check HTTPS_PROXY, and NO_PROXY for hosts that are reached directly.";

/** Codes of Node.js, OpenSSL and undici, and our own (upper case, without a prefix of theirs). */
export const failureTexts = {
  ENOTFOUND: { text: "host not found", hint: "Check --endpoint, the network and HTTPS_PROXY." },
  EAI_AGAIN: { text: "the name server does not answer", hint: later },
  ECONNREFUSED: {
    text: "connection refused",
    hint: "Check --endpoint and its port; is the service running?",
  },
  ECONNRESET: { text: "the connection was reset", hint: later },
  EPIPE: { text: "the connection was closed while sending", hint: later },
  ETIMEDOUT: { text: "connecting took too long", hint: later },
  EHOSTUNREACH: { text: "host unreachable", hint: later },
  ENETUNREACH: { text: "network unreachable", hint: later },
  UND_ERR_CONNECT_TIMEOUT: { text: "connecting took too long", hint: later },
  UND_ERR_HEADERS_TIMEOUT: { text: "no answer in time", hint: later },
  UND_ERR_SOCKET: { text: "the connection was closed before the answer was complete", hint: later },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { text: "the answer was cut short", hint: later },
  CERT_HAS_EXPIRED: {
    text: "the endpoint's certificate has expired",
    hint: "Check this machine's clock; otherwise the endpoint must renew its certificate.",
  },
  CERT_NOT_YET_VALID: {
    text: "the endpoint's certificate is not valid yet",
    hint: "Check this machine's clock.",
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    text: "TLS not trusted: the certificate's authority is not known here (a proxy that inspects TLS?)",
    hint: caHint,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { text: "TLS not trusted: the certificate is self-signed", hint: caHint },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    text: "TLS not trusted: the certificate's authority is not known here",
    hint: caHint,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    text: "TLS not trusted: the certificate's authority is not known here",
    hint: caHint,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: "TLS not trusted: the certificate is for another host",
    hint: "Check the host name in --endpoint; something on the way may answer in its place.",
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    text: "the other side does not speak TLS",
    hint: "Check --endpoint and HTTPS_PROXY.",
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    text: "the endpoint wants a client certificate",
    hint: clientHint,
  },
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: { text: "the endpoint refused the TLS handshake", hint: clientHint },
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE": {
    text: "the endpoint refused the TLS handshake",
    hint: clientHint,
  },
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: {
    text: "the endpoint does not trust our client certificate",
    hint: clientHint,
  },
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: {
    text: "client certificate and key do not belong together",
    hint: clientHint,
  },
  PROXY_URL: {
    text: "the proxy variable is not the URL of an HTTP proxy",
    hint: "Write HTTPS_PROXY as http://host:port.",
  },
  PROXY_407: {
    text: "the proxy wants a user name and password (407), or refuses those it was given",
    hint: "Put them into the proxy variable: http://user:password@host:port.",
  },
  PROXY_403: {
    text: "the proxy forbids this host (403)",
    hint: "Ask for the endpoint to be allowed, or use NO_PROXY.",
  },
  PROXY_502: { text: "the proxy cannot reach the endpoint (502)", hint: proxyHint },
  PROXY_503: { text: "the proxy cannot reach the endpoint (503)", hint: proxyHint },
  PROXY_504: { text: "the proxy cannot reach the endpoint in time (504)", hint: proxyHint },
  PROXY_REFUSED: { text: "the proxy refuses to connect", hint: proxyHint },
  TIMEOUT: {
    text: "no complete answer within the time limit",
    hint: "Check the network, or give more time with --http-timeout.",
  },
  ABORTED: { text: "interrupted", hint: "Repeat the command; nothing was sent." },
  ANSWER_TOO_LARGE: { text: "the answer is longer than 4 MiB", hint: later },
} as const satisfies Record<string, FailureText>;

export type FailureCode = keyof typeof failureTexts;
