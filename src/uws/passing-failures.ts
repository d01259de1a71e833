import { type FailureCode, failureTexts } from "./failure-texts.ts";

interface Prospect {
  /** It may be over in a minute, without anybody doing anything. */
  readonly passes: boolean;
  readonly because: string;
}

const passes = (because: string): Prospect => ({ passes: true, because });
const stays = (because: string): Prospect => ({ passes: false, because });

const ofTheNetwork = "a network that comes back: a cable, a roaming laptop, a route that changes";
const someoneMustAct = "certificates, keys and trust are settings: somebody must change one";

/**
 * Which failures are worth another try by themselves, and why. This says nothing about whether the request was sent: after
 * its first byte nothing is tried again, whatever the code.
 */
const prospects = {
  ENOTFOUND: stays("a name server said that there is no such host: mostly a slip in the address"),
  EAI_AGAIN: passes("the name server did not answer, and says itself to ask again"),
  ECONNREFUSED: passes("a service or proxy that is being restarted"),
  ECONNRESET: passes("a load balancer that lets go of connections while it is being changed"),
  EPIPE: passes("as a reset connection"),
  ETIMEDOUT: passes(ofTheNetwork),
  EHOSTUNREACH: passes(ofTheNetwork),
  ENETUNREACH: passes(ofTheNetwork),
  UND_ERR_CONNECT_TIMEOUT: passes("a network or service under load"),
  UND_ERR_HEADERS_TIMEOUT: passes("a proxy under load that did not answer in time"),
  UND_ERR_SOCKET: passes("as a reset connection"),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: stays("there was an answer, so the request had been sent"),
  CERT_HAS_EXPIRED: stays(someoneMustAct),
  CERT_NOT_YET_VALID: stays("a clock that is wrong stays wrong"),
  SELF_SIGNED_CERT_IN_CHAIN: stays(someoneMustAct),
  DEPTH_ZERO_SELF_SIGNED_CERT: stays(someoneMustAct),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: stays(someoneMustAct),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: stays(someoneMustAct),
  ERR_TLS_CERT_ALTNAME_INVALID: stays(someoneMustAct),
  ERR_SSL_WRONG_VERSION_NUMBER: stays("the address is of something else"),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: stays(someoneMustAct),
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: stays(someoneMustAct),
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE": stays(someoneMustAct),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: stays(someoneMustAct),
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: stays(someoneMustAct),
  PROXY_URL: stays("a setting: somebody must change it"),
  PROXY_407: stays("a proxy may lock an account after a few wrong passwords"),
  PROXY_403: stays("a rule of the proxy: somebody must change it"),
  PROXY_502: passes("the proxy could not reach the endpoint just now"),
  PROXY_503: passes("the proxy could not reach the endpoint just now"),
  PROXY_504: passes("the proxy could not reach the endpoint just now"),
  PROXY_REFUSED: stays("the proxy answered, and nobody knows what it meant"),
  TIMEOUT: passes("connecting took all of the time that the request had"),
  ABORTED: stays("we were told to stop"),
  ANSWER_TOO_LARGE: stays("there was an answer, so the request had been sent"),
} as const satisfies Record<FailureCode, Prospect>;

/** What failed, in a few words, where it may pass by itself. Undefined: it does not, or nobody knows what it is. */
export function passingFailure(code: string): string | undefined {
  return isKnown(code) && prospects[code].passes ? failureTexts[code].text : undefined;
}

function isKnown(code: string): code is FailureCode {
  return Object.hasOwn(prospects, code);
}
